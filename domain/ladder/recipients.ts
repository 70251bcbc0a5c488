import type { Directory, Person } from '../../contracts/directory.ts';
import type { OwedBy } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Channel, Instant, Level, Tier } from '../../contracts/primitives.ts';
import { currentPerson, delegatesFor, deputyOf, holders, isAbsent, managerOf } from '../directory.ts';

/** What an obligation must tell for its recipients to be found. */
export interface Matter {
  readonly owed_by: OwedBy;
  /** Defaults to the lane of `owed_by`; give it for a person's obligation that belongs to a lane. */
  readonly lane?: string | undefined;
  /** The unit of the system it is about; undefined for a matter of the organisation. */
  readonly unit: string | undefined;
  readonly at: Instant;
  /** The case's tier, for delegations with a cap; without it only delegations that reach every tier count. */
  readonly tier?: Tier | undefined;
  /** People who can't act in it (requester, authors, recused); they are no assignees and no backups. */
  readonly except?: readonly string[] | undefined;
  /** People to whom a lane was referred beside its members: they are asked like these (§1.03, §1.04). */
  readonly also?: readonly string[] | undefined;
  /** People who hear at L1 and at L2 beside those that the directory gives: who answers for a corrective action, and whom that one answers to (§3 defaults). */
  readonly accountable?: string | undefined;
}

/**
 * Who hears at a level (§0.02), each once, in the directory's order: L0 the assignee, or the present members of a lane
 * and their delegates; L1 the backups; L2 the lane head or line manager; L3 the AI governance lead; L4 the lane's
 * executive, else the policy's; L5 the board. In place of somebody absent the deputy hears (§1.02). Leavers and people
 * without any address do not count. Nobody is `[]`: the caller goes on to the next rung at once (design §6).
 */
export function recipientsFor(level: Level, matter: Matter, policy: Policy, directory: Directory): string[] {
  const found = levels[level](matter, policy, directory).filter((id) => isReachable(directory, id, matter.at));
  const unfit = level === 'L0' || level === 'L1' ? (matter.except ?? []) : [];
  return [...new Set(found)].filter((id) => !unfit.includes(id));
}

/** Whether the person is still here and has an e-mail address or a Slack account. */
export function isReachable(directory: Directory, id: string, at: Instant): boolean {
  const person = currentPerson(directory, id, at);
  return person !== undefined && channelsOf(person, ['email', 'chat']).length > 0;
}

/** The channels of the policy's order on which the person can be reached. */
export function channelsOf(person: Person, order: readonly Channel[]): Channel[] {
  return order.filter((channel) => (channel === 'chat' ? person.slack_user_id : person.email) !== undefined);
}

type Finder = (matter: Matter, policy: Policy, directory: Directory) => string[];

const laneOf = (matter: Matter, policy: Policy) => {
  const name = matter.lane ?? ('role' in matter.owed_by ? matter.owed_by.lane : undefined);
  return name === undefined ? undefined : policy.lanes.lanes[name];
};

/** Present holders, and the deputies of the absent ones. */
function holdersOrDeputies(role: string, matter: Matter, directory: Directory): string[] {
  return holders(directory, role, matter.at, matter.unit).flatMap(({ id }) => presentOrDeputy(id, matter.at, directory));
}

function presentOrDeputy(id: string, at: Instant, directory: Directory): string[] {
  if (!isAbsent(directory, id, at)) return [id];
  const deputy = deputyOf(directory, id, at);
  return deputy === null ? [] : [deputy];
}

function assignees(matter: Matter, _policy: Policy, directory: Directory): string[] {
  const { owed_by, at } = matter;
  if ('person' in owed_by) {
    const person = currentPerson(directory, owed_by.person, at);
    return person ? presentOrDeputy(person.id, at, directory) : [];
  }
  if (owed_by.lane === undefined) return holdersOrDeputies(owed_by.role, matter, directory);
  const members = holders(directory, owed_by.role, at, matter.unit).map(({ id }) => id);
  const given = delegations(members, owed_by.lane, matter, directory);
  // who gave the matter away hears of it no more, unless that was the wish (§1.01)
  const gave = new Set(given.filter(({ keep_informed }) => !keep_informed).map(({ from }) => from));
  return [...members.filter((id) => !gave.has(id)), ...given.map(({ to }) => to), ...(matter.also ?? [])].filter((id) => !isAbsent(directory, id, at));
}

/** Delegations in force of members who may act, to people who may act, are here and can be told. */
function delegations(members: readonly string[], lane: string, matter: Matter, directory: Directory) {
  const { at, tier = 'high', unit = '', except = [] } = matter;
  return delegatesFor(directory, { lane, at, tier, unit })
    .filter(({ from, to }) => members.includes(from) && !except.includes(from) && !except.includes(to))
    .filter(({ to }) => !isAbsent(directory, to, at) && isReachable(directory, to, at));
}

/** A person's backup is the deputy of the absence; a lane's is its backup role, which has nothing to do with a person's own duty. */
function backups(matter: Matter, policy: Policy, directory: Directory): string[] {
  if ('person' in matter.owed_by) {
    const deputy = deputyOf(directory, matter.owed_by.person, matter.at);
    return [...(deputy === null ? [] : [deputy]), ...(matter.accountable === undefined ? [] : presentOrDeputy(matter.accountable, matter.at, directory))];
  }
  const role = laneOf(matter, policy)?.backup_role;
  return role === undefined ? [] : holdersOrDeputies(role, matter, directory);
}

/** The lane's head for what a lane owes; the line manager for what a person owes, or at the top of the house the lane's head. */
function headOrManager(matter: Matter, policy: Policy, directory: Directory): string[] {
  const { owed_by, at } = matter;
  const head = laneOf(matter, policy)?.head_role;
  const heads = head === undefined ? [] : holdersOrDeputies(head, matter, directory);
  if ('role' in owed_by && head !== undefined) return heads;
  const owing = matter.accountable !== undefined ? [matter.accountable] : 'person' in owed_by ? [owed_by.person] : holders(directory, owed_by.role, at, matter.unit).map(({ id }) => id);
  const managers = owing
    .map((id) => managerOf(directory, id, at))
    .flatMap((manager) => (manager === null ? [] : presentOrDeputy(manager, at, directory)));
  return managers.length > 0 ? managers : heads;
}

const levels: Readonly<Record<Level, Finder>> = {
  L0: assignees,
  L1: backups,
  L2: headOrManager,
  L3: (matter, policy, directory) => holdersOrDeputies(policy.ladders.levels.L3, matter, directory),
  L4: (matter, policy, directory) => holdersOrDeputies(laneOf(matter, policy)?.executive_role ?? policy.ladders.levels.L4, matter, directory),
  L5: (matter, policy, directory) => holdersOrDeputies(policy.ladders.levels.L5, matter, directory),
};
