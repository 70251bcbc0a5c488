import { SYSTEMS_PAGE, systemPage } from '../../contracts/pages.ts';
import { LIFECYCLE_STAGES, SYSTEM_COMMANDS, type SystemEntry } from '../../contracts/system.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { execute } from '../../store/execute.ts';
import type { Act, Field, Giving, Typed } from '../acts/act.ts';
import { flag, linesIn, listed, listIn, pick, plain, SAMPLE } from '../acts/plain.ts';
import { move } from '../answers.ts';
import { listAddress, optionsOf } from '../parts/list.tsx';
import type { Visit } from '../visit.ts';
import { KIND_FIELDS, PROFILE_FIELDS, profileIn, profileTyped } from './profile.ts';

const MORE = 'Boundary, jurisdictions, dependencies, keys';

const FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name', kind: 'line', required: true },
  { name: 'use_case', label: 'Use case', kind: 'text', required: true },
  { name: 'intended_use', label: 'Intended use', kind: 'text', required: true },
  { name: 'owner', label: 'Owner, accountable for it', kind: 'person', required: true },
  { name: 'unit', label: 'Unit', kind: 'unit', required: true },
  { name: 'stage', label: 'Stage', kind: 'choice', required: true, options: optionsOf(LIFECYCLE_STAGES) },
  ...KIND_FIELDS,
  ...PROFILE_FIELDS,
  { name: 'boundary', label: 'Boundary, and who is responsible for what beyond it', kind: 'text', group: MORE },
  { name: 'jurisdictions', label: 'Jurisdictions', kind: 'line', group: MORE, hint: 'ISO codes with commas, e.g. DE, US-CA' },
  flag('out_of_scope', 'Outside the scope of the AI management system', { group: MORE }),
  { name: 'exclusion_reason', label: 'Why it is outside', kind: 'text', group: MORE },
  { name: 'dependencies', label: 'What it depends on', kind: 'text', group: MORE, hint: 'one a line: name, kind (model, dataset, service, library), pinned or unpinned, and perhaps the vendor, e.g. base-model model pinned acme' },
  { name: 'signing_keys', label: 'Keys that may sign weights', kind: 'text', group: MORE, hint: 'Ed25519 public keys in PEM, one after the other' },
];

/** `base-model model pinned acme`; what is neither pinned nor unpinned is for the contract to refuse. */
function dependencyIn(line: string): Record<string, unknown> {
  const [name, kind, pinned, vendor] = listed(line);
  const said = pinned === 'pinned' ? true : pinned === 'unpinned' ? false : pinned;
  return { name, kind, pinned: said, ...(vendor === undefined ? {} : { vendor }) };
}

const dependencyTyped = ({ name, kind, pinned, vendor }: SystemEntry['dependencies'][number]): string => [name, kind, pinned ? 'pinned' : 'unpinned', ...(vendor === undefined ? [] : [vendor])].join(' ');

const KEY = /-----BEGIN[^-]*-----[\s\S]*?-----END[^-]*-----/g;
/** Each key; text that holds none is one for the contract to refuse. */
const keysTyped = (text: string | undefined): string[] => (text === undefined ? [] : (text.match(KEY) ?? [text]));

/** The whole entry, so that what was emptied is emptied. */
const entryIn = (typed: Typed): Record<string, unknown> => ({
  ...pick('name', 'use_case', 'intended_use', 'owner', 'unit', 'stage', 'type', 'our_role', 'boundary')(typed),
  ...listIn(typed, 'jurisdictions'),
  aims_scope: { in_scope: typed['out_of_scope'] !== 'yes', ...pick('exclusion_reason')(typed) },
  dependencies: linesIn(typed['dependencies']).map(dependencyIn),
  signing_keys: keysTyped(typed['signing_keys']),
  risk_profile: profileIn(typed),
});

/** A register entry as the form holds it. */
function entryTyped(state: unknown): Typed {
  const { entry } = state as SystemState;
  if (entry === null) return {};
  const { name, use_case, intended_use, owner, unit, stage, type, our_role, boundary, jurisdictions, aims_scope, dependencies, signing_keys } = entry;
  const held = { jurisdictions: jurisdictions.join(', '), dependencies: dependencies.map(dependencyTyped).join('\n'), signing_keys: signing_keys.join('\n'), boundary, exclusion_reason: aims_scope.exclusion_reason, out_of_scope: aims_scope.in_scope ? undefined : 'yes' };
  const more = Object.fromEntries(Object.entries(held).filter((each): each is [string, string] => each[1] !== undefined && each[1] !== ''));
  return { name, use_case, intended_use, owner, unit, stage, type, our_role, ...profileTyped(entry.risk_profile), ...more };
}

/** `/risk_profile/consequence` is a field of its own, as is the reason for being out of scope. */
function fieldOf(pointer: string): string | null {
  const [, first = '', second] = pointer.split('/');
  if (first === 'risk_profile') return second ?? 'consequence';
  if (first === 'aims_scope') return second === 'exclusion_reason' ? second : 'out_of_scope';
  return first === '' ? null : first;
}

/** Registers it, and leads to its page; the form sent twice leads to the one system that it registered. */
async function register({ deps, at }: Visit, { body, meta }: Giving) {
  const target = { kind: 'system', id: deps.store.newId('sys', at) } as const;
  const outcome = await execute(deps.store, target, { name: 'add', body: SYSTEM_COMMANDS.add.parse(body) }, meta);
  return outcome.ok ? move(listAddress(systemPage(outcome.id), {}, { done: REGISTER_ACT.key })) : outcome.refusal;
}

const common = { tone: 'primary', fields: FIELDS, body: entryIn, fieldOf } as const;

/** Enters a system into the register. */
export const REGISTER_ACT: Act = plain({ ...common, operation: 'addSystem', command: 'add', of: 'register', title: 'Register a system', button: 'Register it', done: 'The system is registered. Name a version of it next; then a deployment can be asked for.', home: () => SYSTEMS_PAGE, give: register });

/** Changes a register entry: whoever keeps it may. */
export const CHANGE_ACT: Act = plain({ ...common, operation: 'changeSystem', command: 'patch', of: 'case', title: 'Change the register entry', button: 'Change it', done: 'The register entry is changed.', filled: entryTyped, sample: () => ({ name: SAMPLE }) });

/** Where a system is registered. */
export const REGISTER_PAGE = `/act/${REGISTER_ACT.key}/new`;
/** Where the entry of a system is changed. */
export const changePage = (system: string): string => `/act/${CHANGE_ACT.key}/${encodeURIComponent(system)}`;
