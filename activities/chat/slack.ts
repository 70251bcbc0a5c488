import { LogLevel, WebClient } from '@slack/web-api';
import type { Logger } from '@slack/web-api';
import { DeliveryError } from '../delivery-error.ts';
import type { ChatMessage, ChatPort } from './port.ts';
import { slackError } from './slack-errors.ts';
import { fetchOrWireError } from './wire.ts';

/** `metadata.event_type` of everything we post; the key is in `event_payload.key`. */
export const DELIVERY_METADATA = 'gatehouse_delivery';

/** How far `find` looks back: pages of this many messages, newest first. */
const PAGE = 200;
const PAGES = 5;

export interface SlackChatOptions {
  readonly token: string;
  /** Ends in `/api/`; a stand-in's in tests and in the embedded default. */
  readonly apiUrl?: string;
  /** For one call, connect to last byte, in milliseconds. Design §6: 10 seconds. */
  readonly timeoutMs?: number;
}

/**
 * Slack behind the chat port. It makes each call once: the client's own retries (10 over 30 minutes) and its waiting
 * out of rate limits are off, because the deliveries table decides when to try again (design §6).
 */
export function createSlackChat(options: SlackChatOptions): ChatPort {
  const client = webClient(options);
  const channelOf = channelFinder(client);

  return {
    async post(to, message, key, thread_ref) {
      const channel = await channelOf(to);
      const thread = threadIn(channel, thread_ref);
      const posted = await attempt('chat.postMessage', false, () =>
        client.chat.postMessage({
          channel,
          ...content(message),
          metadata: { event_type: DELIVERY_METADATA, event_payload: { key } },
          unfurl_links: false,
          unfurl_media: false,
          ...(thread && { thread_ts: thread.ts }),
        }),
      );
      return { ref: `${posted.channel ?? channel}/${postedTs(posted.ts)}` };
    },

    async update(ref, message) {
      await attempt('chat.update', true, () => client.chat.update({ ...splitRef(ref), ...content(message) }));
    },

    async find(to, key, thread_ref) {
      const thread = thread_ref === undefined ? undefined : splitRef(thread_ref);
      const channel = thread?.channel ?? (await channelOf(to));
      const ts = await findKey(client, channel, key, thread?.ts);
      return ts === null ? null : { ref: `${channel}/${ts}` };
    },

    async openModal(triggerId, view) {
      await attempt('views.open', true, () => client.views.open({ trigger_id: triggerId, view }));
    },

    async tellPrivately(channel, user, text) {
      await attempt('chat.postEphemeral', true, () => client.chat.postEphemeral({ channel, user, text }));
    },

    async tellDirectly(user, text) {
      const channel = await channelOf(user);
      await attempt('chat.postMessage', false, () => client.chat.postMessage({ channel, text, unfurl_links: false, unfurl_media: false }));
    },

    async publishHome(user, view) {
      await attempt('views.publish', true, () => client.views.publish({ user_id: user, view }));
    },
  };
}

function webClient({ token, apiUrl, timeoutMs = 10_000 }: SlackChatOptions): WebClient {
  return new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    fetch: fetchOrWireError,
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}

/** A channel id as it is; for a user id the direct message, opened once and remembered (Slack keeps it for good). */
function channelFinder(client: WebClient): (to: string) => Promise<string> {
  const directMessages = new Map<string, string>();
  return async (to) => {
    if (!/^[UW]/.test(to)) return to;
    const known = directMessages.get(to);
    if (known !== undefined) return known;
    const opened = await attempt('conversations.open', true, () => client.conversations.open({ users: to }));
    const id = opened.channel?.id;
    // nothing was posted yet, so unlike an answer to a post this one is safe to ask for again
    if (!id) throw new DeliveryError({ kind: 'retryable', code: 'bad_answer' }, 'conversations.open answered ok without channel.id');
    directMessages.set(to, id);
    return id;
  };
}

async function attempt<T>(what: string, repeatable: boolean, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw slackError(what, error, repeatable);
  }
}

/** The `ts` of the message with our key: among a thread's replies, or in the conversation itself. */
async function findKey(client: WebClient, channel: string, key: string, thread?: string): Promise<string | null> {
  let cursor = '';
  for (let page = 0; page < PAGES; page += 1) {
    const query = { channel, limit: PAGE, include_all_metadata: true, ...(cursor !== '' && { cursor }) };
    const found =
      thread === undefined
        ? await attempt('conversations.history', true, () => client.conversations.history(query))
        : await attempt('conversations.replies', true, () => client.conversations.replies({ ...query, ts: thread }));
    const hit = found.messages?.find((message) => keyOf(message.metadata) === key);
    if (hit?.ts !== undefined) return hit.ts;
    cursor = found.response_metadata?.next_cursor ?? '';
    if (cursor === '') return null;
  }
  return null;
}

function keyOf(metadata: { event_type?: string; event_payload?: object } | undefined): unknown {
  if (metadata?.event_type !== DELIVERY_METADATA) return undefined;
  return metadata.event_payload !== undefined && 'key' in metadata.event_payload ? metadata.event_payload.key : undefined;
}

function content(message: ChatMessage) {
  return { text: message.text, blocks: [...message.blocks] };
}

/** The thread to answer in; none when it lies in another conversation: the person has another account since. */
function threadIn(channel: string, ref: string | undefined): { ts: string } | undefined {
  const thread = ref === undefined ? undefined : splitRef(ref);
  return thread?.channel === channel ? thread : undefined;
}

/** Refuses what no `post` returned: a ref that lost its half can never be redrawn. */
function splitRef(ref: string): { channel: string; ts: string } {
  const [channel, ts, ...rest] = ref.split('/');
  if (!channel || !ts || rest.length > 0) {
    throw new DeliveryError({ kind: 'permanent', code: 'bad_ref' }, `"${ref}" is no message ref; expected channel/ts`);
  }
  return { channel, ts };
}

/** An answer that says ok without a timestamp: whether the message is there is anybody's guess. */
function postedTs(ts: string | undefined): string {
  if (ts) return ts;
  throw new DeliveryError({ kind: 'unclear', code: 'bad_answer' }, 'chat.postMessage answered ok without ts');
}

/** Everything the client would print reaches the caller inside the `DeliveryError`. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
