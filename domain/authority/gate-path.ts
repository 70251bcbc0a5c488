import type { PathName } from '../../contracts/policy.ts';
import type { Context } from '../aggregate.ts';
import { assessTier } from '../tier.ts';

/** The path that a deployment of the record's system would take now; null where no system is known, or it has none (§1.23). */
export function gatePathOf({ system, policy, approvals }: Pick<Context, 'system' | 'policy' | 'approvals'>): PathName | null {
  if (!system?.entry) return null;
  const { risk_profile, type } = system.entry;
  return assessTier(risk_profile, { novel: approvals === 0, type }, policy).path;
}
