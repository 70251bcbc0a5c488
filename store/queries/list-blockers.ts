import type { Blocker, Waiver } from '../../contracts/blocker.ts';
import type { Store } from '../store.ts';

/** Every open blocker, oldest first, and every waiver of one. */
export async function listBlockers(store: Pick<Store, 'db'>): Promise<{ readonly blockers: readonly Blocker[]; readonly waivers: readonly Waiver[] }> {
  const blockers = await store.db.selectFrom('blockers').select('data').orderBy('raised_at').orderBy('id').execute();
  const waivers = await store.db.selectFrom('waivers').select('data').orderBy('id').execute();
  return { blockers: blockers.map(({ data }) => data as Blocker), waivers: waivers.map(({ data }) => data as Waiver) };
}

/** The open blocker with this id; null when it ended or never was. */
export async function findBlocker(store: Pick<Store, 'db'>, id: string): Promise<Blocker | null> {
  const row = await store.db.selectFrom('blockers').select('data').where('id', '=', id).executeTakeFirst();
  return row ? (row.data as Blocker) : null;
}
