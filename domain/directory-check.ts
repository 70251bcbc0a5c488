import type { Delegation, Directory } from '../contracts/directory.ts';
import type { Instant } from '../contracts/primitives.ts';
import { didYouMean } from './policy/nearest.ts';
import { problem } from './policy/problem.ts';
import type { KeyPath, PolicyProblem } from './policy/problem.ts';

/**
 * Faults of a directory that no schema sees: ids, addresses or units given twice, names that nobody bears, managers or
 * delegations in a circle, spans that end before they begin. `calendars` are those of the policy; without them that
 * check is left out. Empty means: may be loaded.
 */
export function directoryProblems(directory: Directory, calendars?: readonly string[]): PolicyProblem[] {
  return [
    ...duplicates(directory),
    ...unknownNames(directory, calendars),
    ...circles(directory),
    ...spans(directory),
    ...delegationCircles(directory.delegations),
  ];
}

const FILE = 'directory.yaml';

function duplicates({ people, units }: Directory): PolicyProblem[] {
  const twice = (list: 'people' | 'units', key: string, values: readonly (string | undefined)[]) =>
    values.flatMap((value, i) => {
      const first = values.indexOf(value);
      if (value === undefined || first === i) return [];
      return [problem(FILE, [list, i, key], `"${value}" is also the ${key} of ${list}[${first}]`, `each ${key} stands for one only: change or remove one of the two`)];
    });
  return [
    ...twice('units', 'id', units.map(({ id }) => id)),
    ...twice('people', 'id', people.map(({ id }) => id)),
    ...twice('people', 'email', people.map(({ email }) => email?.toLowerCase())),
    ...twice('people', 'slack_user_id', people.map((person) => person.slack_user_id)),
  ];
}

function unknownNames({ people, units, delegations, absences }: Directory, calendars: readonly string[] | undefined): PolicyProblem[] {
  const ids = people.map(({ id }) => id);
  const known = { person: ids, unit: units.map(({ id }) => id), calendar: calendars ?? [] };
  const check = (what: keyof typeof known, path: KeyPath, name: string | undefined) =>
    name === undefined || known[what].includes(name) ? [] : [problem(FILE, path, `there is no ${what} "${name}"`, didYouMean(name, known[what]))];
  return [
    ...units.flatMap(({ parent }, i) => check('unit', ['units', i, 'parent'], parent)),
    ...people.flatMap((person, i) => [
      ...check('unit', ['people', i, 'unit'], person.unit),
      ...check('person', ['people', i, 'manager'], person.manager),
      ...(calendars ? check('calendar', ['people', i, 'calendar'], person.calendar) : []),
      ...person.roles.flatMap((role, j) => (typeof role === 'string' ? [] : check('unit', ['people', i, 'roles', j, 'unit'], role.unit))),
    ]),
    ...delegations.flatMap(({ from, to, unit }, i) => [
      ...check('person', ['delegations', i, 'from'], from),
      ...check('person', ['delegations', i, 'to'], to),
      ...check('unit', ['delegations', i, 'unit'], unit),
    ]),
    ...absences.flatMap(({ person, deputy }, i) => [...check('person', ['absences', i, 'person'], person), ...check('person', ['absences', i, 'deputy'], deputy)]),
  ];
}

/** Walks from `start`; the way round when it comes back to where it began. */
function wayRound(start: string, next: (id: string) => string | undefined): string[] | undefined {
  const way = [start];
  for (let id = next(start); id !== undefined && !way.slice(1).includes(id); id = next(id)) {
    way.push(id);
    if (id === start) return way;
  }
  return undefined;
}

function circles({ people, units }: Directory): PolicyProblem[] {
  const managers = new Map(people.map(({ id, manager }) => [id, manager]));
  const parents = new Map(units.map(({ id, parent }) => [id, parent]));
  const found = (list: 'people' | 'units', key: string, ids: readonly string[], above: ReadonlyMap<string, string | undefined>) =>
    ids.flatMap((id, i) => {
      const way = wayRound(id, (each) => above.get(each));
      // Each circle is named once, at its first member by name.
      if (!way || [...way].sort()[0] !== id) return [];
      return [problem(FILE, [list, i, key], `the ${key}s run in a circle: ${way.join(' → ')}`, `leave the ${key} of the topmost out`)];
    });
  return [...found('people', 'manager', people.map(({ id }) => id), managers), ...found('units', 'parent', units.map(({ id }) => id), parents)];
}

function spans({ delegations, absences }: Directory): PolicyProblem[] {
  const check = (list: string, all: readonly { readonly starts_at?: Instant | undefined; readonly until: Instant }[]) =>
    all.flatMap(({ starts_at, until }, i) =>
      starts_at !== undefined && until <= starts_at ? [problem(FILE, [list, i, 'until'], `it ends at ${until}, not after its start ${starts_at}`, 'write an instant after starts_at')] : [],
    );
  const self = absences.flatMap(({ person, deputy }, i) => (person === deputy ? [problem(FILE, ['absences', i, 'deputy'], `${person} can't stand in for themselves`, 'name somebody else, or nobody')] : []));
  return [...check('delegations', delegations), ...check('absences', absences), ...self];
}

const overlap = (a: Delegation, b: Delegation): boolean => (a.starts_at ?? '') < b.until && (b.starts_at ?? '') < a.until;

/** The way round of a circle that `delegation` closes with others of its lane and time, or null (§1.01). */
export function circleThrough(delegation: Delegation, others: readonly Delegation[]): string[] | null {
  const usable = others.filter((other) => other.lane === delegation.lane && overlap(other, delegation));
  const search = (at: string, way: readonly string[]): string[] | null => {
    if (at === delegation.from) return [...way, at];
    if (way.includes(at)) return null;
    for (const { to } of usable.filter(({ from }) => from === at)) {
      const found = search(to, [...way, at]);
      if (found) return found;
    }
    return null;
  };
  const way = search(delegation.to, []);
  return way && [delegation.from, ...way];
}

function delegationCircles(delegations: readonly Delegation[]): PolicyProblem[] {
  return delegations.flatMap((delegation, i) => {
    // Judged against those before it, so that a circle is named once, at the delegation that closes it.
    const way = circleThrough(delegation, delegations.slice(0, i));
    return way ? [problem(FILE, ['delegations', i, 'to'], `delegations of lane "${delegation.lane}" run in a circle: ${way.join(' → ')}`, 'remove one of them, or let their times not overlap')] : [];
  });
}
