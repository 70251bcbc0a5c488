import { z } from 'zod';
import { duration, instant, level, personId, recordId, slug, token } from './primitives.ts';
import { obligationKind } from './policy.ts';
import type { TicketNoted } from './ticket.ts';

/** One rung above an obligation, with its absolute instant (design §8: due instants are recorded in the event). */
export const plannedRung = z.strictObject({ id: slug, level, at: instant });
export type PlannedRung = z.infer<typeof plannedRung>;

/** Who owes: one person, or a role (the members of a lane, or the holders of a rung's role). */
export const owedBy = z.union([z.strictObject({ person: personId }), z.strictObject({ role: slug, lane: slug.optional() })]);
export type OwedBy = z.infer<typeof owedBy>;

/** What opens an obligation; the same in all four kinds of case. */
export const obligationOpening = z.strictObject({
  id: recordId,
  kind: obligationKind,
  /** What it is about, as ids and enums: lane, condition, question, source obligation of an escalation … */
  subject: z.record(slug, token),
  owed_by: owedBy,
  /** Who gets the first message. */
  to: z.array(personId),
  opened_at: instant,
  /** Null only for an escalation, which has no clock of its own (§0.07). */
  due_at: instant.nullable(),
  /** The time it was given. */
  sla: duration.nullable(),
  /** Calendar that business time runs on. */
  calendar: slug.nullable(),
  rungs: z.array(plannedRung),
  /** The ladder above it where that is not the one of its kind: a nonconformity's follows its class (§3 defaults). */
  ladder: slug.optional(),
});
export type ObligationOpening = z.infer<typeof obligationOpening>;

export const OBLIGATION_STATES = ['open', 'paused', 'met', 'failed', 'withdrawn'] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];
const OPEN: readonly ObligationState[] = ['open', 'paused'];
/** It can still be met: a pause is no end (§0.06). */
export const isOpen = ({ state }: { readonly state: ObligationState }): boolean => OPEN.includes(state);

/** An obligation as the fold leaves it. */
export interface Obligation extends ObligationOpening {
  readonly state: ObligationState;
  /** Rises at each opening, re-dating, reassignment, reopening and cadence tick (design §6). */
  readonly version: number;
  readonly fired: readonly { readonly id: string; readonly level: string; readonly at: string; readonly to: readonly string[] }[];
  readonly acknowledged_by: readonly string[];
  readonly snoozed: readonly string[];
  readonly paused_at: string | null;
  /** When its clock stood still, waiting on somebody else (§0.06); `until` is null while it does. */
  readonly pauses: readonly { readonly from: string; readonly until: string | null }[];
  readonly closed_at: string | null;
  /** What somebody above last told those who owe it to do (§0.07). */
  readonly instruction: string | null;
  /** When each person was last nudged about it; absent until somebody was. */
  readonly nudged?: Readonly<Record<string, string>>;
  /** What was last recorded of its ticket; absent until something was. */
  readonly ticket?: TicketNoted;
}

/** How far the ladder above an obligation has climbed: the highest rung that fired, and the next one to fire. */
export interface LadderPosition {
  readonly highest: { readonly id: string; readonly level: string; readonly at: string } | null;
  readonly next: PlannedRung | null;
}
