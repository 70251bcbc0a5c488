import { z } from 'zod';
import { REFUSALS } from './refusal.ts';
import type { RefusalCode } from './refusal.ts';
import { channel, instant, personId, recordId, token } from './primitives.ts';

const codes = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]];
const sent = z.strictObject({ key: token, channel, recipient: personId });

/**
 * Rows that the command path itself adds to a record's ledger. They change no state: folds step over them (design §5).
 */
export const STORE_EVENTS = {
  'command.refused': z.strictObject({
    command: token,
    code: z.enum(codes),
    command_id: token,
    pointer: token.optional(),
    /** The record meant, when the row lies on the chain of its system or of the house. */
    target: recordId.optional(),
  }),
  'delivery.sent': sent,
  /** Given up on this channel; `next_channel` is where it is tried next. */
  'delivery.failed': sent.extend({ code: token, next_channel: channel.nullable(), due_at: instant.optional() }),
} as const;
export type StoreEventType = keyof typeof STORE_EVENTS;

/** Whether the row was added by the command path and says nothing about the record's state. */
export const isStoreEvent = (type: string): type is StoreEventType => type in STORE_EVENTS;
