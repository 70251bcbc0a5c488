import type { PlannedLane } from '../contracts/deployment-events.ts';
import type { PathName, Policy, Trait } from '../contracts/policy.ts';
import { TRAITS } from '../contracts/policy.ts';
import type { Tier } from '../contracts/primitives.ts';
import type { RiskProfile, SystemEntry } from '../contracts/system.ts';

/** What the tier depends on beside the profile (§1.23). */
export interface TierInput {
  /** True until a deployment of the system was approved for the first time. */
  readonly novel: boolean;
  readonly type: SystemEntry['type'];
}

export interface Assessment {
  readonly tier: Tier;
  /** The path through the gate; null for prohibited, which has none. */
  readonly path: PathName | null;
  /** Consequence × likelihood, 1–25. */
  readonly score: number;
  readonly traits: readonly Trait[];
  /** One sentence per rule that decided, for people. */
  readonly reasons: readonly string[];
}

/** The facts of a request that a policy may name, in the order of the contract. */
export function traitsOf(profile: RiskProfile, { novel, type }: TierInput, policy: Policy): Trait[] {
  const holds: Record<Trait, boolean> = {
    personal_data: profile.personal_data,
    external_users: profile.external_users,
    special_category_data: profile.special_category_data,
    no_human_in_loop: profile.oversight === 'out_of_the_loop',
    many_people: profile.affected_people > policy.tiers.scoring.many_people_over,
    novel,
    autonomous: type === 'autonomous_agentic',
  };
  return TRAITS.filter((trait) => holds[trait]);
}

/**
 * The risk tier, by rule and never by claim (R-02, §1.23): the score against the policy's thresholds, one step up in all
 * when a trait of `step_up` holds, and prohibited for any yes to a prohibited-practice question.
 */
export function assessTier(profile: RiskProfile, input: TierInput, policy: Policy): Assessment {
  const { scoring } = policy.tiers;
  const traits = traitsOf(profile, input, policy);
  const score = profile.consequence * profile.likelihood;
  const byScore = score >= scoring.high_from ? 'high' : score >= scoring.medium_from ? 'medium' : 'low';
  const raisers = scoring.step_up.filter((trait) => traits.includes(trait));
  const stepped = raisers.length > 0 ? stepUp(byScore) : byScore;
  const prohibited = profile.prohibited_practices.length > 0;
  const tier: Tier = prohibited ? 'prohibited' : stepped;
  const reasons = [
    `consequence ${profile.consequence} × likelihood ${profile.likelihood} = ${score}: ${byScore} (high from ${scoring.high_from}, medium from ${scoring.medium_from})`,
    ...(stepped !== byScore ? [`one step up to ${stepped}: ${raisers.map(inWords).join(', ')}`] : []),
    ...(prohibited ? [`prohibited practice answered yes: ${profile.prohibited_practices.join(', ')}`] : []),
  ];
  return { tier, path: pathFor(tier, traits, policy), score, traits, reasons };
}

const stepUp = (tier: 'low' | 'medium' | 'high'): 'medium' | 'high' => (tier === 'low' ? 'medium' : 'high');

/** A trait as people read it. */
export const inWords = (trait: Trait): string => trait.replaceAll('_', ' ');

/** The path of a tier; a high one that is novel or autonomous by the policy takes `high_novel` (§1 lanes). Also for a tier set by hand. */
export function pathFor(tier: Tier, traits: readonly Trait[], policy: Policy): PathName | null {
  if (tier === 'prohibited') return null;
  const novel = tier === 'high' && policy.tiers.novel_any_of.some((trait) => traits.includes(trait));
  return novel ? 'high_novel' : tier;
}

/** The tier that a path belongs to: both high paths are high. */
export const tierOfPath = (path: PathName): Exclude<Tier, 'prohibited'> => (path === 'high_novel' ? 'high' : path);

/**
 * The lanes that must pass on a path and those that only hear of it (§1 lanes by tier, R-08); the executive lane joins at
 * any tier when one of its traits holds. Each lane once, in the policy's order.
 */
export function lanesFor(path: PathName, traits: readonly Trait[], policy: Policy): { lanes: PlannedLane[]; notices: string[] } {
  const rules = policy.tiers.paths[path];
  const holds = (anyOf: readonly Trait[]) => anyOf.some((trait) => traits.includes(trait));
  const { executive_lane } = policy.tiers;
  const names = new Set([
    ...rules.lanes,
    ...rules.when.filter(({ any_of }) => holds(any_of)).map(({ lane }) => lane),
    ...(holds(executive_lane.any_of) ? [executive_lane.lane] : []),
  ]);
  const lanes = [...names].map((lane) => ({
    lane,
    needed: rules.quorum[lane] ?? 1,
    veto: policy.lanes.lanes[lane]?.veto.includes(tierOfPath(path)) ?? false,
    committee: policy.lanes.lanes[lane]?.committee !== undefined,
  }));
  return { lanes, notices: rules.notices.filter((lane) => !names.has(lane)) };
}
