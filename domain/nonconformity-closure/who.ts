import type { Obligation } from '../../contracts/obligation.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { holdsAny, inPerson } from '../actors.ts';
import { gatePathOf } from '../authority/gate-path.ts';
import { assuranceRefusal } from '../authority/proving.ts';
import { currentPerson, holders, managerOf } from '../directory.ts';
import { namedRefusal } from '../evidence/sound.ts';
import { chainAbove } from '../line.ts';
import { unitOf, type Case } from './case.ts';
import { falseFile } from './false-evidence.ts';
import { ownCase, ownConflict, unfitFor } from './separation.ts';
import { openOf } from './state.ts';

/** Everybody who holds one of the roles for the matter's unit now, each once. */
export function holdersOf({ state, context }: Case, roles: readonly string[]): readonly string[] {
  const unit = unitOf(state, context);
  return [...new Set(roles.flatMap((role) => holders(context.directory, role, context.now, unit).map(({ id }) => id)))];
}

/** People as a refusal names them. */
export const named = (people: readonly string[]): string => people.join(', ') || 'nobody at present';

/** The person who acts, in person, when they hold one of the roles; else a refusal that names who could. `what` fits before "is for". */
export function holding(draft: Case, roles: readonly string[], what: string): string | Refusal {
  const { state, context } = draft;
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  if (holdsAny(context.directory, person, roles, context.now, unitOf(state, context))) return person;
  const may = holdersOf(draft, roles);
  return { refused: 'not_permitted', detail: `${what} is for the roles ${roles.join(', ')}: ${named(may)}`, extra: { may } };
}

/** As {@link holding}, but of somebody whose own case it is not (§3 own process). */
export function independent(draft: Case, roles: readonly string[], what: string): string | Refusal {
  const person = holding(draft, roles, what);
  const conflict = typeof person === 'string' ? ownConflict(draft.state, person) : null;
  if (typeof person !== 'string' || conflict === null) return person;
  const may = holdersOf(draft, roles).filter((each) => ownConflict(draft.state, each) === null);
  return { refused: 'separation_of_duties', detail: `${person} ${conflict}; ${what} is for somebody else of ${roles.join(', ')}: ${named(may)}`, extra: { may } };
}

/** Whether the person may meet the obligation: who owes it, a deputy who was asked instead, or any holder of the role that owes it. */
export function owes({ state, context }: Case, { owed_by, to }: Obligation, person: string): boolean {
  if (to.includes(person)) return true;
  return 'person' in owed_by ? owed_by.person === person : holdsAny(context.directory, person, [owed_by.role], context.now, unitOf(state, context));
}

/** Who could meet the obligation, for the refusal of somebody else. */
export function owing(draft: Case, owed: Obligation): readonly string[] {
  const { owed_by, to } = owed;
  const found = 'person' in owed_by ? [owed_by.person, ...to] : [...to, ...holdersOf(draft, [owed_by.role])];
  const unfit = unfitFor(draft.state, owed);
  return [...new Set(found)].filter((each) => !unfit.includes(each));
}

/** The refusal of somebody who does not owe it. */
export function notOwing(draft: Case, owed: Obligation, what: string): Refusal {
  const may = owing(draft, owed);
  return { refused: 'not_permitted', detail: `${what} is for who owes it: ${named(may)}`, extra: { may } };
}

/** The first of the roles with a holder who is none of these; the first of all where there is nobody, so that its ladder climbs. */
export function roleBeside(draft: Case, roles: readonly string[], unfit: readonly string[]): string {
  const free = roles.find((role) => holdersOf(draft, [role]).some((id) => !unfit.includes(id)));
  return free ?? roles[0] ?? draft.rules.coordinator_role;
}

/**
 * The roles that coordinate the case: the coordinator's, and where it is everybody's own who holds that, the one of the second
 * persons that stands in; with the role that owes the judgment meant (§3 own process).
 */
export function coordinating(draft: Case, kind?: Obligation['kind']): readonly string[] {
  const owed_by = kind === undefined ? undefined : openOf(draft.state, kind)?.owed_by;
  const owing = owed_by !== undefined && 'role' in owed_by ? [owed_by.role] : [];
  return [...new Set([draft.rules.coordinator_role, roleBeside(draft, standIns(draft), ownCase(draft.state)), ...owing])];
}

/** The roles that stand in where a named person may not act: the coordinator's, then those of a second person. */
export const standIns = ({ rules }: Case): readonly string[] => [rules.coordinator_role, ...rules.second_roles];

/** The person while here, else the manager; null where neither is left. */
export function heirTo({ context }: Case, person: string): string | null {
  return currentPerson(context.directory, person, context.now) ? person : managerOf(context.directory, person, context.now);
}

/** Everybody above a person, the nearest first. */
export const above = ({ context }: Case, person: string): readonly string[] => chainAbove(context.directory, person, context.now);

/** Evidence that is named and was found false in this case, or is not stored as it was: nothing was uploaded under this digest, or the file is gone or was changed since. */
export function evidenceRefusal({ state, context }: Case, evidence: readonly string[]): Refusal | null {
  const untrue = evidence.map((digest) => falseFile(state, digest)).find((each) => each !== null);
  if (untrue !== undefined) return { refused: 'evidence_missing', detail: untrue, pointer: '/evidence' };
  return namedRefusal(evidence, context, '/evidence');
}

/**
 * Why the proof of who acts is too weak for a word that takes a halting nonconformity off the gates (R-75, §1.20): like a
 * vote there. Null where the case holds nothing. `what` fits before "with assurance".
 */
export function weakToRelease(draft: Case, what: string): Refusal | null {
  const { state, context } = draft;
  return state.class !== null && draft.row.effect_on_gates === 'halt' ? assuranceRefusal({ path: gatePathOf(context), what }, context) : null;
}
