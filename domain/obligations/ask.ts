import type { Obligation, OwedBy, PlannedRung } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Duration, Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context, Decision, NewEvent } from '../aggregate.ts';
import { calendarNamed, currentPerson } from '../directory.ts';
import { heightOf, pendingRungs, planRungs } from '../ladder/plan.ts';
import { isReachable, recipientsFor } from '../ladder/recipients.ts';
import { addDuration, percentOf } from '../time/calendar.ts';
import { earliest, latest } from '../time/instant.ts';
import type { MatterOf } from './list.ts';
import { fact, findOpen, matterFor, refuse, wallBetween } from './list.ts';
import { fireIfUnheard } from './open.ts';

/*
 * What people ask of an obligation's clock and messages. These functions hold the limits of §0.03 and §0.07; who may
 * ask is for `commands.ts` or the case's own rules. All refuse `unknown_obligation` for one that is not open.
 */

const unknown = (id: string) => refuse('unknown_obligation', `no open obligation ${id} here; GET /v1/obligations lists those that are open`, '/obligation_id');

/** Records that the person knows; silences repeats to that person, stops no rung (§0.07). A second time is a no-op. */
export function acknowledge(list: readonly Obligation[], id: string, person: string): Decision {
  const obligation = findOpen(list, id);
  if (!obligation) return unknown(id);
  if (obligation.acknowledged_by.includes(person)) return { events: [] };
  const source = obligation.kind === 'escalation' ? (obligation.subject.source ?? null) : null;
  return { events: [fact('obligation.acknowledged', { obligation_id: id, version: obligation.version, person, source })] };
}

const inOrder = (obligation: Obligation): readonly PlannedRung[] => [...pendingRungs(obligation)].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
/** From this height on nothing can be snoozed. */
const ceilingOf = ({ ladders }: Policy): number => Math.min(heightOf('L3'), heightOf(ladders.snooze.not_from));

/** The next rung with the time that the obligation was given, or why it can't be moved: none is left, it is too high, or it was moved before (§0.03). */
export function rungToSnooze(obligation: Obligation, policy: Policy): (PlannedRung & { readonly sla: Duration }) | Refusal {
  const [next] = inOrder(obligation);
  if (!next || obligation.sla === null) return refuse('wrong_state', 'there is no rung to snooze: the clock is paused or every rung has fired');
  const ceiling = ceilingOf(policy);
  if (heightOf(next.level) >= ceiling) return refuse('limit_reached', `the next rung "${next.id}" tells ${next.level}; from L${ceiling} on nothing can be snoozed`);
  if (obligation.snoozed.includes(next.id)) return refuse('limit_reached', `rung "${next.id}" was snoozed before; each rung only once`);
  return { ...next, sla: obligation.sla };
}

/**
 * Moves the next rung later: once per rung, at most the policy's share of the obligation's time, only below L3 and below
 * the level from which the policy forbids it, and never past the first rung at that height (§0.03).
 */
export function snooze(list: readonly Obligation[], id: string, ask: { readonly for: Duration; readonly person: string; readonly reason: string }, context: Context): Decision {
  const obligation = findOpen(list, id);
  if (!obligation) return unknown(id);
  const next = rungToSnooze(obligation, context.policy);
  if ('refused' in next) return next;
  const { max_percent } = context.policy.ladders.snooze;
  const calendar = calendarNamed(context.policy, obligation.calendar);
  const until = addDuration(next.at, ask.for, calendar);
  const latest = percentOf(next.at, next.sla, max_percent, calendar);
  if (until > latest) return refuse('limit_reached', `at most ${max_percent} % of the time given, until ${latest}`, '/for');
  const wall = inOrder(obligation).find((rung) => heightOf(rung.level) >= ceilingOf(context.policy));
  if (wall && until > wall.at) return refuse('limit_reached', `not past rung "${wall.id}" (${wall.level}) at ${wall.at}`, '/for');
  return { events: [fact('obligation.snoozed', { obligation_id: id, version: obligation.version, rung: next.id, until, person: ask.person, reason: ask.reason })] };
}

/** When somebody who was nudged at `last` may be nudged again; null: at once. Days of the wall, whatever the calendar. */
function nudgeAgainAt(last: Instant | null, { policy }: Pick<Context, 'policy'>): Instant | null {
  const every = policy.nonconformities?.nudge_every;
  return last === null || every === undefined ? null : addDuration(last, every, calendarNamed(policy, null));
}

/** When the person was last nudged about one of these, or as the store knows about anything anywhere. */
const lastNudge = (among: readonly Obligation[], person: string, known: Context['nudged'] = []): Instant | null =>
  latest([...among.map(({ nudged }) => nudged?.[person]), ...known.filter((each) => each.person === person).map(({ at }) => at)]);

interface Nudging {
  readonly person: string;
  readonly instruction: string | null;
  /** Who hears of it in a message about another. */
  readonly elsewhere: readonly string[];
}

/**
 * Tells whoever owes it now, once more, and what to do when the asker says so (§0.07); it moves no rung. Nobody is nudged
 * again before the policy's `nudge_every` is over, by whomever and about whatever else they owe anywhere; those whose
 * turn it is not are left out. Who hears of it elsewhere gets no message by it, so that only this obligation counts for them.
 */
export function nudge(list: readonly Obligation[], id: string, { person, instruction, elsewhere }: Nudging, context: Context): Decision {
  const obligation = findOpen(list, id);
  if (!obligation) return unknown(id);
  const to = obligation.to.filter((each) => each !== person && isReachable(context.directory, each, context.now));
  if (to.length === 0) return refuse('wrong_state', 'there is nobody else to nudge: whoever owes it has no address or is the one who asks');
  const again = to.map((each) => nudgeAgainAt(elsewhere.includes(each) ? lastNudge([obligation], each) : lastNudge(list, each, context.nudged), context));
  const fresh = to.filter((_, i) => (again[i] ?? '') <= context.now);
  if (fresh.length === 0) return refuse('limit_reached', `${to.join(', ')} was nudged less than ${context.policy.nonconformities?.nudge_every ?? ''} ago; again from ${earliest(again) ?? ''} on`);
  const quiet = fresh.filter((each) => elsewhere.includes(each));
  return { events: [fact('obligation.nudged', { obligation_id: id, version: obligation.version, person, to: fresh.filter((each) => !quiet.includes(each)), instruction, ...(quiet.length === 0 ? {} : { elsewhere: quiet }) })] };
}

/** Gives it to somebody else: due instant, level and fired rungs stay, the new assignee is told anew (§0.03). */
export function reassign(
  list: readonly Obligation[],
  id: string,
  ask: { readonly to: string; readonly person: string | null; readonly reason: string | null },
  context: Context,
  matterOf?: MatterOf,
): Decision {
  const obligation = findOpen(list, id);
  if (!obligation) return unknown(id);
  if (!currentPerson(context.directory, ask.to, context.now)) return refuse('unknown_person', `"${ask.to}" is nobody who works here; GET /v1/people lists who does`, '/to');
  if ('person' in obligation.owed_by && obligation.owed_by.person === ask.to) return refuse('wrong_state', `${ask.to} owes it already`, '/to');
  return { events: handTo(obligation, { person: ask.to }, ask, context, matterOf) };
}

/** An open obligation is somebody else's, a person's or a role's: due instant and level stay, and who owes it now is told (§0.03). */
export function handTo(obligation: Obligation, owed_by: OwedBy, ask: { readonly person: string | null; readonly reason: string | null }, context: Context, matterOf?: MatterOf): NewEvent[] {
  const to = recipientsFor('L0', matterFor({ ...obligation, owed_by }, context, matterOf), context.policy, context.directory);
  const version = obligation.version + 1;
  const moved = fact('obligation.reassigned', { obligation_id: obligation.id, version, owed_by, to, person: ask.person, reason: ask.reason });
  if (obligation.state !== 'open') return [moved];
  return [moved, ...fireIfUnheard({ ...obligation, owed_by, to, version, acknowledged_by: [] }, context, matterOf)];
}

/** An approved extension: due at `until`, with a whole new ladder over the time from now; the old rungs and escalations end (§0.03). */
export function redate(list: readonly Obligation[], id: string, ask: { readonly until: Instant; readonly person: string; readonly reason: string }, context: Context): Decision {
  const obligation = findOpen(list, id);
  if (!obligation) return unknown(id);
  if (obligation.due_at === null) return refuse('wrong_state', 'an escalation has no clock of its own; extend its source');
  const floor = obligation.due_at > context.now ? obligation.due_at : context.now;
  if (ask.until <= floor) return refuse('invalid', `an extension ends after ${floor}`, '/until');
  const sla = wallBetween(context.now, ask.until);
  const { due_at, rungs } = planRungs(context.policy, obligation.kind, context.now, sla, calendarNamed(context.policy, obligation.calendar), obligation.ladder);
  const version = obligation.version + 1;
  return { events: [fact('obligation.redated', { obligation_id: id, version, due_at, sla, rungs, person: ask.person, reason: ask.reason })] };
}
