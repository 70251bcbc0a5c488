import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { everyHolder } from '../directory-index.ts';
import { leavesAt, nextAmong, owingPeople } from '../obligations/index.ts';
import { earliest } from '../time/instant.ts';
import { isUndecided, type DeploymentState } from './state.ts';

/**
 * The next instant at which the directory says something else about the people whom the case depends on, without anybody
 * changing it: an absence or a delegation begins or ends, somebody leaves (§1.02, R-78, design §4). People owe; while the
 * case is undecided members, backups and heads of its lanes count too, and whoever fills a role that the gate needs.
 */
export function nextInDirectory(state: DeploymentState, facts: Facts, now: Instant): Instant | null {
  const { directory } = facts;
  const owing = owingPeople(state.obligations);
  if (!isUndecided(state)) return nextAmong(owing, directory, now);
  const lanes = new Set(state.lanes.map(({ lane }) => lane));
  const delegations = directory.delegations.flatMap(({ lane, starts_at, until }) => (lanes.has(lane) ? [starts_at, until] : []));
  // a role may fall vacant with anybody
  const leaves = directory.people.flatMap(({ left_on }) => (left_on === undefined ? [] : [leavesAt(left_on)]));
  const ahead = [...delegations, ...leaves].filter((at) => at !== undefined && at > now);
  return earliest([...ahead, nextAmong([...owing, ...judging(state, facts)], directory, now)]);
}

/** Whoever holds a role of a lane of the case, and whoever voted. */
function judging({ lanes, votes }: DeploymentState, { directory, policy }: Facts): string[] {
  const roles = lanes.flatMap(({ lane }) => {
    const config = policy.lanes.lanes[lane];
    return config ? [config.role, config.backup_role, config.head_role, config.committee?.chair_role] : [];
  });
  const holders = [...new Set(roles)].flatMap((role) => (role === undefined ? [] : everyHolder(directory, role).map(({ id }) => id)));
  return [...holders, ...votes.map(({ person }) => person)];
}
