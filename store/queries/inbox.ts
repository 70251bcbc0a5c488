import type { SelectQueryBuilder } from 'kysely';
import type { Instant } from '../../contracts/primitives.ts';
import type { Database } from '../schema.ts';
import type { Store } from '../store.ts';
import type { ObligationsWish } from './obligations.ts';
import { readCursor } from './page.ts';

/** A wish for what one person still owes. */
export type InboxWish = Omit<ObligationsWish, 'case'> & { readonly person: string; readonly state: string };

type Ids = SelectQueryBuilder<Database, 'inbox', { readonly id: string }>;

/** How the inbox writes that something is due at no time: it comes last. */
const NEVER = 'infinity';

/**
 * The first `limit` ids of what a person still owes, in the order of the wish, as a query for `IN`. It reads one narrow
 * table in the order of its key, so that it costs the same whether the person owes little or very much. @throws BadCursor
 */
export function inboxIds({ db }: Pick<Store, 'db'>, wish: InboxWish, now: Instant, limit: number): Ids {
  const mine = filtered(db.selectFrom('inbox').select('inbox.id').where('person', '=', wish.person), wish, now);
  const ordered = wish.sort === 'newest' ? newestFirst(mine, wish) : dueFirst(mine, wish);
  return ordered.limit(limit);
}

function filtered(query: Ids, wish: InboxWish, now: Instant): Ids {
  let found = query;
  if (wish.state === 'overdue') found = found.where('due_at', '<=', now);
  else if (wish.state !== 'open') found = found.where('state', '=', wish.state);
  if (wish.kind !== undefined) found = found.where('kind', '=', wish.kind);
  if (wish.lane !== undefined) found = found.where('lane', '=', wish.lane);
  if (wish.system !== undefined) found = found.where('system_id', '=', wish.system);
  if (wish.due_before !== undefined) found = found.where('due_at', '<', wish.due_before);
  return found;
}

function dueFirst(query: Ids, wish: InboxWish): Ids {
  const cursor = readCursor(wish, ['string?', 'string']);
  const ordered = query.orderBy('due_at').orderBy('id');
  if (!cursor) return ordered;
  const due = (cursor[0] as Instant | null) ?? NEVER;
  return ordered.where((eb) => eb(eb.refTuple('due_at', 'id'), '>', eb.tuple(due, String(cursor[1]))));
}

function newestFirst(query: Ids, wish: InboxWish): Ids {
  const cursor = readCursor(wish, ['string']);
  const ordered = query.orderBy('id', 'desc');
  return cursor ? ordered.where('id', '<', String(cursor[0])) : ordered;
}
