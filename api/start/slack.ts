import type { Config } from '../../config.ts';
import type { Store } from '../../store/store.ts';
import type { HouseReader } from '../../store/house.ts';
import type { Log } from '../log.ts';
import { createSlack, type Slack } from '../slack/listeners.ts';
import type { ChatDoor } from '../slack/ports.ts';
import { createWorkspace } from '../slack/workspace.ts';

export interface SlackParts {
  readonly config: Pick<Config, 'slackBotToken' | 'slackSigningSecrets' | 'slackAppToken' | 'slackApiUrl' | 'url'>;
  readonly store: Store;
  readonly house: HouseReader;
  readonly log: Log;
  /** The chat adapter (`activities/chat`), which only a composition root may name. */
  readonly createChat: (far: { readonly token: string; readonly apiUrl?: string }) => ChatDoor;
}

/** The door to Slack, when there is a bot token and a way for clicks to arrive; null without a bot token. */
export function composeSlack({ config, store, house, log, createChat }: SlackParts): Slack | null {
  const { slackBotToken: token, slackSigningSecrets: signingSecrets, slackAppToken: appToken, slackApiUrl: apiUrl, url } = config;
  if (token === undefined) return null;
  const far = { token, ...(apiUrl === undefined ? {} : { apiUrl }) };
  return createSlack({ store, house, chat: createChat(far), workspace: createWorkspace(far), signingSecrets, appToken, apiUrl, url, log });
}
