/** The stand-in's own workspace, app and bot; the ids that its payloads carry and `auth.test` answers. */
export const WORKSPACE = {
  team_id: 'T0GATEHOUSE',
  team_domain: 'gatehouse-stand-in',
  team_name: 'Gatehouse stand-in',
  app_id: 'A0GATEHOUSE',
  bot_id: 'B0GATEHOUSE',
  bot_user_id: 'U0GATEHOUSE',
  bot_name: 'gatehouse',
  /** The deprecated verification token that Slack still puts into every payload. */
  verification_token: 'stand-in-verification-token',
} as const;

/** A member of the workspace. `name` is the handle, `real_name` what people read. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly real_name: string;
  readonly email: string | null;
  readonly is_bot: boolean;
  readonly deleted: boolean;
  /** What the person is in the organisation, to be read by people; Slack knows nothing of it. */
  readonly roles: readonly string[];
}

/** A channel or a direct message. `members` are Slack user ids; a direct message has `user`. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
  readonly members: readonly string[];
  readonly bot_is_member: boolean;
  readonly is_archived: boolean;
}

/** A person as tests and the directory name them; ids as in the directory file. */
export interface SimulatedPerson {
  readonly slack_user_id: string;
  readonly name: string;
  readonly real_name?: string;
  readonly email?: string;
  readonly deleted?: boolean;
  readonly roles?: readonly string[];
}

/** A channel to start with; everybody is a member unless `members` says otherwise. */
export interface SimulatedChannel {
  readonly id: string;
  readonly name: string;
  readonly members?: readonly string[];
  readonly bot_is_member?: boolean;
  readonly is_archived?: boolean;
}

/** The bot and the people, by id. */
export function membersOf(people: readonly SimulatedPerson[]): Map<string, Member> {
  const bot: Member = {
    id: WORKSPACE.bot_user_id, name: WORKSPACE.bot_name, real_name: 'Gatehouse', email: null, is_bot: true, deleted: false, roles: [],
  };
  const humans = people.map((person): Member => ({
    id: person.slack_user_id,
    name: person.name,
    real_name: person.real_name ?? person.name,
    email: person.email ?? null,
    is_bot: false,
    deleted: person.deleted ?? false,
    roles: person.roles ?? [],
  }));
  return new Map([bot, ...humans].map((member) => [member.id, member]));
}

export function channelsOf(channels: readonly SimulatedChannel[], members: ReadonlyMap<string, Member>): Map<string, Channel> {
  return new Map(
    channels.map((channel) => [
      channel.id,
      {
        id: channel.id,
        name: channel.name,
        user: null,
        members: channel.members ?? [...members.keys()],
        bot_is_member: channel.bot_is_member ?? true,
        is_archived: channel.is_archived ?? false,
      },
    ]),
  );
}

/**
 * The direct message between the bot and a person. Its id follows from the person's, so a conversation opened before
 * the stand-in was started again is still the same one.
 */
export function directMessage(member: Member): Channel {
  return {
    id: `D${member.id.slice(1)}`,
    name: 'directmessage',
    user: member.id,
    members: [member.id, WORKSPACE.bot_user_id],
    bot_is_member: true,
    is_archived: false,
  };
}
