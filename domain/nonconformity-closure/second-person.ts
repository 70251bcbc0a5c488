import type { Refusal } from '../../contracts/refusal.ts';
import type { Decision } from '../aggregate.ts';
import { handedInRefusal } from '../evidence/sound.ts';
import { owe, settle, withdrawAll, wrongState, type Case } from './case.ts';
import { settleClosure } from './closure.ts';
import { weightUndecided } from './questions.ts';
import { ownCase } from './separation.ts';
import { isOver, openOf, type NonconformityState, type Proposal } from './state.ts';
import { coordinating, evidenceRefusal, holdersOf, independent, named, roleBeside, weakToRelease } from './who.ts';

type What = Proposal['what'];
interface Word {
  readonly reason: string;
  readonly removed_by: string | null;
  readonly evidence: readonly string[];
}

/** Until its actions are worked on, a finding may turn out to be none (§3). */
const BEFORE_IMPLEMENTING: readonly NonconformityState['status'][] = ['raised', 'classified', 'contained', 'rca', 'plan_review'];

/** Whether it can still be said to be none; from then on what was done about it is cancelled, and stays on record. */
export const isRejectable = ({ status }: NonconformityState): boolean => BEFORE_IMPLEMENTING.includes(status);

/** It is no nonconformity: the coordinator proposes, a second person decides (§3 `rejected_as_nc`). */
export const reject = (draft: Case, { reason }: { readonly reason: string }): Decision => word(draft, 'reject', { reason, removed_by: null, evidence: [] });

/**
 * It is not pursued any more: the coordinator proposes, a second person decides (§3 `cancelled`). Removed by the retirement
 * of its model, it names that case and brings the evidence.
 */
export function cancel(draft: Case, body: { readonly reason: string; readonly removed_by?: string | undefined; readonly evidence: readonly string[] }): Decision {
  const { removed_by = null, evidence } = body;
  if (removed_by !== null && !removed_by.startsWith('ret_')) return { refused: 'invalid', detail: `"${removed_by}" is no retirement; name the case that removed the model, ret_…`, pointer: '/removed_by' };
  if (removed_by !== null && evidence.length === 0) return { refused: 'evidence_missing', detail: 'removed by a retirement needs its evidence, e.g. the certificate: upload it with POST /v1/evidence and name its digest', pointer: '/evidence' };
  return evidenceRefusal(draft, evidence) ?? word(draft, 'cancel', { reason: body.reason, removed_by, evidence });
}

/** The first word proposes, the same one of somebody else decides. */
function word(draft: Case, what: What, said: Word): Decision {
  if (isOver(draft.state)) return wrongState(draft.state, 'one that is not over');
  const { proposal } = draft.state;
  return proposal?.what === what ? second(draft, proposal, said.reason) : first(draft, what, said);
}

function first(draft: Case, what: What, said: Word): Decision {
  const { state } = draft;
  const person = independent(draft, coordinating(draft), `proposing to ${what} a nonconformity`);
  if (typeof person !== 'string') return person;
  const early = unready(state, what);
  if (early) return early;
  propose(draft, what, person, said);
  return draft.done({ state: draft.state.status, second_person_needed: true });
}

const tooLate = (state: NonconformityState): Refusal => wrongState(state, `one whose actions are not worked on (${BEFORE_IMPLEMENTING.join(', ')}); cancel it instead`);

/** Why it can't be ended so now: worked on, it is no finding that was none; and what weighs it is decided before it is given up. */
const unready = (state: NonconformityState, what: What): Refusal | null => (what === 'cancel' ? weightUndecided(state) : isRejectable(state) ? null : tooLate(state));

/** Records a proposal, in place of another that was open, and has a second person owe the word on it. */
export function propose(draft: Case, what: What, person: string, { reason, removed_by, evidence }: Word): void {
  settle(draft, openOf(draft.state, 'second_person')?.id, 'withdrawn', 'replaced');
  if (what === 'reject') draft.add('rejection.proposed', { person, reason });
  else draft.add('cancellation.proposed', { person, reason, removed_by, evidence: [...evidence] });
  const { second_roles, second_within } = draft.rules;
  const role = roleBeside(draft, second_roles, [person, ...ownCase(draft.state)]);
  owe(draft, { kind: 'second_person', subject: { what }, owed_by: { role }, sla: second_within });
}

function second(draft: Case, proposal: Proposal, reason: string): Decision {
  const person = confirming(draft, proposal, 'confirmed');
  if (typeof person !== 'string') return person;
  // since the first word its plan may have been approved, or a graver class proposed
  const early = unready(draft.state, proposal.what);
  if (early) return early;
  const proposed_by = proposal.person;
  settle(draft, openOf(draft.state, 'second_person')?.id, 'met', 'confirmed');
  if (proposal.what === 'reject') draft.add('nonconformity.rejected', { person, reason, proposed_by });
  else draft.add('nonconformity.cancelled', { person, reason, proposed_by, removed_by: proposal.removed_by, evidence: [...proposal.evidence] });
  withdrawAll(draft, draft.state.status);
  return draft.done({ state: draft.state.status });
}

/** The second person does not agree, so it goes on, or ends where all else was done meanwhile; the reason is for who proposed it. */
export function decline(draft: Case, { reason }: { readonly reason: string }): Decision {
  const { proposal } = draft.state;
  if (proposal === null) return wrongState(draft.state, 'a proposal to reject or cancel it');
  const person = confirming(draft, proposal, 'declined');
  if (typeof person !== 'string') return person;
  settle(draft, openOf(draft.state, 'second_person')?.id, 'met', 'declined');
  draft.add('proposal.declined', { person, reason, what: proposal.what, proposed_by: proposal.person });
  settleClosure(draft);
  return draft.done({ state: draft.state.status });
}

/** The second person, or why not; to decline opens no gate and so takes no proof. */
function confirming(draft: Case, { what, person: proposer, evidence }: Proposal, word: 'confirmed' | 'declined'): string | Refusal {
  const roles = draft.rules.second_roles;
  const person = independent(draft, roles, `the second word to ${what} a nonconformity`);
  if (typeof person !== 'string') return person;
  if (person !== proposer) return word === 'declined' ? person : (weakToRelease(draft, 'a nonconformity that holds a gate is ended') ?? handedInRefusal(evidence, draft.context) ?? person);
  const may = holdersOf(draft, roles).filter((each) => each !== proposer && !ownCase(draft.state).includes(each));
  return { refused: 'second_person_needed', detail: `${person} proposed it; a second person decides with the same command: ${named(may)}`, extra: { may } };
}
