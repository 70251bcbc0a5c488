import { type LedgerEntry, readEvents } from '../ledger.ts';
import type { Store } from '../store.ts';

/** The newest rows of a record's ledger, oldest of them first; at most 200. */
export async function newestEvents(store: Pick<Store, 'pool'>, id: string, limit: number): Promise<readonly LedgerEntry[]> {
  const { rows } = await store.pool.query<{ last: number | null }>('SELECT max(seq)::int AS last FROM ledger WHERE stream = $1', [id]);
  const last = rows[0]?.last ?? 0;
  return readEvents(store, id, Math.max(0, last - limit), limit);
}
