import { systemNamed, systemTitles } from '../../store/queries/systems.ts';
import type { Store } from '../../store/store.ts';
import type { Visit } from '../visit.ts';
import type { Filter } from './list.tsx';

/** So many systems can be chosen from a list; of more the newest are suggested, and any can be typed by its name. */
const OFFERED = 100;

const ID = /^sys_[0-9a-z]+$/;

/** The visit with the system of its filter by id, whether the address has its id or its name; what is neither stays and finds nothing. */
export async function withSystem(visit: Visit): Promise<Visit> {
  const { system } = visit.query;
  if (system === undefined || ID.test(system)) return visit;
  const id = await systemNamed(visit.deps.store, system);
  return id === null ? visit : { ...visit, query: { ...visit.query, system: id } };
}

/** One system of however many there are, by its name. `chosen`: its id. */
export async function systemFilter(store: Store, chosen: string | undefined): Promise<Filter> {
  const systems = await systemTitles(store, OFFERED + 1, chosen === undefined ? [] : [chosen]);
  const base = { name: 'system', label: 'System', any: 'Every system' } as const;
  const shown = systems.find(({ id }) => id === chosen);
  // of two systems with one name the newer is found by it; the other is reached by links, which hold its id
  if (systems.length > OFFERED) return { ...base, suggested: true, options: [...new Set(systems.map(({ title }) => title))].map((title) => ({ value: title, label: title })), ...(shown ? { shown: shown.title } : {}) };
  const other = chosen === undefined || shown ? [] : [{ value: chosen, label: chosen }];
  return { ...base, options: [...systems.map(({ id, title }) => ({ value: id, label: title })), ...other] };
}
