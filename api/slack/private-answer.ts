import type { Log } from '../log.ts';
import type { ChatDoor } from './ports.ts';

/** Where an answer that only one person sees can go. */
export interface Where {
  readonly user: string;
  /** Null for what was done on the Home tab or in a dialog from there. */
  readonly channel: string | null;
  /** Slack's URL for answers to one interaction: good for half an hour, and in conversations where the bot is not. */
  readonly answer_at: string | null;
}

/** Tells one person something privately. Never throws: what can't be told is logged. */
export type PrivateAnswer = (where: Where, text: string) => Promise<void>;

const TIMEOUT_MS = 10_000;
const SLACK = /(^|\.)slack(-gov)?\.com$/;

/** Only Slack's own hosts, or the stand-in that the Web API is, are ever posted to. */
function isOurs(url: string, apiUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  return (protocol === 'https:' && SLACK.test(hostname)) || (apiUrl !== undefined && origin === new URL(apiUrl).origin);
}

async function respond(url: string, text: string): Promise<void> {
  const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, text });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal, redirect: 'error' });
  if (!answer.ok) throw new Error(`the response URL answered ${answer.status}`);
}

/** By the response URL, and if that fails by an ephemeral message; by a direct one where the act had no conversation. */
export function privateAnswer({ chat, apiUrl, log }: { readonly chat: ChatDoor; readonly apiUrl: string | undefined; readonly log: Log }): PrivateAnswer {
  return async ({ user, channel, answer_at }, text) => {
    try {
      if (answer_at !== null && isOurs(answer_at, apiUrl)) return await respond(answer_at, text);
    } catch (error) {
      log.warn({ err: error }, 'a response URL of Slack took no answer');
    }
    try {
      await (channel === null ? chat.tellDirectly(user, text) : chat.tellPrivately(channel, user, text));
    } catch (error) {
      log.warn({ err: error, user }, 'a person in Slack could not be answered');
    }
  };
}
