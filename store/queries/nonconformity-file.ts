import type { Filed } from '../../contracts/nonconformity-file.ts';
import { filedOf } from '../../domain/nonconformity-closure/filed.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';
import { listNonconformities, type NonconformitiesWish, type NonconformityListed } from './nonconformities.ts';
import type { Page } from './page.ts';

const NOTHING: Filed = { extent: [], cause: null };

/** {@link listNonconformities} for a file: with what only the whole record tells, one further question a page. @throws BadCursor */
export async function nonconformitiesForFile(store: Store, wish: NonconformitiesWish): Promise<Page<NonconformityListed & Filed>> {
  const { items, next_cursor } = await listNonconformities(store, wish);
  const ids = items.map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await withRetry(() => store.db.selectFrom('cases').select(['id', 'state']).where('id', 'in', ids).execute());
  const filed = new Map(rows.map(({ id, state }) => [id, filedOf(state as NonconformityState)]));
  return { next_cursor, items: items.map((found) => ({ ...found, ...(filed.get(found.id) ?? NOTHING) })) };
}
