import type { NearMissView } from '../../contracts/near-miss.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { NonconformityFact } from '../../domain/aggregate.ts';
import { nearMissesSince, nearMissPatterns } from '../../domain/nonconformity-closure/near-misses.ts';
import { withRetry } from '../database.ts';
import { nowOf, type Store } from '../store.ts';

/** No window of days holds more that one could look through: the newest. */
const MOST = 2_000;
const NEAR = 'SELECT data FROM nonconformities WHERE near_miss AND raised_at >= $1::timestamptz ORDER BY raised_at DESC LIMIT $2';

/** What the near-misses inside the policy's window have in common; null where the policy says nothing about nonconformities. */
export async function nearMisses(store: Pick<Store, 'pool' | 'clock'>, policy: Policy | null): Promise<NearMissView | null> {
  const rules = policy?.nonconformities;
  if (policy === null || rules === undefined) return null;
  const at = await nowOf(store);
  const since = nearMissesSince(policy, rules, at);
  const { rows } = await withRetry(() => store.pool.query<{ data: NonconformityFact }>({ name: 'near_misses', text: NEAR, values: [since, MOST] }));
  return { since, at, promote_at: rules.near_miss.promote_at, items: [...nearMissPatterns(rows.map(({ data }) => data))] };
}
