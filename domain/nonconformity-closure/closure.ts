import type { Duration } from '../../contracts/primitives.ts';
import { after, withdrawAll, type Case } from './case.ts';
import { isOver, openOf, raiseProposed, type NonconformityState } from './state.ts';

/** What must be done or decided before anything is closed: silence on it ends nothing (clause 10.2 a, R-29, R-46, §0.02). */
const AWAITED = ['correction', 'risk_reassessment', 'recurrence_decision', 'finding_dispute'] as const;

/** Whether the corrective actions of the present cycle were found effective. */
export const isEffective = (state: NonconformityState): boolean => state.checks.some(({ cycle, verdict }) => cycle === state.cycle && verdict === 'effective');

const isAwaited = (state: NonconformityState): boolean =>
  AWAITED.some((kind) => openOf(state, kind) !== undefined) || state.reassessments.some(({ done_at }) => done_at === null) || raiseProposed(state) !== undefined;

/** Nothing is decided about the effect before `wait` is over, counted from now (§3 effectiveness). */
export function beginWait(draft: Case, wait: Duration, extended: boolean): void {
  draft.add('effectiveness.waiting', { until: after(draft.context, wait, draft.context.now, draft.state.owner), extended });
}

/**
 * What follows once the evidence is verified: the wait for the effect where the class asks for one; else, and after an
 * effective verdict, the end, as soon as nothing is awaited that blocks it. Repeating it changes nothing.
 */
export function settleClosure(draft: Case): void {
  const { state } = draft;
  if (state.evidence_verified_at === null || isOver(state)) return;
  const effective = isEffective(state);
  if (!effective) {
    if (state.status !== 'implementing' && state.status !== 'verify_evidence') return;
    const { effectiveness_wait } = draft.row;
    if (effectiveness_wait !== null) return beginWait(draft, effectiveness_wait, false);
  }
  if (isAwaited(state)) return;
  draft.add('nonconformity.closed', { rule: effective ? '§3.effective' : '§3.evidence_verified' });
  withdrawAll(draft, 'closed');
}
