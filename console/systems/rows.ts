import { assessTier } from '../../domain/tier.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Tier } from '../../contracts/primitives.ts';
import { systemFacts, type SystemFacts } from '../../store/queries/system-facts.ts';
import { listSystems, type SystemListed, type SystemsWish } from '../../store/queries/systems.ts';
import type { Visit } from '../visit.ts';

/** A system as the list shows it. */
export interface SystemRow extends SystemListed, SystemFacts {
  /** As the policy in force would assess it now (§1.23); null before there is a policy. */
  readonly tier: Tier | null;
}

const ROWS = 50;

/** The filters of the address as a query. */
export const systemsWish = ({ query }: Visit): SystemsWish => ({ owner: query['owner'], state: query['state'], unit: query['unit'], cursor: query['cursor'], limit: ROWS });

const NOTHING: SystemFacts = { live: [], blockers: 0, approvals: 0, versions: {} };

/** The tier of a register entry by the policy, for the next request. */
export function tierNow({ risk_profile, type }: Pick<SystemListed, 'risk_profile' | 'type'>, approvals: number, policy: Policy | null): Tier | null {
  return risk_profile && type && policy ? assessTier(risk_profile, { novel: approvals === 0, type }, policy).tier : null;
}

/** One page of the register, with what stands beside each entry. @throws BadCursor */
export async function systemRows({ deps, policy }: Visit, wish: SystemsWish): Promise<{ readonly items: readonly SystemRow[]; readonly next_cursor: string | null }> {
  const { items, next_cursor } = await listSystems(deps.store, wish);
  const facts = await systemFacts(deps.store, items.map(({ id }) => id));
  return { items: items.map((item) => {
    const found = facts.get(item.id) ?? NOTHING;
    return { ...item, ...found, tier: tierNow(item, found.approvals, policy) };
  }), next_cursor };
}
