import type { Policy } from '../../contracts/policy.ts';
import { lanesLent } from '../../domain/authority/lanes-held.ts';
import { hasLeft } from '../../domain/directory.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { systemTitles } from '../../store/queries/systems.ts';
import type { Target } from '../../store/store.ts';
import type { Option } from '../parts/list.tsx';
import type { Call, Visit } from '../visit.ts';
import type { Field } from './act.ts';

/** Whom one can choose in a form. */
export interface Choices {
  /** Everybody who works here, by name. */
  readonly people: readonly Option[];
  /** In whose place the reader signs now, in whatever lane (§1.01). */
  readonly lenders: readonly Option[];
  /** Units of the directory. */
  readonly units: readonly Option[];
  /** Versions of the system that the form is about, newest first; left out elsewhere. */
  readonly versions?: readonly Option[];
  /** Registered systems; left out where no field takes one. */
  readonly systems?: readonly Option[];
  /** Classes of causes that the policy lists; left out where no field takes one. */
  readonly causes?: readonly Option[];
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
  return { people: everybody(visit), units: house.directory.units.map(({ id, name }) => ({ value: id, label: name })), lenders: [...new Set(lent.map(({ from }) => from))].map((id) => ({ value: id, label: nameOf(id) })) };
}

/** So many systems can be chosen from; the id of any other can be typed. */
const SYSTEMS = 200;

/** What fields of these kinds offer beside people: systems of the register, and classes of causes of the policy that the case goes by. */
export async function choicesBeyond({ deps, policy }: Pick<Visit, 'deps' | 'policy'>, fields: readonly Field[], pinned: Policy | null = policy): Promise<Pick<Choices, 'systems' | 'causes'>> {
  const causes = Object.entries(pinned?.nonconformities?.cause_classes ?? {}).map(([value, { name }]) => ({ value, label: name }));
  if (!fields.some(({ kind }) => kind === 'system' || kind === 'systems')) return { causes };
  const systems = await systemTitles(deps.store, SYSTEMS);
  return { causes, systems: systems.map(({ id, title }) => ({ value: id, label: title })) };
}
