import { z } from 'zod';
import { flag, method, page, timestamp } from './method-args.ts';
import type { ApiMethod } from './method-args.ts';
import { slackChannel, slackMessage, slackMessageWithMetadata } from './present.ts';
import { SlackFault } from './slack-fault.ts';
import type { StoredMessage, World } from './world.ts';
import type { Channel } from './workspace.ts';

const open = method({ users: z.string().optional(), return_im: flag.optional() }, (world, args) => {
  const users = (args.users ?? '').split(',').filter((id) => id !== '');
  const [only] = users;
  if (only === undefined) throw new SlackFault('users_list_not_supplied');
  if (users.length > 1) throw new SlackFault('invalid_arguments', ['the stand-in opens direct messages with one person only']);
  const member = world.member(only);
  if (member.is_bot) throw new SlackFault('cannot_dm_bot');
  if (member.deleted) throw new SlackFault('user_disabled');
  const channel = world.channel(member.id);
  return { channel: args.return_im === true ? slackChannel(channel) : { id: channel.id } };
});

const timeline = {
  channel: z.string(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(999).default(100),
  include_all_metadata: flag.default(false),
  inclusive: flag.default(false),
  oldest: timestamp.optional(),
  latest: timestamp.optional(),
};

interface Window {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive: boolean;
}

function within(message: StoredMessage, { oldest, latest, inclusive }: Window): boolean {
  const edge = inclusive && (message.ts === oldest || message.ts === latest);
  return edge || ((oldest === undefined || message.ts > oldest) && (latest === undefined || message.ts < latest));
}

function readable(world: World, id: string): Channel {
  const channel = world.channel(id);
  if (!channel.bot_is_member) throw new SlackFault('not_in_channel');
  return channel;
}

interface Query extends Window {
  cursor?: string | undefined;
  limit: number;
  include_all_metadata: boolean;
}

function answer(world: World, messages: readonly StoredMessage[], query: Query): Record<string, unknown> {
  const { items, next_cursor } = page(messages.filter((message) => within(message, query)), query.cursor, query.limit);
  const show = query.include_all_metadata ? slackMessageWithMetadata : slackMessage;
  return {
    messages: items.map((message) => show(world, message)),
    has_more: next_cursor !== '',
    response_metadata: { next_cursor },
  };
}

const history = method(timeline, (world, args) => {
  const channel = readable(world, args.channel);
  const topLevel = world.inChannel(channel.id).filter((message) => message.thread_ts === null);
  return answer(world, topLevel.reverse(), args);
});

const replies = method({ ...timeline, ts: timestamp }, (world, args) => {
  const channel = readable(world, args.channel);
  const parent = world.message(channel.id, args.ts, 'thread_not_found');
  return answer(world, [parent, ...world.repliesTo(parent)], args);
});

export const conversationMethods: Readonly<Record<string, ApiMethod>> = {
  'conversations.open': open,
  'conversations.history': history,
  'conversations.replies': replies,
};
