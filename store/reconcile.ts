import type { Store } from './store.ts';

/** Far above any number of commits that a restored backup can have lost. */
const LEAP = 1_000_000;

/**
 * After a restored database: workflows may know a higher revision than the store, and the highest wins. Raises every
 * open record's revision by a million and queues it for the relay, so that the sweep hands out what the store says now.
 * Answers how many records it raised.
 */
export async function reconcile(store: Pick<Store, 'pool'>): Promise<number> {
  const text = `WITH raised AS (
      UPDATE cases SET rev = rev + $1, wanted_rev = wanted_rev + $1 WHERE open RETURNING id, rev, last_at
    ), queued AS (
      INSERT INTO relay_queue SELECT id, rev, last_at FROM raised ON CONFLICT (case_id) DO UPDATE SET rev = excluded.rev
    )
    SELECT count(*)::int AS n FROM raised`;
  const { rows } = await store.pool.query<{ n: number }>(text, [LEAP]);
  return rows[0]?.n ?? 0;
}
