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

/** The open record that waits longest for its next instant, of those that were handed over: nothing else would find it. */
async function farthest(store: Store): Promise<DrivenRecord | null> {
  const text = `SELECT c.kind, c.id FROM cases c WHERE c.open AND c.wake_at IS NOT NULL AND c.kind = ANY ($1)
    AND NOT EXISTS (SELECT 1 FROM relay_queue q WHERE q.case_id = c.id) ORDER BY c.wake_at DESC LIMIT 1`;
  return (await store.pool.query<DrivenRecord>(text, [Object.keys(WORKFLOW_TYPE)])).rows[0] ?? null;
}

/**
 * Finds out that Temporal's store was emptied, by two workflows that must be there: the house's, and that of the record
 * that waits longest, since a commit on the house may have started its own anew. Queues every open record for the sweep:
 * one that waits for an instant far ahead would otherwise have no workflow until then. Answers how many it queued; the
 * sweep starts them at its own pace. Where nothing was lost it is two calls to Temporal.
 */
export async function queueAllIfEmptied(store: Store, { handOver, knows }: Known): Promise<number> {
  const house = (await agendasIn(store.pool, [HOUSE_ID])).get(HOUSE_ID)?.agenda;
  if (!house?.open) return 0;
  const waiting = await farthest(store);
  if ((await knows(HOUSE)) && (waiting === null || (await knows(waiting)))) return 0;
  const text = 'INSERT INTO relay_queue SELECT id, rev, $1 FROM cases WHERE open AND kind = ANY ($2) ON CONFLICT (case_id) DO NOTHING';
  const { rowCount } = await store.pool.query(text, [await nowOf(store), Object.keys(WORKFLOW_TYPE)]);
  // last, since its workflow says from then on that this was done
  await handOver(HOUSE, house, true);
  return rowCount ?? 0;
}
