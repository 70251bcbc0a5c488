import type { Directory, Person } from '../../contracts/directory.ts';
import type { HouseView, Store } from '../store.ts';
import { type Page, pageOfArray, type PageWish } from './page.ts';

/** What the house's record says now; null before the first start has loaded it. */
export async function currentHouse(store: Store): Promise<HouseView | null> {
  const kept = store.states.get('house');
  const text = 'SELECT state_hash AS hash, CASE WHEN state_hash = $1 THEN NULL ELSE state END AS state FROM cases WHERE id = $2';
  const { rows } = await store.pool.query<{ hash: string; state: unknown }>({ name: 'house', text, values: [kept?.hash ?? '', 'house'] });
  const [row] = rows;
  if (!row) return null;
  if (row.state !== null) store.states.set('house', row.hash, row.state);
  return store.rules.house(row.state ?? kept?.state);
}

/** The people of the directory in force; an empty directory before there is one. */
export async function currentDirectory(store: Store): Promise<Directory> {
  return (await currentHouse(store))?.directory ?? { organisation: { name: '' }, units: [], people: [], delegations: [], absences: [] };
}

export interface PeopleWish extends PageWish {
  readonly role?: string | undefined;
  readonly unit?: string | undefined;
}

/** People of the directory, in its order. @throws BadCursor */
export async function listPeople(store: Store, wish: PeopleWish): Promise<Page<Person>> {
  const { people } = await currentDirectory(store);
  const holds = (person: Person): boolean => person.roles.some((held) => (typeof held === 'string' ? held : held.role) === wish.role);
  const found = people.filter((person) => (wish.role === undefined || holds(person)) && (wish.unit === undefined || person.unit === wish.unit));
  return pageOfArray(found, wish, (person) => person.id);
}
