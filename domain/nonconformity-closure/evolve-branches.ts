import { EVIDENCE_FALSE, HAPPENED_AGAIN } from '../../contracts/nonconformity-closure.ts';
import type { NonconformityEventBody } from '../../contracts/nonconformity-events.ts';
import type { Steps } from './evolve.ts';
import { falseWith } from './false-evidence.ts';
import { isOver, type NonconformityState } from './state.ts';

type Reopened = NonconformityEventBody<'nonconformity.reopened'>;

/** Whether something rests on evidence that was found false: on a file that was named, or where none was on any. */
const restsOnFalse = ({ rule, false_evidence: named }: Reopened, evidence: readonly string[]): boolean =>
  rule === EVIDENCE_FALSE && (named === undefined || named.some((digest) => evidence.includes(digest)));

/** What a new cycle keeps as done: actions of whatever cycle that were verified, except those whose evidence was found false. */
const keptAs = ({ actions }: NonconformityState, reopened: Reopened): NonconformityState['actions'] =>
  actions.map((action) => (action.state === 'verified' && !restsOnFalse(reopened, action.evidence) ? action : { ...action, state: 'dropped' as const }));

/** What was put right stays so, unless it happened again or a file was named that shows it and is false (clause 10.2 a, §3). */
function correctionLeft({ correction }: NonconformityState, reopened: Reopened): NonconformityState['correction'] {
  if (reopened.rule === HAPPENED_AGAIN || correction === null) return null;
  return reopened.false_evidence !== undefined && restsOnFalse(reopened, correction.evidence) ? null : correction;
}

/** A judgment of the risk that rested on a file which was named as false is still to be made. */
const reassessmentsLeft = ({ reassessments }: NonconformityState, reopened: Reopened): NonconformityState['reassessments'] =>
  reassessments.map((one) => (reopened.false_evidence !== undefined && restsOnFalse(reopened, one.evidence) ? { ...one, done_at: null } : one));

/** A dispute that the end cut short was never decided, so that it may be raised anew; one that is still owed stays. */
const disputeLeft = ({ dispute, obligations }: NonconformityState): NonconformityState['dispute'] =>
  dispute !== null && dispute.upheld === null && obligations.some((o) => o.id === dispute.obligation_id && o.closed_at !== null) ? null : dispute;

/** The branches of §3, and what other rules add. */
export const EVOLVE_BRANCHES: Steps = {
  'rejection.proposed': (state, { person, reason }, { at }) => ({ ...state, proposal: { what: 'reject', person, reason, at, removed_by: null, evidence: [] } }),
  'nonconformity.rejected': (state, _body, { at }) => ({ ...state, status: 'rejected_as_nc', proposal: null, closed_at: at }),
  'cancellation.proposed': (state, { person, reason, removed_by, evidence }, { at }) => ({ ...state, proposal: { what: 'cancel', person, reason, at, removed_by, evidence } }),
  'nonconformity.cancelled': (state, _body, { at }) => ({ ...state, status: 'cancelled', proposal: null, closed_at: at }),
  'proposal.declined': (state) => ({ ...state, proposal: null }),
  'nonconformity.merged': (state, { into }, { at }) => ({ ...state, status: 'merged', merged_into: into, closed_at: at }),
  'nonconformity.risk_accepted': (state, { until, person, reason, compensating_control }, { at }) => ({
    ...state,
    status: 'risk_accepted',
    accepted: { until, person, reason, compensating_control, at },
    proposal: null,
    wait_until: null,
  }),
  'nonconformity.reopened': (state, body, { at }) => ({
    ...state,
    // one that nobody classified begins there
    status: state.class === null ? 'raised' : 'reopened',
    cycle: body.cycle,
    correction: correctionLeft(state, body),
    // what was not verified falls with its plan
    actions: keptAs(state, body),
    dispute: disputeLeft(state),
    reassessments: reassessmentsLeft(state, body),
    false_evidence: falseWith(state, body),
    reopened: [...state.reopened, { cycle: body.cycle, rule: body.rule, at }],
    open_again_at: isOver(state) ? at : state.open_again_at,
    accepted: null,
    proposal: null,
    merged_into: null,
    evidence_verified_at: null,
    wait_until: null,
    waits_extended: 0,
    closed_at: null,
  }),
  'nonconformity.closed': (state, _body, { at }) => ({ ...state, status: 'closed', closed_at: at }),
  'dispute.opened': (state, { person, reason, obligation_id }, { at }) => ({ ...state, dispute: { person, reason, at, obligation_id, upheld: null } }),
  'dispute.decided': (state, { upheld }) => (state.dispute === null ? state : { ...state, dispute: { ...state.dispute, upheld } }),
  'recurrence.suggested': (state, { alike, obligation_id }, { at }) => ({ ...state, recurrence: { alike, obligation_id, at, decided: state.recurrence?.decided ?? [] } }),
  'recurrence.decided': (state, { of, confirmed, person }) =>
    state.recurrence === null ? state : { ...state, recurrence: { ...state.recurrence, decided: [...state.recurrence.decided, { of, confirmed, person }] } },
  'risk.reassessment_due': (state, { obligation_id, rule }) => ({ ...state, reassessments: [...state.reassessments, { obligation_id, rule, done_at: null, evidence: [] }] }),
  'risk.reassessed': (state, { evidence }, { at }) => ({ ...state, reassessments: state.reassessments.map((one) => (one.done_at === null ? { ...one, done_at: at, evidence } : one)) }),
  'cost.recorded': (state, body, { at }) => ({ ...state, costs: [...state.costs, { ...body, at }] }),
};
