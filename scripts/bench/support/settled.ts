import type { Pool } from 'pg';
import type { Relay } from '../../../store/relay.ts';
import { until } from './until.ts';

/** Cases that a worker still has something to do for now. */
const BUSY = `SELECT count(*)::int AS busy FROM cases c WHERE c.open AND c.kind = 'deployment'
  AND (cardinality(c.tell) > 0 OR c.step_key IS NOT NULL OR c.wake_at <= clock_timestamp())
  AND c.id = ANY ($1)`;

/** Waits until the workflows of these cases have caught up: every agenda handed over, every step taken, everybody told. */
export async function settled(pool: Pool, relay: Relay, ids: readonly string[]): Promise<void> {
  await relay.idle();
  const look = async (): Promise<boolean> => (await pool.query<{ busy: number }>({ name: 'busy', text: BUSY, values: [ids] })).rows[0]?.busy === 0;
  await until(`${ids.length} cases have settled`, look, { everyMs: 25 });
}
