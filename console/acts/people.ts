import { lanesLent } from '../../domain/authority/lanes-held.ts';
import { hasLeft } from '../../domain/directory.ts';
import type { Option } from '../parts/list.tsx';
import type { Call, Visit } from '../visit.ts';

/** Whom one can choose in a form. */
export interface Choices {
  /** Everybody who works here, by name. */
  readonly people: readonly Option[];
  /** In whose place the reader signs now, in whatever lane (§1.01). */
  readonly lenders: readonly Option[];
}

const everybody = ({ house, at }: Pick<Call, 'house' | 'at'>): readonly Option[] =>
  house.directory.people
    .filter((person) => !hasLeft(person, at))
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));

/** Whom the reader can choose in forms. */
export function choicesOf(visit: Visit): Choices {
  const { person, policy, house, at, nameOf } = visit;
  const lent = policy ? lanesLent(person.id, policy, house.directory, at) : [];
  return { people: everybody(visit), lenders: [...new Set(lent.map(({ from }) => from))].map((id) => ({ value: id, label: nameOf(id) })) };
}
