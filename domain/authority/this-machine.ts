/** Of a request what shows where it comes from: its headers, and the address at the other end of its connection. */
export interface Arrived {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket?: { readonly remoteAddress?: string | undefined };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
/** Of an IP address, as a socket names it. */
const LOOPBACK_ADDRESS = /^((::ffff:)?127(\.\d{1,3}){3}|::1)$/i;

/** Whether a Host header, or the host of a URL, means this machine itself. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/**
 * Whether what answers as Slack's servers is on this machine: then it is a stand-in, in which one clicks as anybody, and what
 * comes from it is marked in the record (design §7). `apiUrl`: SLACK_API_URL; without one it is Slack itself.
 */
export const isStandIn = (apiUrl: string | undefined): boolean => apiUrl !== undefined && isLoopback(new URL(apiUrl).host);

/** What proxies, tunnels and content networks add, by how it begins and by name. */
const FORWARDED = /^(x-forwarded|x-original|cf-)/;
const FORWARDED_NAMES: ReadonlySet<string> = new Set([
  'forwarded', 'via', 'cdn-loop', 'true-client-ip', 'fastly-client-ip', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'x-envoy-external-address', 'x-azure-clientip', 'x-appengine-user-ip', 'ngrok-trace-id',
]);

/**
 * Why a request is not this machine's own, in words that end a sentence; null when it is. A tunnel arrives from loopback too;
 * what it brings along gives it away (design §7). Whatever counts on this machine only asks this, and nothing else.
 */
export function whyElsewhere({ headers, socket = {} }: Arrived): string | null {
  const forwarded = Object.keys(headers).find((name) => FORWARDED.test(name) || FORWARDED_NAMES.has(name));
  if (forwarded !== undefined) return `the request was forwarded (${forwarded})`;
  const host = typeof headers['host'] === 'string' ? headers['host'] : '';
  if (!isLoopback(host)) return `it was sent to "${host}"`;
  return LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') ? null : `it comes from ${socket.remoteAddress ?? 'an unknown address'}`;
}

/** The same, where Gatehouse must be known by an address of this machine too. `publicUrl`: GATEHOUSE_URL. */
export const whyNotLocal = (request: Arrived, publicUrl: string): string | null => whyElsewhere(request) ?? (isLoopback(new URL(publicUrl).host) ? null : `GATEHOUSE_URL is ${publicUrl}`);
