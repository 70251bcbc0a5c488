import { sameJson } from '../equal.ts';
import type { SystemCommandBody } from '../../contracts/system.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { ADMIN_ROLE, holdsAny, somebody, strangerIn } from '../actors.ts';
import type { Context, Decision } from '../aggregate.ts';
import { fact } from './facts.ts';
import type { SystemState } from './state.ts';

/** Registers a system: anybody who works here may, and names an accountable owner. Refuses one that exists. */
export function addSystem(state: SystemState, body: SystemCommandBody<'add'>, context: Context): Decision {
  if (state.exists) return { refused: 'already_exists', detail: `${state.id} is registered; change it with PATCH /v1/systems/${state.id}` };
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const { id: _id, ...entry } = body;
  const fault = faultOf(entry, context);
  if (fault) return fault;
  return { events: [fact('system.added', { entry, person })], result: { system_id: state.id } };
}

/** Changes a register entry: its owner, the AI governance lead or an administrator may. What does not differ is no event. */
export function patchSystem(state: SystemState, body: SystemCommandBody<'patch'>, context: Context): Decision {
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  if (!mayManage(state, person, context)) return { refused: 'not_permitted', detail: managers(state, context) };
  const fault = faultOf(body, context);
  if (fault) return fault;
  const before: Readonly<Record<string, unknown>> = state.entry ?? {};
  const changes = Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== undefined && !sameJson(before[key], value)));
  return { events: Object.keys(changes).length === 0 ? [] : [fact('system.changed', { changes, person })] };
}

/** Names a set of digests: anybody who works here may, also a pipeline for a person; authors are who made it (§1.05). */
export function addVersion(state: SystemState, body: SystemCommandBody<'add-version'>, context: Context): Decision {
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const twin = state.versions.find(({ name }) => name === body.name);
  if (twin) return { refused: 'already_exists', detail: `version "${body.name}" is ${twin.id}; a version never changes, give another name`, pointer: '/name' };
  const stranger = unknownAuthor(body.authors, context);
  if (stranger) return stranger;
  const version_id = context.newId('ver');
  const { name, digests, authors, weights_signature = null } = body;
  return { events: [fact('version.added', { version_id, name, digests, authors, weights_signature, person })], result: { version_id } };
}

/** An author may have left since: whoever is in the directory can be named. */
function unknownAuthor(authors: readonly string[], context: Context): Refusal | null {
  const index = authors.findIndex((id) => !context.directory.people.some((person) => person.id === id));
  if (index < 0) return null;
  return { refused: 'unknown_person', detail: `author "${authors[index] ?? ''}" is not in the directory; GET /v1/people lists who is`, pointer: `/authors/${index}` };
}

/** Owner, AI governance lead, administrator. */
export const mayManage = (state: SystemState, person: string, context: Context): boolean =>
  state.entry?.owner === person || holdsAny(context.directory, person, [context.policy.ladders.levels.L3, ADMIN_ROLE], context.now, state.entry?.unit);

const managers = (state: SystemState, context: Context): string =>
  `only its owner ${state.entry?.owner ?? ''}, the role "${context.policy.ladders.levels.L3}" or an administrator may`;

function faultOf(entry: SystemCommandBody<'patch'>, context: Context): Refusal | null {
  const stranger = strangerIn(context, [{ id: entry.owner, pointer: '/owner' }]);
  if (stranger) return stranger;
  const units = context.directory.units.map(({ id }) => id);
  if (entry.unit !== undefined && !units.includes(entry.unit)) {
    return { refused: 'invalid', detail: `"${entry.unit}" is no unit; the directory has ${units.join(', ')}`, pointer: '/unit' };
  }
  if (entry.aims_scope?.in_scope === false && entry.aims_scope.exclusion_reason === undefined) {
    return { refused: 'invalid', detail: 'a system outside the management system needs a reason', pointer: '/aims_scope/exclusion_reason' };
  }
  return null;
}
