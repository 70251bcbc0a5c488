import { lanesLent } from '../../domain/authority/lanes-held.ts';
import { hasLeft } from '../../domain/directory.ts';
import type { SystemState } from '../../domain/system/index.ts';
import type { Target } from '../../store/store.ts';
import type { Option } from '../parts/list.tsx';
import type { Call, Visit } from '../visit.ts';

/** Whom one can choose in a form. */
export interface Choices {
  /** Everybody who works here, by name. */
  readonly people: readonly Option[];
  /** In whose place the reader signs now, in whatever lane (§1.01). */
  readonly lenders: readonly Option[];
  /** Versions of the system that the form is about, newest first; left out elsewhere. */
  readonly versions?: readonly Option[];
}

/** The versions of a system's record for choosing; nothing for any other record. */
export function versionsOf(target: Target, state: unknown): Pick<Choices, 'versions'> {
  if (target.kind !== 'system') return {};
  return { versions: (state as SystemState).versions.map(({ id, name }) => ({ value: id, label: name })).reverse() };
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
