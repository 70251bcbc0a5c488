import type { Agenda } from '../../contracts/agenda.ts';
import type { Facts } from '../aggregate.ts';
import { nextWake } from '../ladder/plan.ts';
import { earliest } from '../time/instant.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { nextChange } from './blocking.ts';
import { lapseInstant } from './escalate.ts';
import { isApproved, isLive, isUndecided, type DeploymentState } from './state.ts';

/** What the workflow waits for: one instant, one step, or nothing any more. */
export function agenda(state: DeploymentState, facts: Facts, now: Instant): Omit<Agenda, 'v' | 'rev' | 'tell'> {
  const checking = state.status === 'checking' && state.checks === null;
  const wake_at = state.status === 'closed' || !state.exists ? null : earliest(instants(state, facts, now));
  return {
    open: state.exists && state.status !== 'closed',
    stage: state.status,
    wake_at,
    step: checking ? { name: 'check-package', key: `check/${state.check_round}` } : null,
    summary: `${state.status}${wake_at === null ? '' : `, next look ${wake_at}`}`,
  };
}

function instants(state: DeploymentState, facts: Facts, now: Instant): (Instant | null | undefined)[] {
  const undecided = isUndecided(state);
  const decided = isApproved(state) || isLive(state) ? state.decided : null;
  const lapses = undecided ? state.obligations.map((o) => lapseInstant({ state, context: { policy: facts.policy } }, o.id)) : [];
  return [
    nextWake(state.obligations),
    ...lapses,
    ...state.questions.filter((q) => q.state === 'open').map((q) => q.resume_by),
    state.changes_resume_by,
    ...(undecided ? state.lanes.map((l) => l.overridden_until) : []),
    state.permit?.state === 'issued' ? state.permit.expires_at : null,
    decided?.valid_until,
    ...(decided?.notices.filter((at) => !state.noticed.includes(at)) ?? []),
    ...state.conditions.map((c) => conditionDue(state, c.obligation_id, c.state)),
    undecided ? nextChange(state, facts, now) : null,
    nextAbsence(state, facts, now),
    state.obligations.some((o) => o.state === 'open' || o.state === 'paused') ? null : state.closes_at,
  ];
}

/** A condition after deployment is missed at its due instant, which need not be a rung. */
function conditionDue(state: DeploymentState, obligation_id: string | null, condition: string): Instant | null {
  if (!isLive(state) || (condition !== 'open' && condition !== 'submitted')) return null;
  return state.obligations.find((o) => o.id === obligation_id && o.state === 'open')?.due_at ?? null;
}

/** The next instant at which somebody who owes leaves or comes back (§1.02). */
function nextAbsence(state: DeploymentState, facts: Facts, now: Instant): Instant | null {
  const owing = new Set(state.obligations.filter((o) => o.state === 'open').flatMap((o) => ('person' in o.owed_by ? [o.owed_by.person] : [])));
  return earliest(facts.directory.absences.filter((a) => owing.has(a.person)).flatMap((a) => [a.starts_at, a.until]).filter((at) => at > now));
}
