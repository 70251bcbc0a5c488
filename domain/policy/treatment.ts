import type { GatePath, PathName, Policy } from '../../contracts/policy.ts';
import type { Tier } from '../../contracts/primitives.ts';
import { tierInForce } from '../deployment-approval/submit.ts';
import { current, isUndecided, type DeploymentState } from '../deployment-approval/state.ts';
import type { SystemState } from '../system/state.ts';
import { assessTier, lanesFor, pathFor } from '../tier.ts';

/** What a policy makes of a case, by names that people read; equal policies make the same of it. */
export type Treatment = Readonly<Record<string, unknown>>;

/** The tier and path that a policy gives the case, from the facts of its register entry; a tier set by hand stands as §1.23 says. */
export function pathUnder(state: DeploymentState, system: SystemState | null, policy: Policy): { readonly tier: Tier; readonly path: PathName | null; readonly traits: ReturnType<typeof assessTier>['traits'] } {
  const { tier, path, traits } = current(state).manifest;
  if (!system?.entry) return { tier, path, traits };
  const assessed = assessTier(system.entry.risk_profile, { novel: traits.includes('novel'), type: system.entry.type }, policy);
  const held = tierInForce(assessed, state.tier_set);
  return { tier: held, path: pathFor(held, assessed.traits, policy), traits: assessed.traits };
}

/** Numbers that still matter before a decision, and those that matter at any time until the case is over. */
const BEFORE_DECISION = ['questions', 'answer_due', 'carry_over_age', 'veto_override', 'condition_within_default', 'revote_when_quorum_changes', 'separation'] as const;
const UNTIL_THE_END = ['permit_life', 'expiry_notices', 'revoke_missed_condition_at', 'retirement_review_due', 'closing_grace', 'waiver'] as const;

const pick = (policy: Policy, names: readonly (keyof Policy['thresholds'])[]): Treatment => Object.fromEntries(names.map((name) => [`thresholds.${name}`, policy.thresholds[name]]));

/** The rules of a path that a request still has to meet. */
function gate(rules: GatePath): Treatment {
  const { sla, valid_for, assurance, reason_for_approval, documents, signature, after } = rules;
  return { sla, valid_for, assurance, reason_for_approval, documents: [...documents].sort(), signature, staged: after };
}

function lanesOf(path: PathName, traits: ReturnType<typeof assessTier>['traits'], policy: Policy): Treatment {
  const { lanes, notices } = lanesFor(path, traits, policy);
  const named = lanes.flatMap(({ lane, needed, veto, committee }) => {
    const { role, backup_role = null, head_role, executive_role, calendar } = policy.lanes.lanes[lane] ?? {};
    return [[`lane ${lane}`, { needed, veto, committee, role, backup_role, head_role, executive_role, calendar }] as const];
  });
  return { ...Object.fromEntries(named), notices: [...notices].sort() };
}

/** Everything that the policy settles about the case from here on: an undecided one is judged by tier, lanes and path, a decided one lives by what comes after. */
export function treatmentOf(state: DeploymentState, system: SystemState | null, policy: Policy): Treatment {
  const ladders = { 'ladders.levels': policy.ladders.levels, 'ladders.snooze': policy.ladders.snooze, 'ladders.channels': policy.ladders.channels };
  const always = { ...pick(policy, UNTIL_THE_END), ...ladders };
  if (!isUndecided(state)) return always;
  const { tier, path, traits } = pathUnder(state, system, policy);
  const judged = { tier, path, lapse: policy.ladders.ladders[policy.ladders.use.sign_off]?.lapse ?? null };
  const gated = path === null ? {} : { ...gate(policy.tiers.paths[path]), ...lanesOf(path, traits, policy) };
  return { ...judged, ...gated, ...pick(policy, BEFORE_DECISION), ...always };
}
