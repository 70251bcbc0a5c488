import type { Obligation } from '../../contracts/obligation.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { actionsNow, planNow, type Action, type NonconformityState } from './state.ts';

/** Who owes an obligation as a person, while it is open. */
function owingOf({ obligations }: NonconformityState, id: string | null): string | null {
  const owed = obligations.find((o) => o.id === id && o.closed_at === null)?.owed_by;
  return owed && 'person' in owed ? owed.person : null;
}

const people = (...named: readonly (string | null | undefined)[]): string[] => [...new Set(named.filter((each): each is string => each != null))];

/** Who planned to do the action, who owes it now and who handed its evidence in: none of them verifies it. */
export const doersOf = (state: NonconformityState, action: Action): readonly string[] => people(action.owner, owingOf(state, action.obligation_id), action.done_by);

/** Who verified the action, or will. */
const verifiersOf = (state: NonconformityState, action: Action): readonly string[] => people(action.verified_by ?? owingOf(state, action.verify_obligation_id) ?? action.verifier);

/** Why the person can't verify the action: a reason that fits after the name; null when nothing is against it. */
export function verifierConflict(state: NonconformityState, action: Action, person: string): string | null {
  if (action.done_by === person) return `handed in the evidence of "${action.key}"`;
  if (doersOf(state, action).includes(person)) return `owns the action "${action.key}"`;
  return ownerConflict(state, person);
}

/** Every action that somebody worked on or works on, also of an earlier cycle or plan, and one whose evidence was found false. */
const standing = ({ actions }: NonconformityState): readonly Action[] => actions.filter(({ state, done_by }) => state !== 'dropped' || done_by !== null);

/** Who owns the case or ever did: to give it away frees nobody to judge what they did with it (§3 own process). */
const ownersOf = ({ owner, owners }: NonconformityState): readonly string[] => people(owner, ...owners);

/** Why who owns the case can't judge what is done in it, in words that fit after the name; null for everybody else. */
export const ownerConflict = (state: NonconformityState, person: string): string | null => (ownersOf(state).includes(person) ? 'owns this nonconformity, or did' : null);

/** Who put it right, found its cause or planned what removes it: the work whose effect is checked. */
const workersOf = ({ corrections, root_causes, plans }: NonconformityState): readonly string[] => people(...corrections.map(({ person }) => person), ...root_causes.map(({ person }) => person), ...plans.map(({ by }) => by));

/** Why the person can't check the effect: owner of the case now or before, or who worked it out, or owner, doer or verifier of an action of whatever cycle; null when none of these. */
export function checkerConflict(state: NonconformityState, person: string): string | null {
  const owning = ownerConflict(state, person);
  if (owning !== null) return owning;
  if (workersOf(state).includes(person)) return 'corrected, analysed or planned it';
  for (const action of standing(state)) {
    const doing = verifierConflict(state, action, person);
    if (doing !== null) return doing;
    if (verifiersOf(state, action).includes(person)) return `verifies the evidence of "${action.key}"`;
  }
  return null;
}

/** What the owner of a case owes; of one who left, the heir owes it and is in the owner's place. */
const OWNERS_STEPS: readonly Obligation['kind'][] = ['correction', 'root_cause', 'action_plan'];

/** Whose own case it is: its owner, now or before, and who does one of its actions. They are recused from what others decide of it (§3 own process). */
export function ownCase(state: NonconformityState): readonly string[] {
  const inPlace = state.obligations.filter((o) => o.closed_at === null && OWNERS_STEPS.includes(o.kind)).map(({ owed_by }) => ('person' in owed_by ? owed_by.person : null));
  return people(...ownersOf(state), ...inPlace, ...actionsNow(state).flatMap((action) => doersOf(state, action)));
}

/** Whose own case it is or was: to give it away frees nobody to let a gate go by their own word (§3 class). */
export const everOwned = (state: NonconformityState): readonly string[] => people(...ownCase(state), ...standing(state).flatMap((action) => doersOf(state, action)));

/** Why the person can't decide on the case; null when it is not their own. */
export function ownConflict(state: NonconformityState, person: string): string | null {
  return ownerConflict(state, person) ?? (ownCase(state).includes(person) ? 'owes one of its steps' : null);
}

/** Those whose own plan it is: its author, who owes one of its actions, and the case's owner; they don't judge it (§3 own process, R-14). */
export const ownPlan = (state: NonconformityState): readonly string[] => people(planNow(state)?.by, ...ownersOf(state), ...actionsNow(state).map(({ owner }) => owner));

/** Who decides a dispute of the finding: neither the one who disputes or owns it, nor who found or classified it (§3). */
export const partiesOf = (state: NonconformityState): readonly string[] => people(...ownersOf(state), state.dispute?.person, state.classified?.by, state.raised?.person);

type Owed = Pick<Obligation, 'kind' | 'subject'>;
const UNFIT: { readonly [K in Obligation['kind']]?: (state: NonconformityState, owed: Owed) => readonly string[] } = {
  evidence_verification: (state, { subject }) => people(...ownersOf(state), ...actionsNow(state).filter(({ action_id }) => action_id === subject['action']).flatMap((action) => doersOf(state, action))),
  effectiveness_check: (state) => people(...ownersOf(state), ...workersOf(state), ...standing(state).flatMap((action) => [...doersOf(state, action), ...verifiersOf(state, action)])),
  plan_approval: ownPlan,
  finding_dispute: partiesOf,
  second_person: (state) => people(state.proposal?.person, ...ownCase(state)),
  risk_reassessment: ownCase,
  recurrence_decision: ownCase,
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
