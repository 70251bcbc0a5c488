import { z } from 'zod';
import { channel, personId, recordId, token } from './primitives.ts';

/** Name of the command that tells a record of a message that was refused on a channel, or on the last of them; for workflows only. */
export const UNDELIVERED = 'undelivered';

/** The message, whom it was for, and why the channel failed. */
export const undelivered = z.strictObject({
  key: token,
  recipient: personId,
  obligation_id: recordId.nullable(),
  /** What the message told of, where that was an event: the news of an unreachable person is not told again. */
  event: token.nullable(),
  code: token,
  /** Where it goes on; left out: no other way is left. */
  next_channel: channel.optional(),
});
export type Undelivered = z.infer<typeof undelivered>;

/** What somebody's mail server reports of an e-mail of ours, after it took it (RFC 3464). */
export const bounce = z.strictObject({
  /** Message-ID of the e-mail that came back. */
  message_id: z.string().trim().min(3).max(998),
  /** Enhanced status code (RFC 3463): 5.x.x is final, 4.x.x will be tried again, 2.x.x arrived. */
  status: z.string().regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'must be an enhanced status code, e.g. 5.1.1 (RFC 3463)'),
  /** What the mail server says in its own words; goes to the log and nowhere else. */
  diagnostic: z.string().max(1_000).optional(),
});
export type Bounce = z.infer<typeof bounce>;

/** What a report led to, the weightiest first: on to the next channel, given up, only noted, or nothing (any more). The owner hears of the first two. */
export const BOUNCE_EFFECTS = ['moved', 'failed', 'noted', 'none'] as const;
export type BounceEffect = (typeof BOUNCE_EFFECTS)[number];
