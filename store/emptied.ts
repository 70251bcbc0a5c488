import { HOUSE_ID } from '../contracts/ids.ts';
import { type DrivenRecord, WORKFLOW_TYPE } from '../contracts/workflow.ts';
import { agendasIn } from './read.ts';
import { nowOf, type Store } from './store.ts';
import type { HandOver } from './temporal-client.ts';

/** The record that is always open, and so always has a workflow. */
const HOUSE: DrivenRecord = { kind: 'house', id: HOUSE_ID };

/** What this needs of Temporal. */
export interface Known {
  readonly handOver: HandOver;
  /** Whether Temporal has ever heard of the record's workflow, ended or not. */
  readonly knows: (record: DrivenRecord) => Promise<boolean>;
}

/**
 * Finds out that Temporal's store was emptied, by the house's workflow that must be there, and queues every open record
 * for the sweep: one that waits for an instant far ahead would otherwise have no workflow until then. Answers how many it
 * queued; the sweep starts them at its own pace. Where nothing was lost it is one call to Temporal.
 */
export async function queueAllIfEmptied(store: Store, { handOver, knows }: Known): Promise<number> {
  const house = (await agendasIn(store.pool, [HOUSE_ID])).get(HOUSE_ID)?.agenda;
  if (!house?.open || (await knows(HOUSE))) return 0;
  const text = 'INSERT INTO relay_queue SELECT id, rev, $1 FROM cases WHERE open AND kind = ANY ($2) ON CONFLICT (case_id) DO NOTHING';
  const { rowCount } = await store.pool.query(text, [await nowOf(store), Object.keys(WORKFLOW_TYPE)]);
  // last, since its workflow says from then on that this was done
  await handOver(HOUSE, house, true);
  return rowCount ?? 0;
}
