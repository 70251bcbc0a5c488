import { z } from 'zod';
import { duration, freeText, instant, personId, sha256 } from './primitives.ts';

const one = z.strictObject({ obligation_id: z.string() });

/** What may be asked of any obligation, in every kind of case (§0.03, §0.07). On an escalation all but `acknowledge` and `complete` mean its source. */
export const OBLIGATION_COMMANDS = {
  acknowledge: one,
  snooze: one.extend({ for: duration, reason: freeText() }),
  /** Reminds whoever owes it, and may say what to do (§0.07). */
  nudge: one.extend({ instruction: freeText().optional() }),
  reassign: one.extend({ to: personId, reason: freeText() }),
  extend: one.extend({ until: instant.refine((until) => until < '4000', 'must be before the year 4000'), reason: freeText() }),
  /** Of an escalation to the board: its recorded answer. Other obligations are completed by their own case's rules. */
  complete: one.extend({ evidence: z.array(sha256).default([]), comment: freeText() }),
} as const;
export type ObligationCommandName = keyof typeof OBLIGATION_COMMANDS;
/**
 * Of many that are nudged at once: who hears of this one in the message about another, so that nobody gets more than one.
 * Only the board knows that, since it gave the other nudge itself; no door takes it from outside.
 */
export interface NudgedElsewhere {
  readonly elsewhere?: readonly string[];
}
export type ObligationCommandBody<T extends ObligationCommandName> = z.infer<(typeof OBLIGATION_COMMANDS)[T]>;
