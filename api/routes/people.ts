import type { HOUSE_OPERATIONS } from '../../contracts/api/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { pathOf } from '../../contracts/routes.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { absencesListed, delegationsListed, peopleListed } from '../../domain/house/listed.ts';
import { pageOfArray } from '../../store/queries/page.ts';
import type { House } from '../../store/house.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { command } from './give.ts';

const HOUSE = { kind: 'house', id: HOUSE_ID } as const;

const people = ({ directory, at }: House, wanted: Asked<'listPeople'>['query']) => peopleListed(directory, at, wanted);
const delegations = ({ state, directory, at }: House) => delegationsListed(state as HouseState, directory, at);
const absences = ({ state, directory, at }: House) => absencesListed(state as HouseState, directory, at);

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
