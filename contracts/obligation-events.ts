import { z } from 'zod';
import { obligationOpening, owedBy, plannedRung } from './obligation.ts';
import { channel as peopleChannel, duration, freeText, instant, level, personId, slug, token } from './primitives.ts';
import { ticketSystem } from './ticket.ts';

const id = z.string().regex(/^obl_[0-9a-z]{1,64}$/);
/** The rule that an event follows: a place in the policy such as `ladders.standard.breach`, or a number of the rule book. */
const rule = z.string().regex(/^[\w.§-]{1,120}$/);
const one = z.strictObject({ obligation_id: id, version: z.number().int().positive() });
const ended = one.extend({ rule: rule.nullable() });
const ticket = one.extend({ system: ticketSystem, ref: token });
const replanned = one.extend({ due_at: instant, rungs: z.array(plannedRung) });

/**
 * Facts about obligations and their ladders, the same in every kind of case (§0.02–§0.07). `version` is the one after
 * the event.
 */
export const OBLIGATION_EVENTS = {
  'obligation.opened': obligationOpening,
  'obligation.met': ended,
  'obligation.failed': ended,
  'obligation.withdrawn': ended,
  'obligation.paused': ended,
  /** The clock runs on; `since` is before the event when the pause was over before anybody looked. */
  'obligation.resumed': replanned.extend({ since: instant }),
  /**
   * Open again after it was met, with the time that was left then; rungs that fired stay fired. `owed_by` where somebody else
   * owes it by now; `sla` and `ladder` where its time was given anew: the rungs then replace all old ones.
   */
  'obligation.reopened': replanned.extend({ to: z.array(personId), rule: rule.nullable(), owed_by: owedBy.optional(), sla: duration.optional(), ladder: slug.optional() }),
  /** An approved extension, or a nonconformity of another class: a new due-revision, whose rungs replace all old ones (§0.03); `ladder` where that changes too. */
  'obligation.redated': replanned.extend({ sla: duration, person: personId, reason: freeText(), ladder: slug.optional() }),
  'obligation.reassigned': one.extend({ owed_by: owedBy, to: z.array(personId), person: personId.nullable(), reason: freeText().nullable() }),
  /** Silences repeats to that person, also of the source when `obligation_id` is an escalation (§0.07). */
  'obligation.acknowledged': one.extend({ person: personId, source: id.nullable() }),
  'obligation.snoozed': one.extend({ rung: slug, until: instant, person: personId, reason: freeText() }),
  /** `to` get a message; `elsewhere` hear of it in one about another obligation that was nudged with it. */
  'obligation.nudged': one.extend({ person: personId, to: z.array(personId), instruction: freeText().nullable(), elsewhere: z.array(personId).optional() }),
  /** `to` are all whom the rung reaches, `tell` those who get its message: not who hears of a higher rung at once, nor who acknowledged. */
  'rung.fired': one.extend({
    rung: slug,
    level,
    planned_at: instant,
    to: z.array(personId),
    tell: z.array(personId),
    late: z.boolean(),
    rule,
    /** The escalation that this rung opened; null for L0 and when nobody was there to tell. */
    escalation_id: id.nullable(),
  }),
  /** The last rung was reached and nobody was there to tell (design §6). */
  'ladder.stuck': one.extend({ tell: z.array(personId) }),
  /** The board is told at once, not by a timer (§0.04). */
  'board.triggered': z.strictObject({ trigger: slug, to: z.array(personId), rule: rule.optional() }),
  /** The board's recorded answer, entered by its secretary; it meets the escalation (§0.07). */
  'board.answered': z.strictObject({ obligation_id: id, person: personId, answer: freeText() }),
  /** A message was refused or came back: it goes on by `next_channel`, and without one it reached somebody on no channel. `tell` are those who hear of it beside them. */
  'delivery.undeliverable': z.strictObject({ recipient: personId, code: token, next_channel: peopleChannel.optional(), obligation_id: id.nullable(), tell: z.array(personId) }),
  /** Somebody closed the obligation's ticket: proposes that it is met, and meets nothing. */
  'ticket.closed': ticket,
  /** The ticket is open again: the proposal is withdrawn. */
  'ticket.reopened': ticket,
  /** The ticket was deleted or moved away, or is not shown to us any more. */
  'ticket.gone': ticket,
  /** The ticket system refused for good to make or change the ticket; `code` says why. */
  'ticket.refused': one.extend({ system: ticketSystem, ref: token.nullable(), code: token }),
  /** The ticket system took what it had refused before. */
  'ticket.taken': ticket,
} as const;

export type ObligationEventType = keyof typeof OBLIGATION_EVENTS;
export type ObligationEventBody<T extends ObligationEventType> = z.infer<(typeof OBLIGATION_EVENTS)[T]>;
