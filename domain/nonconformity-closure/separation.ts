import type { Obligation } from '../../contracts/obligation.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { actionsNow, planNow, type Action, type NonconformityState } from './state.ts';

/** Who owes an obligation as a person, while it is open. */
function owingOf({ obligations }: NonconformityState, id: string | null): string | null {
  const owed = obligations.find((o) => o.id === id && o.closed_at === null)?.owed_by;
  return owed && 'person' in owed ? owed.person : null;
}

const people = (...named: readonly (string | null | undefined)[]): string[] => [...new Set(named.filter((each): each is string => each != null))];

/** Who verified the action, or will. */
const verifiersOf = (state: NonconformityState, action: Action): readonly string[] => people(action.verified_by ?? owingOf(state, action.verify_obligation_id) ?? action.verifier);

/** Why the person can't verify the action: a reason that fits after the name; null when nothing is against it. */
export function verifierConflict(state: NonconformityState, action: Action, person: string): string | null {
  if (action.done_by === person) return `handed in the evidence of "${action.key}"`;
  if (action.doers.includes(person)) return action.owner === person ? `owns the action "${action.key}"` : `owes the action "${action.key}", or did`;
  return ownerConflict(state, person);
}

/** Every action that somebody worked on or works on, also of an earlier cycle or plan, and one whose evidence was found false. */
const standing = ({ actions }: NonconformityState): readonly Action[] => actions.filter(({ state, done_by }) => state !== 'dropped' || done_by !== null);

/** Who owns the case or is in the owner's place, or ever was: to give it away frees nobody to judge what they did with it (§3 own process). */
const ownersOf = ({ owner, owners, step_owners }: NonconformityState): readonly string[] => people(owner, ...owners, ...step_owners);

/** Why who owns the case, or a step of its owner, can't judge what is done in it, in words that fit after the name; null for everybody else. */
export function ownerConflict({ owner, owners, step_owners }: NonconformityState, person: string): string | null {
  if (owner === person || owners.includes(person)) return 'owns this nonconformity, or did';
  return step_owners.includes(person) ? 'owes its correction, root cause or plan, or did one of these' : null;
}

/** Why the person can't check the effect: owner of the case now or before, or of its steps, or owner, doer or verifier of an action of whatever cycle; null when none of these. */
export function checkerConflict(state: NonconformityState, person: string): string | null {
  const owning = ownerConflict(state, person);
  if (owning !== null) return owning;
  for (const action of standing(state)) {
    const doing = verifierConflict(state, action, person);
    if (doing !== null) return doing;
    if (verifiersOf(state, action).includes(person)) return `verifies the evidence of "${action.key}"`;
  }
  return null;
}

/** Whose own case it is: its owner, now or before, and who does one of its actions. They are recused from what others decide of it (§3 own process). */
export const ownCase = (state: NonconformityState): readonly string[] => people(...ownersOf(state), ...actionsNow(state).flatMap(({ doers }) => doers));

/** Whose own case it is or was: to give it away frees nobody to let a gate go by their own word (§3 class). */
export const everOwned = (state: NonconformityState): readonly string[] => people(...ownCase(state), ...standing(state).flatMap(({ doers }) => doers));

/** Why the person can't decide on the case; null when it is not their own. */
export function ownConflict(state: NonconformityState, person: string): string | null {
  return ownerConflict(state, person) ?? (ownCase(state).includes(person) ? 'owes one of its actions, or did' : null);
}

/** Those whose own plan it is: its author, who owes one of its actions, and the case's owner; they don't judge it (§3 own process, R-14). */
export const ownPlan = (state: NonconformityState): readonly string[] => people(planNow(state)?.by, ...ownersOf(state), ...actionsNow(state).map(({ owner }) => owner));

/** Who decides a dispute of the finding: neither the one who disputes or owns it, nor who found or classified it (§3). */
export const partiesOf = (state: NonconformityState): readonly string[] => people(...ownersOf(state), state.dispute?.person, state.classified?.by, state.raised?.person);

type Owed = Pick<Obligation, 'kind' | 'subject'>;
/** Whose own matter each judgment would be. */
const UNFIT: { readonly [K in Obligation['kind']]?: (state: NonconformityState, owed: Owed) => readonly string[] } = {
  evidence_verification: (state, { subject }) => people(...ownersOf(state), ...actionsNow(state).filter(({ action_id }) => action_id === subject['action']).flatMap(({ doers }) => doers)),
  effectiveness_check: (state) => people(...ownersOf(state), ...standing(state).flatMap((action) => [...action.doers, ...verifiersOf(state, action)])),
  plan_approval: ownPlan,
  finding_dispute: partiesOf,
  second_person: (state) => people(state.proposal?.person, ...ownCase(state)),
  risk_reassessment: ownCase,
  recurrence_decision: ownCase,
  // a first class lowers nothing; on a raise that is proposed nobody's own word is heard
  classification: (state, { subject }) => (subject['raise'] === undefined ? [] : everOwned(state)),
};

/** Who can't meet an obligation of the case, so that nobody asks them. */
export const unfitFor = (state: NonconformityState, owed: Owed): readonly string[] => UNFIT[owed.kind]?.(state, owed) ?? [];

/**
 * Why an obligation can't be given to somebody: it would be their own work that they verify, check or decide on (R-43,
 * Null when nothing is against it, and for one that is not open here.
 */
export function takeoverRefusal(state: NonconformityState, { obligation_id, to }: { readonly obligation_id: string; readonly to: string }): Refusal | null {
  const owed = state.obligations.find((o) => o.id === obligation_id && o.closed_at === null);
  const meant = owed?.kind === 'escalation' ? state.obligations.find((o) => o.id === owed.subject['source']) : owed;
  if (!meant || !unfitFor(state, meant).includes(to)) return null;
  return { refused: 'separation_of_duties', detail: `${to} owns, did or verified what "${meant.kind}" is about; give it to somebody who did not`, pointer: '/to' };
}
