import type { Directory, Person } from '../contracts/directory.ts';

interface Index {
  readonly byId: ReadonlyMap<string, Person>;
  readonly byRole: ReadonlyMap<string, readonly Person[]>;
  readonly byManager: ReadonlyMap<string, readonly Person[]>;
}

/** One vote asks for holders and reports a hundred times, and a directory may name thousands of people. */
const known = new WeakMap<readonly Person[], Index>();

function indexOf({ people }: Pick<Directory, 'people'>): Index {
  const kept = known.get(people);
  if (kept) return kept;
  const byId = new Map<string, Person>();
  const byRole = new Map<string, Person[]>();
  const byManager = new Map<string, Person[]>();
  const put = (map: Map<string, Person[]>, key: string, person: Person) => {
    const there = map.get(key);
    if (there) there.push(person);
    else map.set(key, [person]);
  };
  for (const person of people) {
    if (!byId.has(person.id)) byId.set(person.id, person);
    for (const role of new Set(person.roles.map((held) => (typeof held === 'string' ? held : held.role)))) put(byRole, role, person);
    if (person.manager !== undefined) put(byManager, person.manager, person);
  }
  const index = { byId, byRole, byManager };
  known.set(people, index);
  return index;
}

/** The person with this id, a leaver too; undefined for an unknown id. */
export const personById = (directory: Directory, id: string): Person | undefined => indexOf(directory).byId.get(id);

/** Everybody whom the directory gives the role for any unit, leavers too, in the directory's order. */
export const everyHolder = (directory: Directory, role: string): readonly Person[] => indexOf(directory).byRole.get(role) ?? [];

/** Everybody whose line manager this person is, leavers too. */
export const reportsOf = (directory: Directory, manager: string): readonly Person[] => indexOf(directory).byManager.get(manager) ?? [];
