import { policyInForce } from '../../store/house.ts';
import { nearMisses } from '../../store/queries/near-misses.ts';
import type { ApiDeps } from '../deps.ts';
import type { Asked, Reply } from '../http/route.ts';
import { refuse } from './give.ts';

/** What near-misses have in common. */
export async function answerNearMisses(_asked: Asked<'listNearMissPatterns'>, { store, house }: ApiDeps): Promise<Reply> {
  const view = await nearMisses(store, policyInForce(await house.get()));
  return view === null ? refuse({ refused: 'unknown_policy', detail: 'the policy in force says nothing about nonconformities; add nonconformities.yaml' }) : { json: view };
}
