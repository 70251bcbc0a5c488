import type { Directory } from '../../contracts/directory.ts';
import type { Lane, Policy } from '../../contracts/policy.ts';
import type { Instant, Tier } from '../../contracts/primitives.ts';
import { currentPerson, delegatesFor, holders } from '../directory.ts';

/** Why a person may sign in a lane. */
export interface Standing {
  readonly person: string;
  readonly standing: 'member' | 'backup' | 'head' | 'delegate';
  /** The delegator, when the person signs as delegate (§1.01). */
  readonly on_behalf_of: string | null;
}

/** Who stands behind the members of a lane: substitutes for those who are missing or recused, then the lane head (§1.03, §1.04). */
export const RESERVES = ['backup', 'head'] as const;
export type Reserve = (typeof RESERVES)[number];

/** What eligibility in a lane depends on. `conflicts` are people who made, asked for or validated what is judged (§1.05). */
export interface LaneQuestion {
  readonly lane: string;
  readonly unit: string;
  readonly tier: Tier;
  readonly at: Instant;
  readonly conflicts: ReadonlyMap<string, string>;
  readonly recused: ReadonlySet<string>;
  /** The reserves to which the lane was referred: they may sign too. */
  readonly reserves: readonly Reserve[];
  /** When the delegations must be in force; now, unless a vote is judged that was cast under one (§1.06). */
  readonly delegated_at?: Instant;
}

function laneConfig(policy: Policy, lane: string): Lane {
  const config = policy.lanes.lanes[lane];
  if (!config) throw new Error(`the policy ${policy.digest} has no lane "${lane}"`);
  return config;
}

/**
 * Every ground on which anybody may sign in the lane: as member, backup, head, or delegate of a member, in this order. A
 * person who is a member and two members' delegate is named three times.
 */
export function grounds(question: LaneQuestion, policy: Policy, directory: Directory): readonly Standing[] {
  const { lane, unit, at, conflicts, recused, reserves } = question;
  const config = laneConfig(policy, lane);
  const clear = (person: string) => !conflicts.has(person) && !recused.has(person);
  const holding = (role: string | undefined) => (role === undefined ? [] : holders(directory, role, at, unit).map(({ id }) => id));
  const as = (standing: Standing['standing'], people: readonly string[]): Standing[] =>
    people.map((person) => ({ person, standing, on_behalf_of: null }));

  const members = holding(config.role);
  const delegates = delegatesFor(directory, { lane, at: question.delegated_at ?? at, tier: question.tier, unit })
    .filter((given) => members.includes(given.from) && clear(given.from) && currentPerson(directory, given.to, at))
    .map((given): Standing => ({ person: given.to, standing: 'delegate', on_behalf_of: given.from }));
  const backups = reserves.includes('backup') ? as('backup', holding(config.backup_role)) : [];
  const heads = reserves.includes('head') ? as('head', holding(config.head_role)) : [];
  return [...as('member', members), ...backups, ...heads, ...delegates].filter(({ person }) => clear(person));
}

/** Everyone who may sign in the lane, a person at most once: as member before backup before head before delegate. */
export function eligible(question: LaneQuestion, policy: Policy, directory: Directory): readonly Standing[] {
  return grounds(question, policy, directory).filter(({ person }, i, all) => all.findIndex((other) => other.person === person) === i);
}

/** Joins delegator and delegate into one voice: both count once together (§1.03). Yields a key per person. */
export function voices(votes: readonly { readonly person: string; readonly on_behalf_of: string | null }[]): (person: string) => string {
  const parent = new Map<string, string>();
  const root = (person: string): string => {
    const up = parent.get(person);
    return up === undefined || up === person ? person : root(up);
  };
  for (const vote of votes) {
    if (vote.on_behalf_of !== null) parent.set(root(vote.person), root(vote.on_behalf_of));
  }
  return root;
}

/** Orders assurances; `development` counts as `mfa` and is marked in the record (design §7). */
export function isStrongEnough(have: string, need: string): boolean {
  const rank: Record<string, number> = { chat: 0, session: 1, mfa: 2, development: 2 };
  return (rank[have] ?? -1) >= (rank[need] ?? 3);
}
