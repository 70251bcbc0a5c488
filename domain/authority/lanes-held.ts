import type { Directory, Person } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';

/** A lane by its key and its name. */
export interface HeldLane {
  readonly lane: string;
  readonly name: string;
}

/** The lanes in which the person is a member, of the whole organisation or of a unit: what can be delegated (§1.01). */
export function lanesHeld({ roles }: Person, policy: Policy): readonly HeldLane[] {
  const held = new Set(roles.map((each) => (typeof each === 'string' ? each : each.role)));
  return Object.entries(policy.lanes.lanes).flatMap(([lane, { name, role }]) => (held.has(role) ? [{ lane, name }] : []));
}

/** The lanes in which the person signs for somebody else now (§1.01). */
export function lanesLent(person: string, policy: Policy, directory: Directory, at: Instant): readonly (HeldLane & { readonly from: string; readonly until: Instant })[] {
  return directory.delegations
    .filter(({ to, starts_at = at, until }) => to === person && starts_at <= at && at < until)
    .map(({ lane, from, until }) => ({ lane, name: policy.lanes.lanes[lane]?.name ?? lane, from, until }));
}
