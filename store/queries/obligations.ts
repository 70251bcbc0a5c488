import { type SelectQueryBuilder, sql } from 'kysely';
import type { StreamKind } from '../../contracts/ledger.ts';
import type { Obligation, ObligationState } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Database, ObligationsTable } from '../schema.ts';
import { nowOf, type Store } from '../store.ts';
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
  const isOpen = obligation.state === 'open' || obligation.state === 'paused';
  const { case_id, system_id, case_title } = row;
  const overdue = isOpen && obligation.due_at !== null && obligation.due_at <= now;
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
  if (wish.due_before !== undefined) found = found.where('o.due_at', '<', wish.due_before);
  return found;
}

/** Obligations, those due first in front, those without a due instant last: inbox and overdue list. @throws BadCursor */
export async function listObligations(store: Store, wish: ObligationsWish): Promise<Page<ObligationListed>> {
  const now = await nowOf(store);
  const state = wish.state ?? 'open';
  const limit = limitOf(wish);
  const cursor = readCursor(wish, ['string?', 'string']);
  let query = filtered(from(store, STILL_OPEN.has(state)), wish, state, now);
  if (cursor) {
    const [due, id] = [cursor[0] as Instant | null, String(cursor[1])];
    query = query.where((eb) =>
      due === null
        ? eb.and([eb('o.due_at', 'is', null), eb('o.id', '>', id)])
        : eb.or([eb('o.due_at', 'is', null), eb(eb.refTuple('o.due_at', 'o.id'), '>', eb.tuple(due, id))]),
    );
  }
  const rows = await query.orderBy('o.due_at').orderBy('o.id').limit(limit + 1).execute();
  return pageOf(rows, limit, (last) => [last.due_at, last.id], (row) => listed(row, now));
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
