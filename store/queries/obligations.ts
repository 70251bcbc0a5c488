import { type SelectQueryBuilder, sql } from 'kysely';
import type { StreamKind } from '../../contracts/ledger.ts';
import { isOpen, type Obligation, type ObligationState } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Database, ObligationsTable } from '../schema.ts';
import { nowOf, type Store } from '../store.ts';
import { inboxIds } from './inbox.ts';
import { limitOf, type Page, pageOf, type PageWish, readCursor } from './page.ts';

/** An obligation with the case that it belongs to. */
export interface ObligationListed extends Obligation {
  readonly case_id: string;
  readonly case_kind: StreamKind;
  readonly case_title: string;
  readonly system_id: string | null;
  readonly overdue: boolean;
}

export interface ObligationsWish extends PageWish {
  /** `overdue`: open or paused, and due by now; `open` (the default) holds the paused ones as well. */
  readonly state?: ObligationState | 'overdue' | undefined;
  /** Somebody who is to act: the person who owes it, or one of those whom it was given to as holders of a role. */
  readonly person?: string | undefined;
  readonly kind?: string | undefined;
  readonly case?: string | undefined;
  readonly lane?: string | undefined;
  readonly system?: string | undefined;
  /** `due` (the default): those due first in front. `newest`: those opened last in front. */
  readonly sort?: 'due' | 'newest' | undefined;
  readonly due_before?: Instant | undefined;
}

type Tables = Database & { o: ObligationsTable };
type Query<T> = SelectQueryBuilder<Tables, 'o' | 'cases', T>;

interface Row {
  readonly id: string;
  readonly due_at: Instant | null;
  readonly data: unknown;
  readonly case_id: string;
  readonly system_id: string | null;
  readonly case_kind: string;
  readonly case_title: string;
}

const STILL_OPEN: ReadonlySet<string> = new Set(['open', 'overdue', 'paused']);

function listed({ data, ...row }: Row, now: Instant): ObligationListed {
  const obligation = data as Obligation;
  const { case_id, system_id, case_title } = row;
  const overdue = isOpen(obligation) && obligation.due_at !== null && obligation.due_at <= now;
  return { ...obligation, case_id, case_kind: row.case_kind as StreamKind, case_title, system_id, overdue };
}

function from({ db }: Store, stillOpen: boolean): Query<Row> {
  return db
    .selectFrom(`${stillOpen ? 'obligations' : 'obligations_closed'} as o`)
    .innerJoin('cases', 'cases.id', 'o.case_id')
    .select(['o.id', 'o.due_at', 'o.data', 'o.case_id', 'o.system_id', 'cases.kind as case_kind', 'cases.title as case_title']);
}

function filtered(query: Query<Row>, wish: ObligationsWish, state: string, now: Instant): Query<Row> {
  let found = query;
  if (state === 'overdue') found = found.where('o.due_at', '<=', now);
  else if (state !== 'open') found = found.where('o.state', '=', state);
  if (wish.person !== undefined) found = found.where(sql<boolean>`o.to_people @> ${sql.val([wish.person])}`);
  if (wish.kind !== undefined) found = found.where('o.kind', '=', wish.kind);
  if (wish.case !== undefined) found = found.where('o.case_id', '=', wish.case);
  if (wish.lane !== undefined) found = found.where(sql<boolean>`o.data->'subject'->>'lane' = ${wish.lane}`);
  if (wish.system !== undefined) found = found.where('o.system_id', '=', wish.system);
  if (wish.due_before !== undefined) found = found.where('o.due_at', '<', wish.due_before);
  return found;
}

/** Obligations as `sort` says, those without a due instant last: inbox and overdue list. @throws BadCursor */
export async function listObligations(store: Store, wish: ObligationsWish): Promise<Page<ObligationListed>> {
  const now = await nowOf(store);
  const state = wish.state ?? 'open';
  const limit = limitOf(wish);
  const newest = wish.sort === 'newest';
  const all = from(store, STILL_OPEN.has(state));
  const person = STILL_OPEN.has(state) && wish.case === undefined ? wish.person : undefined;
  const found = person === undefined ? after(filtered(all, wish, state, now), wish) : all.where('o.id', 'in', inboxIds(store, { ...wish, person, state }, now, limit + 1));
  const ordered = newest ? found.orderBy('o.id', 'desc') : found.orderBy('o.due_at').orderBy('o.id');
  const rows = await ordered.limit(limit + 1).execute();
  return pageOf(rows, limit, (last) => (newest ? [last.id] : [last.due_at, last.id]), (row) => listed(row, now));
}

/** What follows the cursor. Ids rise with time. */
function after(query: Query<Row>, wish: ObligationsWish): Query<Row> {
  if (wish.sort === 'newest') {
    const cursor = readCursor(wish, ['string']);
    return cursor ? query.where('o.id', '<', String(cursor[0])) : query;
  }
  const cursor = readCursor(wish, ['string?', 'string']);
  if (!cursor) return query;
  const [due, id] = [cursor[0] as Instant | null, String(cursor[1])];
  return query.where((eb) =>
    due === null
      ? eb.and([eb('o.due_at', 'is', null), eb('o.id', '>', id)])
      : eb.or([eb('o.due_at', 'is', null), eb(eb.refTuple('o.due_at', 'o.id'), '>', eb.tuple(due, id))]),
  );
}

/** One obligation, open or ended; null when there is none with this id. */
export async function getObligation(store: Store, id: string): Promise<ObligationListed | null> {
  const now = await nowOf(store);
  for (const stillOpen of [true, false]) {
    const row = await from(store, stillOpen).where('o.id', '=', id).executeTakeFirst();
    if (row) return listed(row, now);
  }
  return null;
}
