import type { OwedBy, Obligation } from '../../contracts/obligation.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { inPerson } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { handedInRefusal } from '../evidence/sound.ts';
import { findOpen, reopenObligation, wallBetween } from '../obligations/index.ts';
import { matterOf, owe, settle, type Case } from './case.ts';
import { oweInTime } from './clock.ts';
import { settleClosure } from './closure.ts';
import { completeReassessment } from './reassess.ts';
import { unfitFor, verifierConflict } from './separation.ts';
import { actionOf, actionsNow, type Action } from './state.ts';
import { evidenceRefusal, heirTo, notOwing, owes, owing, roleBeside, standIns, weakToRelease } from './who.ts';

/** Makes owed, by their own due instants, the actions of the approved plan whose dependencies are verified. */
export function openActions(draft: Case): void {
  const { state, context } = draft;
  // what was verified in an earlier cycle stays done, and a plan may build on it
  const isDone = (name: string) => state.actions.findLast(({ key, state: now }) => key === name && now !== 'dropped')?.state === 'verified';
  const ready = actionsNow(state).filter((action) => action.state === 'waiting' && action.depends_on.every(isDone));
  for (const { action_id, owner, due_at } of ready) {
    const obligation_id = owe(draft, { kind: 'corrective_action', subject: { action: action_id }, owed_by: { person: owner }, sla: wallBetween(context.now, due_at) });
    draft.add('action.opened', { action_id, obligation_id });
  }
}

interface Completed {
  readonly obligation_id: string;
  readonly evidence: readonly string[];
  readonly comment: string;
}

/** The commands that meet what is not completed by a word or by evidence. */
const MET_BY: { readonly [K in Obligation['kind']]?: string } = {
  classification: 'classify',
  correction: 'correct',
  root_cause: 'root-cause',
  action_plan: 'plan',
  plan_approval: 'approve-plan or return-plan',
  evidence_verification: 'verify',
  effectiveness_check: 'check-effect',
  extension_decision: 'decide-extension',
  recurrence_decision: 'decide-recurrence',
  second_person: 'reject or cancel, as was proposed, or decline',
  finding_dispute: 'decide-dispute',
  escalation: 'acknowledge; it ends with its source',
};

/** Hands in the evidence of a corrective action, or the outcome of a re-assessment of the risk; everything else has a command of its own. */
export function completeStep(draft: Case, body: Completed): Decision {
  const owed = findOpen(draft.state.obligations, body.obligation_id);
  if (!owed) return unknownStep(draft, body.obligation_id);
  if (owed.kind === 'risk_reassessment') return completeReassessment(draft, owed, body);
  if (owed.kind === 'corrective_action') return handIn(draft, owed, body);
  return { refused: 'wrong_state', detail: `"${owed.kind}" is not completed; it is met by the command: ${MET_BY[owed.kind] ?? 'none'}`, pointer: '/obligation_id' };
}

function unknownStep({ state }: Case, id: string): Refusal {
  const given = state.actions.find(({ obligation_id, state: now }) => obligation_id === id && now === 'handed_in');
  if (given) return { refused: 'wrong_state', detail: `the evidence of "${given.key}" is handed in already; ${given.verifier} verifies it or returns it` };
  return { refused: 'unknown_obligation', detail: `no open obligation ${id} here; GET /v1/obligations lists those that are open`, pointer: '/obligation_id' };
}

/**
 * Who does the action hands in its evidence; its verifier now owes a look at it, and the owner's clock stands still: it is
 * the verifier who can be late now. The action is done when that one accepts: its owner's word meets nothing, nor does
 * a closed ticket. What is returned is owed again.
 */
function handIn(draft: Case, owed: Obligation, body: Completed): Decision {
  const { state, context } = draft;
  const action = actionOf(state, owed.subject['action'] ?? '');
  if (!action) return unknownStep(draft, owed.id);
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  if (!owes(draft, owed, person)) return notOwing(draft, owed, `the evidence of "${action.key}"`);
  if (body.evidence.length === 0) return { refused: 'invalid', detail: `an action is done when evidence shows it (${action.evidence_spec}): upload it with POST /v1/evidence and name its digest`, pointer: '/evidence' };
  const missing = evidenceRefusal(draft, body.evidence);
  if (missing) return missing;
  const owed_by = verifierOf(draft, action, person);
  const verify_obligation_id = oweInTime(draft, { kind: 'evidence_verification', subject: { action: action.action_id }, owed_by, sla: draft.row.verify });
  draft.add('action.completed', { action_id: action.action_id, person, evidence: [...body.evidence], comment: body.comment, verify_obligation_id });
  settle(draft, owed.id, 'met', 'handed_in');
  return draft.done({ state: draft.state.status, verify_obligation_id });
}

/** Who verifies: as planned, or whom that was given to, or the heir; where that one did it or owns the case, somebody who holds a role that stands in. */
function verifierOf(draft: Case, action: Action, doer: string): OwedBy {
  const before = draft.state.obligations.find(({ id }) => id === action.verify_obligation_id)?.owed_by;
  const meant = heirTo(draft, before !== undefined && 'person' in before ? before.person : action.verifier);
  const unfit = [...unfitFor(draft.state, { kind: 'evidence_verification', subject: { action: action.action_id } }), doer];
  return meant !== null && !unfit.includes(meant) ? { person: meant } : { role: roleBeside(draft, standIns(draft), unfit) };
}

interface Verified {
  readonly action_id: string;
  readonly accepted: boolean;
  readonly comment: string;
}

/** The verifier accepts the evidence of an action, or returns it with the reason; never its owner, whoever did it or whose case it is. */
export function verify(draft: Case, body: Verified): Decision {
  const action = actionOf(draft.state, body.action_id);
  if (!action) {
    const known = actionsNow(draft.state).map(({ action_id }) => action_id);
    return { refused: 'invalid', detail: `"${body.action_id}" is no action of this case; these are: ${known.join(', ') || 'none yet'}`, pointer: '/action_id' };
  }
  const person = verifying(draft, action, body.accepted);
  return typeof person === 'string' ? decideEvidence(draft, action, person, body) : person;
}

/** The person who may verify the action now, or why not. */
function verifying(draft: Case, action: Action, accepted: boolean): string | Refusal {
  const { state, context } = draft;
  const { key } = action;
  if (action.state === 'verified') return { refused: 'already_decided', detail: `the evidence of "${key}" was verified by ${action.verified_by ?? 'somebody'} at ${action.verified_at ?? ''}` };
  const owed = findOpen(state.obligations, action.verify_obligation_id ?? '');
  if (action.state !== 'handed_in' || !owed) return { refused: 'wrong_state', detail: `there is nothing to verify: "${key}" is "${action.state}"; ${action.owner} hands in its evidence first` };
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const conflict = verifierConflict(state, action, person);
  if (conflict !== null) {
    const may = owing(draft, owed);
    return { refused: 'separation_of_duties', detail: `${person} ${conflict}; somebody else verifies it: ${may.join(', ') || 'nobody at present, so reassign it'}`, extra: { may } };
  }
  if (!owes(draft, owed, person)) return notOwing(draft, owed, `the verification of "${key}"`);
  if (!accepted) return person;
  return weakToRelease(draft, 'the evidence of a nonconformity that holds a gate is accepted') ?? handedInRefusal(action.evidence, context) ?? person;
}

function decideEvidence(draft: Case, action: Action, person: string, { accepted, comment }: Verified): Decision {
  const { action_id } = action;
  settle(draft, action.verify_obligation_id, 'met', accepted ? 'accepted' : 'returned');
  if (!accepted) {
    draft.add('action.returned', { action_id, person, reason: comment });
    owedAgain(draft, action);
    return draft.done({ state: draft.state.status });
  }
  draft.add('action.verified', { action_id, person, comment });
  openActions(draft);
  if (actionsNow(draft.state).every((one) => one.state === 'verified')) draft.add('evidence.verified', { cycle: draft.state.cycle });
  settleClosure(draft);
  return draft.done({ state: draft.state.status });
}

/** Its owner owes it in the time that was left when it was handed in, as who withdraws a vote does (§0.05). */
function owedAgain(draft: Case, { obligation_id }: Action): void {
  const { state, context } = draft;
  if (obligation_id !== null) draft.push(...reopenObligation(state.obligations, obligation_id, context, { rule: 'evidence_returned', matterOf: matterOf(state, context) }));
}
