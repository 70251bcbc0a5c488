import { sql } from 'kysely';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { nowOf, type Store } from '../store.ts';

export interface ObligationsWish {
  /** `open` is whatever is still owed, also while its clock stands; `overdue` what is open and past due. */
  readonly state: 'open' | 'overdue' | 'paused' | 'met' | 'failed' | 'withdrawn';
  /** Who owes it, or was told as a member of the role that does. */
  readonly person?: string | undefined;
  readonly kind?: string | undefined;
  readonly case?: string | undefined;
  readonly due_before?: Instant | undefined;
  /** Where the page begins: after this due instant (null: among those without one) and id. */
  readonly after?: { readonly due_at: Instant | null; readonly id: string } | undefined;
  readonly limit: number;
}

/** An obligation with the case that it belongs to. */
export interface ListedObligation extends Obligation {
  readonly case_id: string;
  readonly case_title: string;
  readonly system_id: string | null;
  readonly overdue: boolean;
}

const isClosed = (state: ObligationsWish['state']): boolean => state === 'met' || state === 'failed' || state === 'withdrawn';

/** Obligations, those due first in front and those without a due instant last, at most `limit`. */
export async function listObligations(store: Store, wish: ObligationsWish): Promise<ListedObligation[]> {
  const now = await nowOf(store);
  const { after } = wish;
  const dated = after?.due_at === null || wish.limit === 0 ? [] : await part(store, wish, now, true);
  if (dated.length === wish.limit || wish.state === 'overdue' || wish.due_before !== undefined) return dated;
  const undated = await part(store, { ...wish, after: after?.due_at === null ? after : undefined, limit: wish.limit - dated.length }, now, false);
  return [...dated, ...undated];
}

/** Those with a due instant, or those without; each in the order of an index, so that a page costs the same at any length of the list. */
async function part(store: Store, wish: ObligationsWish, now: Instant, dated: boolean): Promise<ListedObligation[]> {
  let query = store.db
    .selectFrom(isClosed(wish.state) ? 'obligations_closed as o' : 'obligations as o')
    .innerJoin('cases as c', 'c.id', 'o.case_id')
    .select(['o.id', 'o.case_id', 'o.system_id', 'o.state', 'o.due_at', 'o.data', 'c.title as case_title'])
    .where('o.due_at', dated ? 'is not' : 'is', null);
  if (wish.state !== 'open') query = query.where('o.state', '=', wish.state === 'overdue' ? 'open' : wish.state);
  if (wish.state === 'overdue') query = query.where('o.due_at', '<', now);
  if (wish.person !== undefined) query = query.where(sql<boolean>`o.to_people && ${[wish.person]}::text[]`);
  if (wish.kind !== undefined) query = query.where('o.kind', '=', wish.kind);
  if (wish.case !== undefined) query = query.where('o.case_id', '=', wish.case);
  if (wish.due_before !== undefined) query = query.where('o.due_at', '<', wish.due_before);
  if (wish.after?.due_at != null) query = query.where(sql<boolean>`(o.due_at, o.id) > (${wish.after.due_at}::timestamptz, ${wish.after.id})`);
  else if (wish.after) query = query.where('o.id', '>', wish.after.id);
  const rows = await query.orderBy('o.due_at').orderBy('o.id').limit(wish.limit).execute();
  return rows.map((row) => shown(row, now));
}

interface Row {
  readonly case_id: string;
  readonly case_title: string;
  readonly system_id: string | null;
  readonly state: string;
  readonly due_at: Instant | null;
  readonly data: unknown;
}

const shown = ({ data, case_id, case_title, system_id, state, due_at }: Row, now: Instant): ListedObligation => ({
  ...(data as Obligation),
  case_id,
  case_title,
  system_id,
  overdue: state === 'open' && due_at !== null && due_at < now,
});

/** One obligation, open or closed; null when there is none with this id. */
export async function findObligation(store: Store, id: string): Promise<ListedObligation | null> {
  for (const table of ['obligations as o', 'obligations_closed as o'] as const) {
    const row = await store.db
      .selectFrom(table)
      .innerJoin('cases as c', 'c.id', 'o.case_id')
      .select(['o.case_id', 'o.system_id', 'o.state', 'o.due_at', 'o.data', 'c.title as case_title'])
      .where('o.id', '=', id)
      .executeTakeFirst();
    if (row) return shown(row, await nowOf(store));
  }
  return null;
}
