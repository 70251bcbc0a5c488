import type { Obligation } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { laneCalendar } from '../directory.ts';
import { ladderFor, planRungs } from '../ladder/plan.ts';
import { callBoard, isOpen } from '../obligations/index.ts';
import { addDuration, percentOf } from '../time/calendar.ts';
import { latest } from '../time/instant.ts';
import { settleObligation, slaOf, type Case } from './case.ts';
import { heardAt } from './lapsing.ts';
import { lapse } from './outcome.ts';
import { current, type DeploymentState } from './state.ts';

type Seen = Pick<Facts, 'policy' | 'board_told'> & { readonly now: Instant };

/** Names the escalation by which the board hears of a request that nobody can decide. */
const STALLED = 'request_stalled';

const isOnClock = ({ kind }: Obligation): boolean => kind === 'sign_off' || kind === 'revision';

/** Undecided while no lane and no requester is on a clock: the gate is blocked, or the checks never came (§1 states). */
const isStalled = (state: DeploymentState): boolean =>
  (state.status === 'blocked' || state.status === 'checking') &&
  !state.obligations.some((o) => isOnClock(o) && isOpen(o));

/** Since when nobody is on a clock: the last sign-off or revision ended, or the request was put to the gate. */
function stalledSince(state: DeploymentState): Instant {
  const put = state.put_at ?? current(state).at;
  return latest([put, ...state.obligations.filter(isOnClock).map((o) => o.closed_at)]) ?? put;
}

const calls = (state: DeploymentState): readonly Obligation[] => state.obligations.filter((o) => o.kind === 'escalation' && o.subject['trigger'] === STALLED);

/** The board's escalation about this stall, open or answered. */
const callOf = (state: DeploymentState): Obligation | undefined => calls(state).find((o) => o.opened_at >= stalledSince(state) && (isOpen(o) || o.state === 'met'));

/** When the board would hear of a sign-off that was owed since the request stalled. */
function boardAt(state: DeploymentState, policy: Policy): Instant | null {
  const calendar = laneCalendar(policy, state.lanes[0]?.lane ?? '');
  return planRungs(policy, 'sign_off', stalledSince(state), slaOf(state, policy), calendar).rungs.findLast(({ level }) => level === 'L5')?.at ?? null;
}

/** When the board was really told; null while its message is on the way, or when nobody of it could be told. */
function toldAt(call: Obligation, seen: Seen): Instant | null {
  if (call.subject['board'] === 'empty') return null;
  return call.state === 'met' ? call.opened_at : heardAt(call, { at: call.opened_at, to: call.to }, seen);
}

/** The lapse of a silent sign-off, counted from when the request stalled (§1 timers). */
function lapseAt(state: DeploymentState, told: Instant, policy: Policy): Instant | null {
  const cap = ladderFor(policy, 'sign_off')?.lapse ?? 'never';
  if (cap === 'never') return null;
  const calendar = laneCalendar(policy, state.lanes[0]?.lane ?? '');
  return latest([percentOf(stalledSince(state), slaOf(state, policy), cap.percent, calendar), addDuration(told, cap.after_board, calendar)]);
}

/** When to look at a stalled request again: to tell the board, or to let it lapse. Null when it is not stalled, or never lapses. */
export function stalledWake(state: DeploymentState, seen: Seen): Instant | null {
  if (!isStalled(state)) return null;
  const call = callOf(state);
  if (!call) return boardAt(state, seen.policy);
  return call.subject['board'] === 'empty' ? null : lapseAt(state, toldAt(call, seen) ?? seen.now, seen.policy);
}

/**
 * A request that is held before its lanes open owes nobody a signature, so no ladder stands above it. It goes the way of a
 * silent one all the same: the board hears when it would of a sign-off, and it lapses by the same cap, never before the
 * board was told (§1 timers).
 */
export function watchStall(draft: Case): void {
  const { state, context } = draft;
  if (!isStalled(state)) return;
  const call = callOf(state);
  const due = call ? null : boardAt(state, context.policy);
  if (due !== null && due <= context.now) return draft.push(callBoard(STALLED, { case: state.id }, context).opened);
  const told = call ? toldAt(call, context) : null;
  const end = told === null ? null : lapseAt(state, told, context.policy);
  if (call && end !== null && end <= context.now) lapse(draft, call.id);
}

/** The board's escalation ends with what it is about (§0.07), also when the request went on and stalled anew. */
export function endStall(draft: Case): void {
  const { state } = draft;
  if (!state.exists) return;
  const over = calls(state).filter(({ opened_at }) => !isStalled(state) || opened_at < stalledSince(state));
  for (const call of over) settleObligation(draft, call.id, 'withdrawn', 'no_longer_stalled');
}
