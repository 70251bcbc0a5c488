import { z } from 'zod';
import { messageBlocks } from './blocks.ts';
import { flag, json, method, timestamp } from './method-args.ts';
import type { ApiMethod } from './method-args.ts';
import { slackMessage, slackMessageWithMetadata } from './present.ts';
import { SlackFault } from './slack-fault.ts';
import type { MessageMetadata, World } from './world.ts';
import type { Channel } from './workspace.ts';

/** Slack cuts a longer text when posted and refuses it when edited; the stand-in refuses both, so that nobody is surprised. */
const TEXT_MAX = 4000;
const METADATA_MAX_BYTES = 16_384;

const content = { text: z.string().default(''), blocks: z.unknown().optional() };

function checkedContent(args: { text: string; blocks?: unknown }) {
  if (args.text.length > TEXT_MAX) throw new SlackFault('msg_too_long');
  const blocks = args.blocks === undefined ? [] : messageBlocks(json(args.blocks, 'invalid_blocks_format'));
  if (args.text === '' && blocks.length === 0) throw new SlackFault('no_text');
  return { text: args.text, blocks };
}

const metadataSchema = z.strictObject({
  event_type: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,254}$/),
  event_payload: z.record(z.string(), z.unknown()),
});

function checkedMetadata(raw: unknown): MessageMetadata | null {
  if (raw === undefined) return null;
  const parsed = metadataSchema.safeParse(json(raw, 'invalid_metadata_format'));
  if (!parsed.success) throw new SlackFault('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(parsed.data)) > METADATA_MAX_BYTES) throw new SlackFault('metadata_too_large');
  return parsed.data;
}

function writable(world: World, id: string): Channel {
  const channel = world.channel(id);
  if (channel.is_archived) throw new SlackFault('is_archived');
  if (!channel.bot_is_member) throw new SlackFault('not_in_channel');
  return channel;
}

const postMessage = method(
  {
    channel: z.string(),
    ...content,
    thread_ts: timestamp.optional(),
    metadata: z.unknown().optional(),
    unfurl_links: flag.optional(),
    unfurl_media: flag.optional(),
  },
  (world, args) => {
    const channel = writable(world, args.channel);
    const { text, blocks } = checkedContent(args);
    const metadata = checkedMetadata(args.metadata);
    const thread = args.thread_ts === undefined ? null : world.message(channel.id, args.thread_ts, 'thread_not_found');
    // an answer to a reply lands in the thread that the reply is in
    const thread_ts = thread && (thread.thread_ts ?? thread.ts);
    const message = world.post({ channel: channel.id, thread_ts, metadata }, text, blocks);
    return { channel: channel.id, ts: message.ts, message: slackMessageWithMetadata(world, message) };
  },
);

const update = method(
  { channel: z.string(), ts: timestamp, ...content, metadata: z.unknown().optional() },
  (world, args) => {
    const channel = world.channel(args.channel);
    if (channel.is_archived) throw new SlackFault('is_inactive');
    const message = world.message(channel.id, args.ts);
    const { text, blocks } = checkedContent(args);
    // metadata left out is kept, as Slack does
    message.metadata = args.metadata === undefined ? message.metadata : checkedMetadata(args.metadata);
    world.edit(message, text, blocks);
    return { channel: channel.id, ts: message.ts, text, message: slackMessage(world, message) };
  },
);

const postEphemeral = method(
  { channel: z.string(), user: z.string(), ...content, thread_ts: timestamp.optional() },
  (world, args) => {
    const channel = writable(world, args.channel);
    const member = world.member(args.user);
    if (!channel.members.includes(member.id)) throw new SlackFault('user_not_in_channel');
    const { text, blocks } = checkedContent(args);
    return { message_ts: world.whisper(channel.id, member.id, text, blocks).ts };
  },
);

export const chatMethods: Readonly<Record<string, ApiMethod>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
};
