import type { Instant } from '../../contracts/primitives.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Facts, NonconformityFact } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { triggerBoard } from '../obligations/index.ts';
import { addDuration } from '../time/calendar.ts';
import { rulesOf, type Case } from './case.ts';
import { isOver, openSince, type NonconformityState } from './state.ts';

const TRIGGER = 'major_nonconformities';
type Seen = Pick<Facts, 'policy' | 'nonconformities'>;

/** When a nonconformity that is open since then has been so for so long that it counts for the board (§0.04). */
function countsFrom(open_since: Instant, policy: Policy): Instant {
  return addDuration(open_since, rulesOf(policy).board.open_longer_than, calendarNamed(policy, null));
}

const countsAt = (other: NonconformityFact, policy: Policy, now: Instant): boolean =>
  other.class === 'major' && !isOver(other) && other.open_since !== null && countsFrom(other.open_since, policy) <= now;

/** The first system in its extent on which, with this one, as many major ones are open for so long as rouse the board. */
function overloaded(state: NonconformityState, { policy, nonconformities = [] }: Seen, now: Instant): string | undefined {
  const long = nonconformities.filter((other) => other.id !== state.id && countsAt(other, policy, now));
  return state.systems.find((system) => long.filter(({ systems }) => systems.includes(system)).length + 1 >= rulesOf(policy).board.majors);
}

/** From when on it may rouse the board together with others; null for one that never will as it stands. */
function mayCountFrom(state: NonconformityState, policy: Policy): Instant | null {
  const since = openSince(state);
  if (state.class !== 'major' || since === null || isOver(state) || state.board_told || !policy.ladders.board_triggers.includes(TRIGGER)) return null;
  return countsFrom(since, policy);
}

/** Whether a rule of the board would compare it with others now. */
export function boardLooks(state: NonconformityState, policy: Policy, now: Instant): boolean {
  const at = mayCountFrom(state, policy);
  return at !== null && at <= now;
}

/**
 * When to look whether the board must hear of it (§0.04): the instant from which it counts itself, and one in the past only
 * when the board must hear now. Whichever of two crosses the line last finds the other. Null when there is nothing to look for.
 */
export function boardAt(state: NonconformityState, seen: Seen, now: Instant): Instant | null {
  const at = mayCountFrom(state, seen.policy);
  if (at === null) return null;
  return at > now || overloaded(state, seen, now) !== undefined ? at : null;
}

/** Rouses the board where so many major ones are open for so long on one system; once per case (§0.04). */
export function rouseBoard(draft: Case): void {
  const { state, context } = draft;
  const at = boardAt(state, context, context.now);
  const system = overloaded(state, context, context.now);
  if (at !== null && at <= context.now && system !== undefined) draft.push(...triggerBoard(TRIGGER, { system }, context));
}
