import type { OwedMessage } from '../contracts/delivery.ts';
import type { Directory } from '../contracts/directory.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Instant } from '../contracts/primitives.ts';
import { fallsThroughAt, isFolded, isPointless } from '../domain/obligations/index.ts';
import type { Unsent } from './agenda.ts';

/** A message to be written, beside what the agenda needs of it. */
export interface NewMessage {
  readonly row: object;
  readonly unsent: Unsent | null;
}

/** The row of an owed message. One without a channel can't be sent, and says so. */
export function newMessage(message: OwedMessage, policy: Policy, directory: Directory, now: Instant): NewMessage {
  const { channels, ...rest } = message;
  const [channel, ...left] = channels;
  const due_at = fallsThroughAt(message.recipient, policy, directory, now);
  const base = { ...rest, channel: channel ?? 'none', channels: left, due_at };
  if (channel === undefined) return { row: { ...base, state: 'failed', last_error: 'no_channel' }, unsent: null };
  const { key, kind, recipient, obligation_id } = message;
  return {
    row: { ...base, state: 'pending', last_error: null },
    unsent: { key, kind, recipient, obligation_id, channel, rest: left, state: 'pending', owed_at: now, due_at },
  };
}

/** Unsent messages that nobody needs any more (design §6). */
export const supersededBy = (ended: ReadonlySet<string>, unsent: readonly Unsent[]): Unsent[] =>
  unsent.filter((message) => isPointless(message, ended));

/** Digests that were not sent before the next one to the same person is owed: it tells what they would have told. */
export const foldedInto = (fresh: readonly NewMessage[], unsent: readonly Unsent[]): Unsent[] => {
  const now = fresh.flatMap(({ unsent: message }) => message ?? []);
  return unsent.filter((message) => now.some((one) => one.key !== message.key && isFolded(message, one)));
};

/** A message that was not sent in time and goes to its next channel. */
export interface Moved {
  readonly unsent: Unsent;
  readonly from: string;
  readonly last_error: string;
}

/** Takes a message to its next channel; null when there is none left. */
export function moveOn(message: Unsent, reason: string, policy: Policy, directory: Directory, now: Instant): Moved | null {
  const [channel, ...rest] = message.rest;
  if (channel === undefined) return null;
  const due_at = fallsThroughAt(message.recipient, policy, directory, now);
  return { unsent: { ...message, channel, rest, state: 'pending', due_at }, from: message.channel, last_error: reason };
}

/** The row that {@link Moved} becomes. */
export const movedRow = ({ unsent, last_error }: Moved): object => ({
  key: unsent.key,
  channel: unsent.channel,
  channels: unsent.rest,
  due_at: unsent.due_at,
  last_error,
});

/** What the ledger says of a message that was given up on a channel. */
export const movedBody = ({ unsent, from, last_error }: Moved): Readonly<Record<string, unknown>> => ({
  key: unsent.key,
  channel: from,
  recipient: unsent.recipient,
  code: last_error,
  next_channel: unsent.channel,
});
