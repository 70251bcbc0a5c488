import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { FetchFunction, Logger } from '@slack/web-api';
import { z } from 'zod';
import { isFullMember, type SlackUser } from '../../domain/authority/slack-member.ts';

/** Which workspace and app we are; `app_id` is null where Slack does not say. */
export interface Self {
  readonly team_id: string;
  readonly app_id: string | null;
}

/** What Slack says of one of its users. */
export interface Member {
  /** By `isFullMember`. */
  readonly full: boolean;
}

/** What Slack itself says of who we are and who somebody is. Both throw when Slack does not answer. */
export interface Workspace {
  self(): Promise<Self>;
  member(user: string): Promise<Member>;
}

export interface WorkspaceWish {
  readonly token: string;
  /** Ends in `/api/`; a stand-in's in tests and in the embedded default. */
  readonly apiUrl?: string | undefined;
  readonly fetch?: FetchFunction;
  readonly now?: () => number;
}

/** How long an answer about a user is believed. Milliseconds. */
const BELIEVED_MS = 10 * 60_000;
const MOST = 5_000;
const TIMEOUT_MS = 5_000;

const selfAnswer = z.looseObject({ team_id: z.string(), app_id: z.string().optional() });
const flag = z.boolean().default(false);
const userAnswer = z.looseObject({
  user: z.looseObject({
    team_id: z.string().optional(),
    deleted: flag,
    is_bot: flag,
    is_restricted: flag,
    is_ultra_restricted: flag,
    is_stranger: flag,
    enterprise_user: z.looseObject({ teams: z.array(z.string()).default([]) }).optional(),
  }),
});

/** Asks Slack's Web API (`auth.test` once, `users.info` per person), and remembers the answers. */
export function createWorkspace({ token, apiUrl, fetch, now = Date.now }: WorkspaceWish): Workspace {
  const client = new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    ...(fetch !== undefined && { fetch }),
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
  let known: Self | null = null;
  const members = new Map<string, { readonly member: Member; readonly until: number }>();
  const self = async (): Promise<Self> => {
    if (known) return known;
    const { team_id, app_id = null } = selfAnswer.parse(await client.auth.test());
    return (known = { team_id, app_id });
  };
  return {
    self,
    async member(user) {
      const kept = members.get(user);
      if (kept && kept.until > now()) return kept.member;
      const member = await ask(client, user, (await self()).team_id);
      members.delete(user);
      members.set(user, { member, until: now() + BELIEVED_MS });
      for (const oldest of members.keys()) if (members.size > MOST) members.delete(oldest);
      return member;
    },
  };
}

/** Errors that say: nobody of this workspace. */
const NOBODY: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible']);

const saidOf = ({ team_id, enterprise_user, deleted, is_bot, is_restricted, is_ultra_restricted, is_stranger }: z.infer<typeof userAnswer>['user']): SlackUser => ({
  team: team_id ?? null,
  teams: enterprise_user?.teams ?? [],
  deleted,
  bot: is_bot,
  guest: is_restricted || is_ultra_restricted,
  stranger: is_stranger,
});

async function ask(client: WebClient, id: string, team: string): Promise<Member> {
  try {
    const { user } = userAnswer.parse(await client.users.info({ user: id }));
    return { full: isFullMember(saidOf(user), team) };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && NOBODY.has(error.data.error)) return { full: false };
    throw error;
  }
}

/** What the client would print reaches the log with the error. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
