import type { Instant } from '../../contracts/primitives.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { NonconformityRow } from '../aggregate.ts';
import { BY_THE_WALL, subtractDuration } from '../time/calendar.ts';
import { blockers } from './blockers.ts';
import { mustBeSystemic } from './recur.ts';
import { causeNow, isOver, openSince, type NonconformityState } from './state.ts';

/** What others' rules, lists and indicators see of it; null before it was raised. */
export function factOf(state: NonconformityState): NonconformityRow | null {
  const { id, status, raised, classified, systems, severity, owner, accountable, cycle } = state;
  if (raised === null) return null;
  return {
    id,
    title: raised.title,
    status,
    class: state.class,
    near_miss: raised.near_miss,
    cause_class: (causeNow(state) ?? state.root_causes.at(-1))?.cause_class ?? null,
    clauses: raised.clauses,
    controls: raised.controls,
    systems,
    raised_at: raised.at,
    classified_at: classified?.at ?? null,
    open_since: openSince(state),
    closed_at: isOver(state) && status !== 'near_miss' ? state.closed_at : null,
    requirement: state.requirement,
    proposed_class: raised.proposed_class,
    deadline: raised.deadline,
    systemic: mustBeSystemic(state),
    holds: blockers(state).map(({ extent }) => extent),
    severity,
    source: raised.source,
    owner,
    accountable,
    unit: raised.unit,
    cycle,
  };
}

/** From when on others matter to a rule: the longest window of the policy ago. */
export function othersSince({ recurrence, near_miss }: NonconformitiesPolicy, now: Instant): Instant {
  return [recurrence.window, near_miss.window].map((window) => subtractDuration(now, window, BY_THE_WALL)).reduce((a, b) => (a < b ? a : b));
}
