import type { HOUSE_OPERATIONS } from '../../contracts/api/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { pathOf } from '../../contracts/routes.ts';
import { currentPerson, deputyOf, holdsRole, isAbsent } from '../../domain/directory.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { pageOfArray } from '../../store/queries/page.ts';
import type { House } from '../../store/house.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { command } from './give.ts';

const HOUSE = { kind: 'house', id: HOUSE_ID } as const;

/** Who works here, with what they may do; addresses stay in the directory. */
function people({ directory, at }: House, { role, unit }: Asked<'listPeople'>['query']) {
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

/** Recorded ones with their ids, then those of the directory file, which end there. */
function delegations({ state, directory, at }: House) {
  const recorded = (state as HouseState).delegations.map(({ id, delegation, granted_by }) => ({ id, ...delegation, granted_by }));
  const filed = (state as HouseState).file?.delegations ?? directory.delegations;
  return [...recorded, ...filed.map((each) => ({ id: null, ...each, granted_by: null }))].filter(({ until }) => until > at);
}

function absences({ state, directory, at }: House) {
  const recorded = (state as HouseState).absences.map(({ id, absence, added_by }) => ({ id, ...absence, added_by }));
  const filed = (state as HouseState).file?.absences ?? directory.absences;
  return [...recorded, ...filed.map((each) => ({ id: null, ...each, added_by: null }))].filter(({ until }) => until > at);
}

type PeopleOperation = 'listPeople' | 'listDelegations' | 'addDelegation' | 'endDelegation' | 'listAbsences' | 'addAbsence' | 'endAbsence';

/** People, who signs for whom, who is away. */
export const peopleHandlers: Handlers<PeopleOperation & keyof typeof HOUSE_OPERATIONS> = {
  listPeople: async ({ query }, deps) => ({ json: pageOfArray(people(await deps.house.get(), query), query, ({ id }) => id) }),
  listDelegations: async ({ query }, deps) => ({ json: pageOfArray(delegations(await deps.house.get()), query, ({ id, from, to, lane, until }) => id ?? [from, to, lane, until].join(' ')) }),
  addDelegation: async ({ body, meta }, deps) => ({
    json: await command(deps, HOUSE, 'grant-delegation', body, meta()),
    headers: { Location: pathOf('listDelegations', {}) },
  }),
  endDelegation: async ({ params, meta }, deps) => ({ json: await command(deps, HOUSE, 'end-delegation', { delegation_id: params.id }, meta()) }),
  listAbsences: async ({ query }, deps) => ({ json: pageOfArray(absences(await deps.house.get()), query, ({ id, person, starts_at }) => id ?? [person, starts_at].join(' ')) }),
  addAbsence: async ({ body, meta }, deps) => ({ json: await command(deps, HOUSE, 'add-absence', body, meta()), headers: { Location: pathOf('listAbsences', {}) } }),
  endAbsence: async ({ params, meta }, deps) => ({ json: await command(deps, HOUSE, 'end-absence', { absence_id: params.id }, meta()) }),
};
