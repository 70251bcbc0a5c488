import { createSlackChat } from '../../activities/chat/slack.ts';
import type { Config } from '../../config.ts';
import type { Store } from '../../store/store.ts';
import type { HouseReader } from '../house.ts';
import type { Log } from '../log.ts';
import { createSlack, type Slack } from '../slack/listeners.ts';
import { createWorkspace } from '../slack/workspace.ts';

export interface SlackParts {
  readonly config: Pick<Config, 'slackBotToken' | 'slackSigningSecret' | 'slackApiUrl' | 'url'>;
  readonly store: Store;
  readonly house: HouseReader;
  readonly log: Log;
}

/** The door to Slack, when there is a token and a signing secret; null without. */
export function composeSlack({ config, store, house, log }: SlackParts): Slack | null {
  const { slackBotToken: token, slackSigningSecret: signingSecret, slackApiUrl: apiUrl, url } = config;
  if (token === undefined || signingSecret === undefined) return null;
  const far = { token, ...(apiUrl === undefined ? {} : { apiUrl }) };
  return createSlack({ store, house, chat: createSlackChat(far), workspace: createWorkspace(far), signingSecret, apiUrl, url, log });
}
