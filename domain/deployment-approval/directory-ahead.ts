import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { earliest } from '../time/instant.ts';
import { isUndecided, type DeploymentState } from './state.ts';

/**
 * The next instant at which the directory says something else about the people whom the case depends on, without anybody
 * changing it: an absence or a delegation begins or ends, somebody leaves (§1.02, R-78, design §4). People owe; while the
 * case is undecided members, backups and heads of its lanes count too, and whoever fills a role that the gate needs.
 */
export function nextInDirectory(state: DeploymentState, facts: Facts, now: Instant): Instant | null {
  const { absences, delegations, people } = facts.directory;
  const undecided = isUndecided(state);
  const concerned = withDeputies([...owing(state), ...(undecided ? judging(state, facts) : [])], facts);
  const lanes = new Set(undecided ? state.lanes.map(({ lane }) => lane) : []);
  const instants = [
    ...absences.filter(({ person }) => concerned.has(person)).flatMap(({ starts_at, until }) => [starts_at, until]),
    ...delegations.filter(({ lane }) => lanes.has(lane)).flatMap(({ starts_at, until }) => [starts_at, until]),
    // a role may fall vacant with anybody
    ...people.flatMap(({ id, left_on }) => (left_on !== undefined && (undecided || concerned.has(id)) ? [`${left_on}T00:00:00.000Z`] : [])),
  ];
  return earliest(instants.filter((at) => at !== undefined && at > now));
}

const owing = ({ obligations }: DeploymentState): string[] =>
  obligations.flatMap((o) => ((o.state === 'open' || o.state === 'paused') && 'person' in o.owed_by ? [o.owed_by.person] : []));

/** Whoever holds a role of a lane of the case, and whoever voted. */
function judging({ lanes, votes }: DeploymentState, { directory, policy }: Facts): string[] {
  const roles = new Set(
    lanes.flatMap(({ lane }) => {
      const config = policy.lanes.lanes[lane];
      return config ? [config.role, config.backup_role, config.head_role, config.committee?.chair_role] : [];
    }),
  );
  const holds = directory.people.filter((person) => person.roles.some((held) => roles.has(typeof held === 'string' ? held : held.role)));
  return [...holds.map(({ id }) => id), ...votes.map(({ person }) => person)];
}

/** The people and whoever may come to stand in for them, at whatever remove. */
function withDeputies(people: readonly string[], { directory }: Facts): ReadonlySet<string> {
  const found = new Set(people);
  for (const person of found) for (const { person: absent, deputy } of directory.absences) if (absent === person && deputy !== undefined) found.add(deputy);
  return found;
}
