import { EVIDENCE_FALSE, HAPPENED_AGAIN, type NonconformityCommandBody } from '../../contracts/nonconformity-closure.ts';
import { raiseNonconformityPage } from '../../contracts/pages.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Decision } from '../aggregate.ts';
import { isOpen } from '../obligations/index.ts';
import { owe, settle, wrongState, type Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { judgeOf } from './judges.ts';
import { oweSteps } from './owed-steps.ts';
import { oweReassessment } from './reassess.ts';
import { isRecurrenceDecided, isOver, isWorkedOn, openOf, type NonconformityState } from './state.ts';
import { oweRaise } from './step-up.ts';
import { holding } from './who.ts';

/** Who or what begins a new cycle: a person with a reason, or a rule. */
export interface Reopening {
  readonly rule: string;
  readonly person: string | null;
  readonly reason: string | null;
  /** The files that were found false, where somebody named them. */
  readonly false_evidence?: string[];
}

/** Steps of the cycle that ends; what concerns the finding itself stays owed. */
const STEPS: readonly ObligationKind[] = ['root_cause', 'action_plan', 'plan_approval', 'corrective_action', 'evidence_verification', 'effectiveness_check', 'extension_decision', 'second_person'];

/**
 * Begins the next cycle (§3 `reopened`): a new root cause and a new plan are owed, counted from now; the correction where
 * it happened again or none holds. One that nobody ever classified is classified first. A re-assessment of the risk, and the
 * decisions on a recurrence and on a raise of its class that were dropped with the end, are owed again.
 */
export function reopenCase(draft: Case, { rule, person, reason, ...found }: Reopening): void {
  for (const o of draft.state.obligations) if (isOpen(o) && STEPS.includes(o.kind)) settle(draft, o.id, 'withdrawn', 'reopened');
  draft.add('nonconformity.reopened', { cycle: draft.state.cycle + 1, rule, person, reason, ...found });
  if (draft.state.class === null) oweClassification(draft);
  else oweSteps(draft);
  if (draft.state.reassessments.some(({ done_at }) => done_at === null)) oweReassessment(draft, rule);
  oweRecurrenceDecision(draft);
  oweRaise(draft);
}

/** Whether it repeats an earlier one is still to be said, while none is confirmed and some are not decided on. */
function oweRecurrenceDecision(draft: Case): void {
  if (isRecurrenceDecided(draft.state) || openOf(draft.state, 'recurrence_decision')) return;
  const owed = { kind: 'recurrence_decision', subject: {} } as const;
  const obligation_id = owe(draft, { ...owed, owed_by: { role: judgeOf(draft, owed) }, sla: draft.rules.recurrence.decide_within });
  draft.add('recurrence.suggested', { alike: [...(draft.state.recurrence?.alike ?? [])], obligation_id });
}

function oweClassification(draft: Case): void {
  const { classify, coordinator_role } = draft.rules;
  const sla = classify[draft.state.raised?.proposed_class ?? 'unknown'];
  oweInTime(draft, { kind: 'classification', subject: {}, owed_by: { role: coordinator_role }, sla });
}

const RULES = { recurrence: HAPPENED_AGAIN, evidence_false: EVIDENCE_FALSE, other: '§3.reopened' } as const;

type Reopen = NonconformityCommandBody<'reopen'>;

/** Over, its risk accepted, or with evidence verified: what may turn out to be wrong later. One worked on, where a file is named as false, or an action was verified already. */
function canReopen(state: NonconformityState, { because, evidence }: Reopen): boolean {
  if ((isOver(state) && state.status !== 'near_miss') || state.status === 'risk_accepted' || state.evidence_verified_at !== null) return true;
  return because === 'evidence_false' && isWorkedOn(state) && (evidence.length > 0 || state.actions.some((action) => action.state === 'verified'));
}

/** Evidence that is named beside another reason, or that nothing in the case rests on. */
function evidenceFault(state: NonconformityState, { because, evidence }: Reopen): Refusal | null {
  if (evidence.length === 0) return null;
  const refuse = (detail: string): Refusal => ({ refused: 'invalid', detail, pointer: '/evidence' });
  if (because !== 'evidence_false') return refuse('evidence is named where it was found false: say "because": "evidence_false", or leave it out');
  const unknown = evidence.find((digest) => !state.evidence.includes(digest));
  return unknown === undefined ? null : refuse(`nothing in this case rests on ${unknown}; these are its evidence: ${state.evidence.join(', ') || 'none'}`);
}

/**
 * The coordinator opens it again: it came back, its evidence was false, or for another reason (§3). What rests on false
 * evidence is done no more, of whatever cycle; where nobody names the file that is everything that was verified. It is a
 * finding of its own, which the answer asks for; somebody says of it what was known and by whom.
 */
export function reopen(draft: Case, body: Reopen): Decision {
  const { reason, because, evidence } = body;
  const person = holding(draft, [draft.rules.coordinator_role], 'reopening a nonconformity');
  if (typeof person !== 'string') return person;
  if (!canReopen(draft.state, body)) return wrongState(draft.state, draft.state.status === 'near_miss' ? 'one that was no near-miss; promote it instead' : 'one that is over, risk-accepted or has its evidence verified; or that is worked on, with the files that were found false as "evidence"');
  const fault = evidenceFault(draft.state, body);
  if (fault) return fault;
  reopenCase(draft, { rule: RULES[because], person, reason, ...(evidence.length === 0 ? {} : { false_evidence: [...evidence] }) });
  const { id, status, cycle } = draft.state;
  return draft.done({ state: status, cycle, ...(because === 'evidence_false' ? { to_raise: { source_case: id, page: raiseNonconformityPage({ source_case: id }) } } : {}) });
}
