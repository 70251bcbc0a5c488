import { z } from 'zod';
import { REFUSALS } from './refusal.ts';
import type { RefusalCode } from './refusal.ts';
import { channel as peopleChannel, CHANNELS, instant, recordId, token } from './primitives.ts';

const codes = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]];
/** The recipient is a person, or for a ticket where it lies, e.g. `github:owner/name`. */
const sent = z.strictObject({ key: token, channel: z.enum(CHANNELS), recipient: token });

/**
 * Rows that the command path itself adds to a record's ledger. They change no state: folds step over them (design §5).
 */
export const STORE_EVENTS = {
  'command.refused': z.strictObject({
    /** The command; where the caller was refused before it became one, the operation of the API, e.g. `castVote`. */
    command: token,
    code: z.enum(codes),
    command_id: token,
    pointer: token.optional(),
    /** What was meant, when the row lies on another chain: that of the record that it is part of, of its system, or of the house. */
    target: recordId.optional(),
  }),
  'delivery.sent': sent,
  /** Given up on this channel; `next_channel` is where it is tried next. */
  'delivery.failed': sent.extend({ code: token, next_channel: peopleChannel.nullable(), due_at: instant.optional() }),
} as const;
export type StoreEventType = keyof typeof STORE_EVENTS;

/** Whether the row was added by the command path and says nothing about the record's state. */
export const isStoreEvent = (type: string): type is StoreEventType => type in STORE_EVENTS;
