import type { NcPlan } from '../../contracts/nonconformity-closure.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { inPerson } from '../actors.ts';
import type { Context, Decision } from '../aggregate.ts';
import { gatePathOf } from '../authority/gate-path.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { managerOf } from '../directory.ts';
import { openActions } from './actions.ts';
import { planApprovers } from './approvers.ts';
import { settle, wrongState, type Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { correctionFirst, doing } from './correct.ts';
import { lacking } from './depth.ts';
import { judgeOf } from './judges.ts';
import { owePlanAgain } from './owed-steps.ts';
import { planFaults } from './plan-faults.ts';
import { mustBeSystemic } from './recur.ts';
import { ownPlan } from './separation.ts';
import { actionsNow, causeNow, openOf, planNow, type NonconformityState } from './state.ts';

const UNPLANNED: readonly NonconformityState['status'][] = ['classified', 'contained', 'reopened'];

/** The owner plans what removes the cause: after the root cause where the class asks for one; its approval is owed then. */
export function plan(draft: Case, body: NcPlan): Decision {
  const { state, context } = draft;
  const early = tooEarly(draft);
  if (early) return early;
  const person = doing(draft, 'action_plan', 'the plan');
  if (typeof person !== 'string') return person;
  const wrong = planFaults(draft, body);
  if (wrong) return wrong;
  const number = (planNow(state)?.number ?? 0) + 1;
  const content = { actions: actionsOf(body, state, context), effectiveness: effectivenessOf(body) };
  const plan_digest = context.digestOf({ nonconformity: state.id, cycle: state.cycle, number, ...content });
  settle(draft, openOf(state, 'action_plan')?.id, 'met', 'planned');
  draft.add('plan.submitted', { number, plan_digest, person, ...content });
  const owed = { kind: 'plan_approval', subject: { plan: String(number) } } as const;
  oweInTime(draft, { ...owed, owed_by: { role: judgeOf(draft, owed) }, sla: draft.row.plan_approval });
  return draft.done({ state: draft.state.status, number, plan_digest });
}

/** What must come before a plan, or that one is there already. */
function tooEarly(draft: Case): Refusal | null {
  const { state, row } = draft;
  if (state.classified === null) return wrongState(state, 'one that is classified');
  if (![...UNPLANNED, 'rca'].includes(state.status)) return wrongState(state, 'one without a plan under review; "return-plan" sends one back');
  const before = correctionFirst(draft);
  if (before) return before;
  if (state.status !== 'rca' && row.root_cause !== null) return wrongState(state, `its root cause first, by ${state.owner ?? 'its owner'}`);
  const lacks = lacking(draft);
  if (lacks) return wrongState(state, `a deeper root cause first: ${lacks.detail}`);
  return isSystemicEnough(state) ? null : wrongState(state, 'a systemic root cause first, "systemic": true: it came back or repeats an earlier one (R-46)');
}

/** What came back needs a cause in the management system itself, also where its class asks for none. */
const isSystemicEnough = (state: NonconformityState): boolean => !mustBeSystemic(state) || causeNow(state)?.systemic === true;

const actionsOf = ({ actions }: NcPlan, state: NonconformityState, { directory, now, newId }: Context) =>
  actions.map(({ accountable, deployment = null, ...action }) => ({
    ...action,
    action_id: newId('act'),
    accountable: accountable ?? managerOf(directory, action.owner, now) ?? state.accountable,
    deployment,
  }));

const effectivenessOf = ({ effectiveness }: NcPlan) => (effectiveness === undefined ? null : { ...effectiveness, sample_size: effectiveness.sample_size ?? null });

/** Somebody of the class's roles, whose own plan it is not, approves it: from now on its actions are owed. */
export function approvePlan(draft: Case, body: { readonly plan_digest: string; readonly comment?: string | undefined }): Decision {
  const person = judging(draft, 'approving the plan');
  if (typeof person !== 'string') return person;
  const { state, context } = draft;
  const submitted = planNow(state);
  if (submitted?.plan_digest !== body.plan_digest) {
    return { refused: 'stale_package', detail: `the plan under review is ${submitted?.plan_digest ?? 'none'}, not ${body.plan_digest}; read it again`, pointer: '/plan_digest', extra: { plan_digest: submitted?.plan_digest ?? null } };
  }
  const wrong = assuranceRefusal({ path: gatePathOf(context), what: 'the plan of a nonconformity is approved' }, context) ?? outlived(draft);
  if (wrong) return wrong;
  settle(draft, openOf(state, 'plan_approval')?.id, 'met', 'approved');
  draft.add('plan.approved', { number: submitted.number, plan_digest: submitted.plan_digest, person, comment: body.comment ?? null });
  openActions(draft);
  return draft.done({ state: draft.state.status });
}

/** What a plan that was right when it was submitted lacks by now. */
function outlived({ state, context, row }: Case): Refusal | null {
  const late = actionsNow(state).find(({ due_at, state: standing }) => standing === 'waiting' && due_at <= context.now);
  const mend = '"return-plan" sends it back to its author';
  if (late) return { refused: 'wrong_state', detail: `"${late.key}" would be due at ${late.due_at}, which has passed; ${mend}` };
  if (row.effectiveness_wait !== null && planNow(state)?.effectiveness == null) return { refused: 'wrong_state', detail: `class ${state.class ?? ''} asks for a check of effect, and the plan fixes none; ${mend}` };
  if (!isSystemicEnough(state)) return { refused: 'wrong_state', detail: `it came back or repeats an earlier one, and its root cause is not systemic; ${mend}` };
  return null;
}

/** The plan goes back: it is owed again in the time that was left (§3). */
export function returnPlan(draft: Case, { reason }: { readonly reason: string }): Decision {
  const person = judging(draft, 'returning the plan');
  if (typeof person !== 'string') return person;
  const { state } = draft;
  settle(draft, openOf(state, 'plan_approval')?.id, 'met', 'returned');
  draft.add('plan.returned', { number: planNow(state)?.number ?? 1, person, reason });
  owePlanAgain(draft);
  return draft.done({ state: draft.state.status });
}

/** The person who may judge the plan under review, or why not: roles of the class, never whose own plan it is (§3 own process). */
function judging(draft: Case, what: string): string | Refusal {
  const { state, context, row } = draft;
  if (state.status !== 'plan_review') return wrongState(state, 'a plan under review');
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const may = planApprovers(state, context);
  if (may.includes(person)) return person;
  const named = may.join(', ') || 'nobody at present';
  if (ownPlan(state).includes(person)) return { refused: 'separation_of_duties', detail: `${person} wrote the plan, owns the case or one of its actions; ${what} is for somebody else: ${named}`, extra: { may } };
  return { refused: 'not_permitted', detail: `${what} is for the roles ${row.plan_approvers.join(', ')}: ${named}`, extra: { may } };
}
