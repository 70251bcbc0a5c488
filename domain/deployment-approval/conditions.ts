import type { Command, Decision } from '../aggregate.ts';
import { personOf } from '../aggregate.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { RESERVES } from '../authority/eligibility.ts';
import { deputyOf } from '../directory.ts';
import { handedInRefusal, namedRefusal } from '../evidence/sound.ts';
import { heightOf } from '../ladder/plan.ts';
import { owe, settleObligation, slaOf, type Case } from './case.ts';
import { standings } from './lanes.ts';
import { revoke } from './outcome.ts';
import { current, isLive, isOwedCondition, laneOf, openObligation, type Condition, type DeploymentState, type OwedCondition } from './state.ts';
import type { CONDITION_TYPES } from '../../contracts/deployment-approval.ts';
import type { Instant, Level } from '../../contracts/primitives.ts';

/** Turns the conditions that were set into obligations of their owners: those before deploy at approval, the rest once live (§1.08). */
export function openConditions(draft: Case, types: readonly (typeof CONDITION_TYPES)[number][]): void {
  for (const condition of draft.state.conditions.filter(isOwedCondition).filter((c) => c.state === 'set' && types.includes(c.type))) openCondition(draft, condition);
}

function openCondition(draft: Case, condition: OwedCondition): void {
  const obligation_id = owe(draft, {
    kind: 'condition',
    subject: { condition: condition.condition_id, lane: condition.lane, type: condition.type },
    owed_by: { person: condition.owner },
    sla: condition.within ?? condition.every ?? draft.context.policy.thresholds.condition_within_default,
  });
  draft.add('condition.opened', { condition_id: condition.condition_id, obligation_id });
}

/** Who owes it now: its owner, or whom it was given to since. */
function owingOf(state: DeploymentState, { obligation_id, owner }: Condition): string {
  const owed_by = state.obligations.find((o) => o.id === obligation_id)?.owed_by;
  return owed_by && 'person' in owed_by ? owed_by.person : owner;
}

const ofObligation = (draft: Case, id: string) => draft.state.conditions.filter(isOwedCondition).find((c) => c.obligation_id === id || c.review_obligation_id === id);

/** The owner hands in evidence; the lane that set the condition now owes a look at it. The owner's word alone meets nothing (§1.08). */
export function completeCondition(draft: Case, body: { readonly obligation_id: string; readonly evidence: readonly string[]; readonly comment: string }): Decision {
  const { state, context } = draft;
  const condition = ofObligation(draft, body.obligation_id);
  if (!condition || condition.obligation_id !== body.obligation_id) return { refused: 'unknown_obligation', detail: `${body.obligation_id} is no condition of this case` };
  if (!['open', 'missed'].includes(condition.state)) return { refused: 'already_decided', detail: `the condition is already "${condition.state}"` };
  const person = personOf(context.meta.actor);
  const owing = owingOf(state, condition);
  const deputy = deputyOf(context.directory, owing, context.now);
  if (person === null || (person !== owing && person !== deputy)) return { refused: 'not_permitted', detail: `${owing} owes this condition and hands in the evidence${deputy ? `, or the deputy ${deputy}` : ''}` };
  if (body.evidence.length === 0) return { refused: 'invalid', detail: 'a condition is met by evidence: upload it with POST /v1/evidence and name its digest', pointer: '/evidence' };
  const unsound = namedRefusal(body.evidence, context, '/evidence');
  if (unsound) return unsound;
  const role = context.policy.lanes.lanes[condition.lane]?.role ?? condition.lane;
  const review = owe(draft, {
    kind: 'condition_review',
    subject: { condition: condition.condition_id, lane: condition.lane },
    owed_by: { role, lane: condition.lane },
    sla: slaOf(state, context.policy),
  });
  draft.add('condition.submitted', { condition_id: condition.condition_id, obligation_id: review, person, evidence: [...body.evidence], comment: body.comment });
  return draft.done({ review_obligation_id: review });
}

/** The lane that set the condition accepts its evidence, or returns it with a reason (§1.08); with the assurance that its vote takes, since it ends what the vote asked for (§1.20). */
export function reviewCondition(draft: Case, body: { readonly obligation_id: string; readonly comment?: string | undefined; readonly reason?: string | undefined }, accept: boolean): Decision {
  const { state, context } = draft;
  const condition = ofObligation(draft, body.obligation_id);
  const lane = condition && laneOf(state, condition.lane);
  if (!condition || !lane) return { refused: 'unknown_obligation', detail: `${body.obligation_id} is no condition of this case` };
  if (condition.state !== 'submitted') return { refused: 'wrong_state', detail: `the condition is "${condition.state}"; its owner ${condition.owner} hands in evidence first` };
  const person = context.meta.actor.kind === 'person' ? context.meta.actor.id : null;
  const biased = [condition.owner, owingOf(state, condition), condition.submitted_by];
  const may = standings(state, lane, context, RESERVES).map((s) => s.person).filter((p) => !biased.includes(p));
  if (person === null || !may.includes(person)) return { refused: 'not_eligible', detail: `the lane ${lane.lane} that set the condition judges its evidence: ${may.join(', ')}`, extra: { may } };
  const weak = assuranceRefusal({ path: current(state).manifest.path, what: 'the evidence of a condition is judged, as the lane votes,' }, context);
  if (weak) return weak;
  const unsound = accept ? handedInRefusal(condition.evidence, context) : null;
  if (unsound) return unsound;
  settleObligation(draft, condition.review_obligation_id, 'met', accept ? 'accepted' : 'returned');
  if (!accept) {
    draft.add('condition.returned', { condition_id: condition.condition_id, person, reason: body.reason ?? '' });
    return draft.done();
  }
  draft.add('condition.met', { condition_id: condition.condition_id, person, comment: body.comment ?? null });
  settleObligation(draft, condition.obligation_id, 'met', 'evidence_accepted');
  if (condition.type === 'ongoing') openCondition(draft, condition);
  return draft.done();
}

/** Files that were handed in before and that the command rests on: the lane that accepts a condition's evidence looks at it as it is now. */
export function restsOn(state: DeploymentState, { name, body }: Command): readonly string[] {
  if (name !== 'accept') return [];
  return state.conditions.find(({ obligation_id, review_obligation_id }) => [obligation_id, review_obligation_id].includes(String(body['obligation_id'])))?.evidence ?? [];
}

/** When a condition after deployment is missed unless it is accepted by then; null for one that can't be any more. */
export function missedAt(state: DeploymentState, condition: Condition): Instant | null {
  if (!isLive(state) || condition.type === 'before_deploy' || condition.obligation_id === null || condition.missed_at !== null) return null;
  return openObligation(state, condition.obligation_id)?.due_at ?? null;
}

/**
 * Post-deployment conditions that fell due without being accepted: first they block (R-11), and from the policy's level
 * of the ladder on the approval is revoked (§1.08). Read from the due instant, so that it holds after any outage.
 */
export function judgeConditions(draft: Case): void {
  const { policy, now } = draft.context;
  const limit = heightOf(policy.thresholds.revoke_missed_condition_at);
  for (const condition of draft.state.conditions) {
    const { condition_id, obligation_id } = condition;
    const due = missedAt(draft.state, condition);
    if (obligation_id !== null && due !== null && due <= now) draft.add('condition.missed', { condition_id, obligation_id });
  }
  for (const { missed_at, obligation_id } of draft.state.conditions) {
    const owed = missed_at === null || obligation_id === null ? undefined : openObligation(draft.state, obligation_id);
    if (owed?.fired.some((r) => heightOf(r.level as Level) >= limit)) return revoke(draft, null, 'condition_missed', null);
  }
}
