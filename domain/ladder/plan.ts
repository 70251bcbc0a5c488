import type { Obligation, PlannedRung } from '../../contracts/obligation.ts';
import type { Ladder, ObligationKind, Policy, Rung } from '../../contracts/policy.ts';
import { LEVELS } from '../../contracts/primitives.ts';
import type { Duration, Instant, Level, WorkCalendar } from '../../contracts/primitives.ts';
import { addDuration, percentOf, subtractDuration } from '../time/calendar.ts';
import { earliest } from '../time/instant.ts';

/** The level's height: 0 for L0 to 5 for L5. */
export const heightOf = (level: Level): number => LEVELS.indexOf(level);

/** The name that stands for no ladder: only a digest tells of it (§3 defaults, observation). */
export const NO_LADDER = 'none';

/**
 * The ladder above a kind of obligation, or the one that it was given by name; null for an escalation, which has none
 * (§0.07), and for the name `none`.
 * @throws RangeError when the policy names a ladder that it does not hold, which `checkPolicy` refuses: planning no rungs
 * instead would let silence end an escalation.
 */
export function ladderFor(policy: Policy, kind: ObligationKind, given?: string): Ladder | null {
  if (kind === 'escalation' || given === NO_LADDER) return null;
  const name = given ?? policy.ladders.use[kind];
  const ladder = policy.ladders.ladders[name];
  if (!ladder) throw new RangeError(`ladders.yaml: ${given === undefined ? `use.${kind}` : `a ${kind}`} names the ladder "${name}", which is not one of ${Object.keys(policy.ladders.ladders).join(', ')}`);
  return ladder;
}

/**
 * When an obligation opened at `opened_at` falls due, and every rung above it as absolute instants, earliest first; at
 * one instant the lower level comes first (§0.03, R-06). A notice that would come before the opening is left out for L0,
 * since the first message says the same, and is due at once for a higher level.
 */
export function planRungs(policy: Policy, kind: ObligationKind, opened_at: Instant, sla: Duration, calendar: WorkCalendar, ladder?: string): { due_at: Instant; rungs: PlannedRung[] } {
  const due_at = addDuration(opened_at, sla, calendar);
  return { due_at, rungs: planLadder(ladderFor(policy, kind, ladder)?.rungs ?? [], { opened_at, due_at, sla, calendar }) };
}

export interface Span {
  readonly opened_at: Instant;
  readonly due_at: Instant;
  readonly sla: Duration;
  readonly calendar: WorkCalendar;
}

/** The rungs of a ladder over one span; the same order and the same rule for early notices as {@link planRungs}. */
export function planLadder(rungs: readonly Rung[], span: Span): PlannedRung[] {
  return rungs
    .map((rung) => ({ id: rung.id, level: rung.level, at: instantOf(rung, span) }))
    .filter((rung) => rung.at >= span.opened_at || rung.level !== 'L0')
    .map((rung) => (rung.at < span.opened_at ? { ...rung, at: span.opened_at } : rung))
    .sort((a, b) => compare(a.at, b.at) || heightOf(a.level) - heightOf(b.level));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function instantOf({ at }: Rung, { opened_at, due_at, sla, calendar }: Span): Instant {
  if ('percent' in at) return percentOf(opened_at, sla, at.percent, calendar);
  if ('after_due' in at) return addDuration(due_at, at.after_due, calendar);
  return subtractDuration(due_at, at.before_due, calendar);
}

/** The rungs of an open obligation that have not fired, earliest first; none while it is paused or closed (§0.06). */
export function pendingRungs(obligation: Pick<Obligation, 'state' | 'rungs' | 'fired'>): PlannedRung[] {
  if (obligation.state !== 'open') return [];
  return obligation.rungs.filter((rung) => !obligation.fired.some(({ id }) => id === rung.id));
}

/** The earliest instant at which one of the obligations has a rung to fire, or null. */
export function nextWake(obligations: readonly Pick<Obligation, 'state' | 'rungs' | 'fired'>[]): Instant | null {
  return earliest(obligations.flatMap(pendingRungs).map(({ at }) => at));
}

/**
 * When an open request lapses (§1 timers): the later of the ladder's share of its time and `after_board` after the
 * board's rung was delivered. Null while the board was not told, and for `never`. Counted from `due_at`, which pauses
 * and extensions move, so a share under 100 % is read as 100 %.
 */
export function lapseAt(obligation: Pick<Obligation, 'due_at' | 'sla'>, ladder: Ladder, boardRungDeliveredAt: Instant | null, calendar: WorkCalendar): Instant | null {
  if (ladder.lapse === 'never' || boardRungDeliveredAt === null || obligation.due_at === null || obligation.sla === null) return null;
  const byTime = percentOf(obligation.due_at, obligation.sla, Math.max(0, ladder.lapse.percent - 100), calendar);
  const byBoard = addDuration(boardRungDeliveredAt, ladder.lapse.after_board, calendar);
  return byTime > byBoard ? byTime : byBoard;
}

/** When to tell that an approval ends (§1 timers, T-60/30/14/7 d), earliest first; those before `from` are left out. */
export function expiryNotices(policy: Policy, from: Instant, until: Instant, calendar: WorkCalendar): Instant[] {
  return policy.thresholds.expiry_notices
    .map((before) => subtractDuration(until, before, calendar))
    .filter((at) => at > from)
    .sort(compare);
}
