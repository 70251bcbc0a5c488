import type { Absence, Delegation, Directory, Person } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { currentPerson, deputyOf, holdsRole, isAbsent } from '../directory.ts';
import type { HouseState } from './state.ts';

/** A policy and how it stands: in force, waiting for a second person, or neither any more. */
export interface PolicyListed {
  readonly digest: string;
  readonly state: 'active' | 'proposed' | 'past';
  readonly source: string | null;
  readonly changed: readonly string[];
  readonly proposed_by: string | null;
  readonly proposed_at: Instant | null;
  readonly obligation_id: string | null;
}

const RANK = ['active', 'proposed', 'past'];

/** Every policy that was ever proposed or in force: the one in force first, then those that wait, then the others. */
export function policiesListed({ proposals }: HouseState, active: string | null, policies: readonly Policy[]): PolicyListed[] {
  const items = policies.map(({ digest }): PolicyListed => {
    const proposal = proposals.findLast((each) => each.digest === digest);
    const state = digest === active ? 'active' : proposal?.state === 'pending' ? 'proposed' : 'past';
    const { source = null, changed = [], person = null, proposed_at = null, obligation_id = null } = proposal ?? {};
    return { digest, state, source, changed, proposed_by: person, proposed_at, obligation_id };
  });
  return items.sort((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
}

/** Which people are wanted. A role counts where somebody holds it for whatever unit, or for the unit asked about. */
export interface PeopleWanted {
  readonly role?: string | undefined;
  readonly unit?: string | undefined;
}

/** A person as lists show them; addresses stay in the directory. */
export interface PersonListed extends Pick<Person, 'id' | 'name' | 'unit' | 'calendar' | 'roles'> {
  readonly manager: string | null;
  readonly left_on: string | null;
  readonly works_here: boolean;
  readonly absent: boolean;
  readonly deputy: string | null;
}

/** People of the directory, in its order, with what they may do and whether they are here at `at`. */
export function peopleListed(directory: Directory, at: Instant, { role, unit }: PeopleWanted): PersonListed[] {
  return directory.people
    .filter((person) => unit === undefined || person.unit === unit)
    .filter((person) => role === undefined || person.roles.some((held) => (typeof held === 'string' ? held : held.role) === role) || holdsRole(directory, person, role, unit))
    .map(({ id, name, unit: home, manager = null, calendar, roles, left_on = null }) => ({
      id,
      name,
      unit: home,
      manager,
      calendar,
      roles,
      left_on,
      works_here: currentPerson(directory, id, at) !== undefined,
      absent: isAbsent(directory, id, at),
      deputy: deputyOf(directory, id, at),
    }));
}

/** A delegation; one of the directory file has no id and ends there. */
export type DelegationListed = Delegation & { readonly id: string | null; readonly granted_by: string | null };
export type AbsenceListed = Absence & { readonly id: string | null; readonly added_by: string | null };

/** Delegations that have not ended: recorded ones, then those of the directory file. */
export function delegationsListed(state: HouseState, directory: Directory, at: Instant): DelegationListed[] {
  const recorded = state.delegations.map(({ id, delegation, granted_by }) => ({ id, ...delegation, granted_by }));
  const filed = state.file?.delegations ?? directory.delegations;
  return [...recorded, ...filed.map((each) => ({ id: null, ...each, granted_by: null }))].filter(({ until }) => until > at);
}

/** Absences that have not ended: recorded ones, then those of the directory file. */
export function absencesListed(state: HouseState, directory: Directory, at: Instant): AbsenceListed[] {
  const recorded = state.absences.map(({ id, absence, added_by }) => ({ id, ...absence, added_by }));
  const filed = state.file?.absences ?? directory.absences;
  return [...recorded, ...filed.map((each) => ({ id: null, ...each, added_by: null }))].filter(({ until }) => until > at);
}
