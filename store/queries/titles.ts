import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';

/** Titles of records by id, e.g. of the systems of a table; unknown ids are left out. */
export async function titlesOf({ db }: Pick<Store, 'db'>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await withRetry(() => db.selectFrom('cases').select(['id', 'title']).where('id', 'in', [...new Set(ids)]).execute());
  return new Map(rows.map(({ id, title }) => [id, title]));
}
