import type { Directory } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { holders, isHeldAnywhere, SYSTEM_OWNER } from '../directory.ts';
import { channelsOf } from '../ladder/recipients.ts';
import { ticketProblems } from '../tickets/policy.ts';
import { ladderProblems } from './ladders.ts';
import { laneProblems } from './lanes.ts';
import { senselessValues, unknownNames } from './names.ts';
import { didYouMean } from './nearest.ts';
import { nonconformityProblems } from './nonconformities.ts';
import { problem } from './problem.ts';
import type { PolicyProblem } from './problem.ts';
import { roleMentions } from './roles.ts';
import type { RoleMention } from './roles.ts';

/** Faults that the policy has by itself, whoever works here: unknown names, senseless values, ladders (design §8). */
export function policyProblems(policy: Policy): PolicyProblem[] {
  const found = [...unknownNames(policy), ...senselessValues(policy), ...ticketProblems(policy), ...nonconformityProblems(policy)];
  // A ladder that is not there, or a calendar that can't be counted on, can't be judged further.
  const blind = found.some(({ file }) => file === 'ladders.yaml' || file === 'calendars.yaml');
  return blind ? found : [...found, ...ladderProblems(policy)];
}

/**
 * Everything that `gatehouse policy check` refuses (design §8): what {@link policyProblems} finds, roles that nobody
 * holds or whose holders have no address, a lane that the requester could fill alone, a quorum larger than its members,
 * people who can't fill all lanes of a path, calendars of people that the policy lacks. Empty means: may be activated.
 */
export function checkPolicy(policy: Policy, directory: Directory, at: Instant): PolicyProblem[] {
  const own = policyProblems(policy);
  const roles = [...emptyRoles(policy, directory, at), ...secondPerson(policy, directory, at), ...secondOfCoordinator(policy, directory, at), ...overriders(policy, directory, at)];
  const told = new Set(roles.map(({ key }) => key));
  const lanes = own.length > 0 ? [] : laneProblems(policy, directory, at).filter(({ key }) => !told.has(key));
  return [...own, ...roles, ...lanes, ...calendarsOfPeople(policy, directory)];
}

function emptyRoles(policy: Policy, directory: Directory, at: Instant): PolicyProblem[] {
  const held = new Set(directory.people.flatMap(({ roles }) => roles.map((role) => (typeof role === 'string' ? role : role.role))));
  const told = new Set<string>();
  return roleMentions(policy).flatMap((mention) => {
    if (mention.role === SYSTEM_OWNER || told.has(mention.role)) return [];
    const found = emptyRole(mention, directory, at, [...held]);
    if (found.length > 0) told.add(mention.role);
    return found;
  });
}

function emptyRole({ role, file, path }: RoleMention, directory: Directory, at: Instant, held: readonly string[]): PolicyProblem[] {
  if (!isHeldAnywhere(directory, role, at)) {
    return [problem(file, path, `nobody holds the role "${role}"`, `give it to somebody in the directory; ${didYouMean(role, held)}`)];
  }
  const everywhere = [undefined, ...directory.units.map(({ id }) => id)];
  const people = everywhere.flatMap((unit) => holders(directory, role, at, unit));
  if (people.some((person) => channelsOf(person, ['chat', 'email']).length > 0)) return [];
  return [problem(file, path, `nobody with the role "${role}" can be told of anything`, 'give one of its holders an email or a slack_user_id in the directory')];
}

/** Activation needs a second person, so one holder alone could never bring in a policy of their own (design §8). */
function secondPerson(policy: Policy, directory: Directory, at: Instant): PolicyProblem[] {
  const { roles } = policy.thresholds.policy_activation;
  const people = peopleWith(roles, directory, at);
  if (people.size !== 1) return [];
  return [problem('thresholds.yaml', ['policy_activation', 'roles'], `only ${[...people].join()} could activate a policy, so never one of their own`, 'name roles that two or more people hold')];
}

/** A rejection and a cancellation need a second person, so one holder alone could never bring one about (§3). */
function secondOfCoordinator({ nonconformities: rules }: Policy, directory: Directory, at: Instant): PolicyProblem[] {
  if (rules === undefined) return [];
  const coordinators = peopleWith([rules.coordinator_role], directory, at);
  const both = new Set([...coordinators, ...peopleWith(rules.second_roles, directory, at)]);
  if (both.size !== 1) return [];
  return [problem('nonconformities.yaml', ['second_roles'], `only ${[...both].join()} could propose and decide a rejection, which needs two people`, 'name roles that somebody else holds')];
}

function overriders(policy: Policy, directory: Directory, at: Instant): PolicyProblem[] {
  const { roles, executives } = policy.thresholds.veto_override;
  const { size } = peopleWith(roles, directory, at);
  if (size === 0 || size >= executives) return [];
  return [problem('thresholds.yaml', ['veto_override', 'executives'], `an override needs ${executives} executives and the roles have ${size}`, `write at most ${size}, or name more roles`)];
}

const peopleWith = (roles: readonly string[], directory: Directory, at: Instant): Set<string> =>
  new Set(roles.flatMap((role) => holders(directory, role, at).map(({ id }) => id)));

function calendarsOfPeople(policy: Policy, directory: Directory): PolicyProblem[] {
  const known = Object.keys(policy.calendars);
  return directory.people.flatMap(({ calendar }, i) =>
    known.includes(calendar) ? [] : [problem('directory.yaml', ['people', i, 'calendar'], `the policy has no calendar "${calendar}"`, didYouMean(calendar, known))],
  );
}
