import type { Agenda } from '../../contracts/agenda.ts';
import { isOpen } from '../../contracts/obligation.ts';
import type { Facts } from '../aggregate.ts';
import { nextWake } from '../ladder/plan.ts';
import { earliest } from '../time/instant.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { nextChange } from './blocking.ts';
import { missedAt } from './conditions.ts';
import { nextInDirectory } from './directory-ahead.ts';
import { lapseInstant } from './lapsing.ts';
import { stalledWake } from './stalled.ts';
import { isApproved, isLive, isUndecided, type DeploymentState } from './state.ts';

/** What the workflow waits for: one instant, one step, or nothing any more. The summary names the lanes that are open. */
export function agenda(state: DeploymentState, facts: Facts, now: Instant): Omit<Agenda, 'v' | 'rev' | 'tell'> {
  const checking = state.status === 'checking' && state.checks === null;
  const wake_at = state.status === 'closed' || !state.exists ? null : earliest(instants(state, facts, now));
  return {
    open: state.exists && state.status !== 'closed',
    stage: state.status,
    wake_at,
    step: checking ? { name: 'check-package', key: `check/${state.check_round}` } : null,
    summary: state.lanes.filter((lane) => lane.state === 'open').map(({ lane }) => lane).join(', '),
  };
}

function instants(state: DeploymentState, facts: Facts, now: Instant): (Instant | null | undefined)[] {
  const undecided = isUndecided(state);
  const decided = isApproved(state) || isLive(state) ? state.decided : null;
  const lapses = undecided ? state.obligations.map((o) => lapseInstant(o, { ...facts, now })) : [];
  return [
    nextWake(state.obligations),
    ...lapses,
    stalledWake(state, { ...facts, now }),
    ...state.questions.filter((q) => q.state === 'open').map((q) => q.resume_by),
    state.changes_resume_by,
    ...(undecided ? state.lanes.map((l) => l.overridden_until) : []),
    state.permit?.state === 'issued' ? state.permit.expires_at : null,
    decided?.valid_until,
    ...(decided?.notices.filter((at) => !state.noticed.includes(at)) ?? []),
    ...state.conditions.map((c) => missedAt(state, c)),
    undecided ? nextChange(state, facts, now) : null,
    nextInDirectory(state, facts, now),
    state.obligations.some(isOpen) ? null : state.closes_at,
  ];
}
