import type { Directory } from '../../contracts/directory.ts';
import type { Lane, Policy } from '../../contracts/policy.ts';
import type { Instant, Tier } from '../../contracts/primitives.ts';
import { delegatesFor, holders } from '../directory.ts';

/** Why a person may sign in a lane. */
export interface Standing {
  readonly person: string;
  readonly standing: 'member' | 'backup' | 'head' | 'delegate';
  /** The delegator, when the person signs as delegate (§1.01). */
  readonly on_behalf_of: string | null;
}

/** What eligibility in a lane depends on. `conflicts` are people who made, asked for or validated what is judged (§1.05). */
export interface LaneQuestion {
  readonly lane: string;
  readonly unit: string;
  readonly tier: Tier;
  readonly at: Instant;
  readonly conflicts: ReadonlyMap<string, string>;
  readonly recused: ReadonlySet<string>;
  /** Backups and head may sign too (§1.03, §1.04). */
  readonly referred: boolean;
}

function laneConfig(policy: Policy, lane: string): Lane {
  const config = policy.lanes.lanes[lane];
  if (!config) throw new Error(`the policy ${policy.digest} has no lane "${lane}"`);
  return config;
}

/** Everyone who may sign in the lane, a person at most once: as member before backup before head before delegate. */
export function eligible(question: LaneQuestion, policy: Policy, directory: Directory): readonly Standing[] {
  const { lane, unit, at, conflicts, recused } = question;
  const config = laneConfig(policy, lane);
  const clear = (person: string) => !conflicts.has(person) && !recused.has(person);
  const holding = (role: string | undefined) => (role === undefined ? [] : holders(directory, role, at, unit).map(({ id }) => id));
  const as = (standing: Standing['standing'], people: readonly string[]): Standing[] =>
    people.map((person) => ({ person, standing, on_behalf_of: null }));

  const members = holding(config.role);
  const wider = question.referred ? [...as('backup', holding(config.backup_role)), ...as('head', holding(config.head_role))] : [];
  const delegates = delegatesFor(directory, { lane, at, tier: question.tier, unit })
    .filter((d) => members.includes(d.from) && clear(d.from))
    .map((d): Standing => ({ person: d.to, standing: 'delegate', on_behalf_of: d.from }));

  const seen = new Set<string>();
  return [...as('member', members), ...wider, ...delegates].filter(({ person }) => {
    if (seen.has(person) || !clear(person)) return false;
    seen.add(person);
    return true;
  });
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
