import type { Directory, Person } from '../../contracts/directory.ts';
import type { HouseCommandBody, RoleChange } from '../../contracts/house.ts';
import type { Policy } from '../../contracts/policy.ts';
import { ADMIN_ROLE, holdsAny } from '../actors.ts';
import { personOf } from '../aggregate.ts';
import type { Context, Decision } from '../aggregate.ts';
import { sameJson } from '../equal.ts';
import { fact } from './facts.ts';
import type { HouseState } from './state.ts';

/** Roles whose holders sign: vote in a lane, head or chair it, accept, waive, consent, override, activate. */
export function signingRoles({ lanes, thresholds: t }: Policy): ReadonlySet<string> {
  const ofLanes = Object.values(lanes.lanes).flatMap((lane) => [lane.role, lane.backup_role, lane.head_role, lane.committee?.chair_role]);
  const ofThresholds = [
    ...Object.values(t.risk.acceptance).map(({ role }) => role),
    ...t.waiver.approver_roles,
    ...t.veto_override.roles,
    ...t.policy_activation.roles,
    ...t.tier_override.roles,
    ...Object.values(t.cure_consent),
  ];
  return new Set([...ofLanes, ...ofThresholds].filter((role) => role !== undefined));
}

const rolesOf = (person: Person | undefined): RoleChange[] =>
  (person?.roles ?? []).map((held) => ({ person: person?.id ?? '', ...(typeof held === 'string' ? { role: held } : held) }));

/** Roles that somebody holds in `after` and did not in `before`. */
function gained(before: Directory, after: Directory): RoleChange[] {
  const old = new Map(before.people.map((person) => [person.id, rolesOf(person)]));
  return after.people.flatMap((person) => rolesOf(person).filter((held) => !old.get(person.id)?.some((had) => sameJson(had, held))));
}

/** Who came, went or changed from one directory to the next, and which roles. */
function difference(before: Directory, after: Directory) {
  const [old, fresh] = [before, after].map(({ people }) => new Map(people.map((person) => [person.id, person])));
  return {
    added: after.people.filter(({ id }) => !old?.has(id)).map(({ id }) => id),
    removed: before.people.filter(({ id }) => !fresh?.has(id)).map(({ id }) => id),
    changed: after.people.filter((person) => old?.has(person.id) && !sameJson(old.get(person.id), person)).map(({ id }) => id),
    roles_gained: gained(before, after),
    roles_lost: gained(after, before),
  };
}

/**
 * Takes a directory file as the source of authority, with its difference to the last one (design §8): at start, or by an
 * administrator. The same content again is a no-op. Who gained a role that signs is reported to L3, but not at the very
 * first load, when everybody did.
 */
export function loadDirectory(state: HouseState, { directory }: HouseCommandBody<'load-directory'>, context: Context): Decision {
  const person = personOf(context.meta.actor);
  if (person !== null && !holdsAny(context.directory, person, [ADMIN_ROLE], context.now)) {
    return { refused: 'not_permitted', detail: 'the directory is loaded at start, or by an administrator' };
  }
  const digest = context.digestOf(directory);
  if (digest === state.file_digest) return { events: [] };
  const before = state.file ?? { ...directory, people: [] };
  const changes = difference(before, directory);
  const signs = state.file === null ? new Set<string>() : signingRoles(context.policy);
  const signing_gained = changes.roles_gained.filter(({ role }) => signs.has(role));
  return { events: [fact('directory.loaded', { digest, directory, ...changes, signing_gained })], result: { digest } };
}
