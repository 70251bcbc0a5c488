import { DeliveryError, type DeliveryFailure } from '../delivery-error.ts';

/** What an answer says about itself, as far as a failure is judged by it. */
export interface Answered {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
}

/** When the far end says nothing of how long to wait. Milliseconds. */
const USUAL_WAIT_MS = 60_000;
/** However long it says, one looks again after this. Milliseconds. */
const LONGEST_WAIT_MS = 3_600_000;

/** Why what was asked will never be done as it is, by HTTP status. */
const PERMANENT: Readonly<Record<number, string>> = { 400: 'invalid', 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 405: 'not_allowed', 410: 'gone', 413: 'too_large', 415: 'invalid', 422: 'invalid' };

/** How long the far end wants to be left alone: `Retry-After` in seconds or as a date, or GitHub's time of reset. */
function waitOf({ headers }: Answered, now: number): number {
  const after = headers.get('retry-after');
  const reset = headers.get('x-ratelimit-reset');
  const given = after === null ? (reset === null ? Number.NaN : Number(reset) * 1_000 - now) : /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - now;
  return Number.isNaN(given) ? USUAL_WAIT_MS : Math.min(Math.max(given, 1_000), LONGEST_WAIT_MS);
}

/** GitHub says 403 for its limits too: the primary one shows in the count, the secondary one by `Retry-After`. */
const isLimited = ({ status, headers }: Answered): boolean =>
  status === 429 || (status === 403 && (headers.get('x-ratelimit-remaining') === '0' || headers.get('retry-after') !== null));

/**
 * What an answer that is no success means. `harmless`: to repeat it changes nothing, so that it is never *unclear*; a server
 * that failed while it made a ticket may have made it. `moves`: 301 and 308 mean that the thing has gone elsewhere for good; any
 * other redirect is something in between, e.g. a proxy's sign-in page, and says nothing of the thing.
 */
export function failureOf(answer: Answered, { harmless, moves }: { readonly harmless: boolean; readonly moves: boolean }, now = Date.now()): DeliveryFailure {
  const { status } = answer;
  if (isLimited(answer)) return { kind: 'retry_after', at_least_ms: waitOf(answer, now), code: 'rate_limited' };
  if (status >= 500) return { kind: harmless ? 'retryable' : 'unclear', code: `http_${status}` };
  if (status === 408 || status === 409 || status === 425) return { kind: 'retryable', code: `http_${status}` };
  if (moves && (status === 301 || status === 308)) return { kind: 'permanent', code: 'moved' };
  if (status >= 300 && status < 400) return { kind: 'retryable', code: `http_${status}` };
  return { kind: 'permanent', code: PERMANENT[status] ?? `http_${status}` };
}

/** Nothing was sent: nobody was there to take it. */
const UNREACHED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** The code of what `fetch` threw, which it hides in its cause. */
function codeOf(error: unknown): string {
  const { cause, code, name } = Object(error) as { readonly cause?: unknown; readonly code?: unknown; readonly name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  const inner = Object(cause) as { readonly code?: unknown };
  return typeof inner.code === 'string' ? inner.code : typeof code === 'string' ? code : 'network';
}

/** What it means that no answer came. */
export function lossOf(error: unknown, harmless: boolean): DeliveryError {
  const code = codeOf(error);
  const kind = harmless || UNREACHED.has(code) ? 'retryable' : 'unclear';
  return new DeliveryError({ kind, code: code.toLowerCase() }, 'no answer came', { cause: error });
}
