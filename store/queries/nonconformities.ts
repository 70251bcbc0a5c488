import { sql } from 'kysely';
import type { NonconformityFact, NonconformityRow } from '../../domain/aggregate.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { othersSince } from '../../domain/nonconformity-closure/fact.ts';
import { withRetry } from '../database.ts';
import { besideOf, type Comparable } from '../others.ts';
import { nowOf, type Store } from '../store.ts';
import { limitOf, type Page, pageOf, type PageWish, readCursor } from './page.ts';

/** A nonconformity as lists show it. */
export interface NonconformityListed extends Omit<NonconformityRow, 'status'> {
  readonly state: NonconformityRow['status'];
  readonly kind: 'nonconformity';
  /** The system that it is about; null for a finding about the organisation. */
  readonly system_id: string | null;
  readonly closed: boolean;
  /** What is owed: how many obligations are open, and when the first of them is due. */
  readonly open: number;
  readonly due_at: Instant | null;
  /** Something is owed that was due by now. */
  readonly overdue: boolean;
  readonly rev: number;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

export interface NonconformitiesWish extends PageWish {
  readonly state?: string | undefined;
  readonly class?: string | undefined;
  readonly severity?: string | undefined;
  readonly source?: string | undefined;
  readonly owner?: string | undefined;
  /** In whose extent it is. */
  readonly system?: string | undefined;
  /** The unit that was named, else that of the system that it is about; with all units below it. */
  readonly unit?: string | undefined;
  readonly control?: string | undefined;
  readonly cause_class?: string | undefined;
  readonly near_miss?: boolean | undefined;
  readonly overdue?: boolean | undefined;
  /** Still to be closed: not over, and no mere near-miss. */
  readonly open?: boolean | undefined;
}

interface Row {
  readonly data: unknown;
  readonly unit: string | null;
  readonly system_id: string | null;
  readonly closed: boolean;
  readonly open: number;
  readonly due_at: Instant | null;
  readonly rev: number;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

function listed({ data, ...row }: Row, now: Instant): NonconformityListed {
  const { status, ...rest } = data as NonconformityRow;
  return { ...rest, ...row, state: status, kind: 'nonconformity', overdue: row.due_at !== null && row.due_at <= now };
}

const UNIT = sql<string | null>`coalesce(n.unit, s.unit)`;

function from({ db }: Store) {
  return db
    .selectFrom('nonconformities as n')
    .innerJoin('cases as c', 'c.id', 'n.id')
    .leftJoin('cases as s', 's.id', 'c.system_id')
    .select(['n.data', 'c.system_id', 'c.closed', 'c.rev', 'c.created_at', 'c.updated_at', UNIT.as('unit')])
    .select(sql<number>`(SELECT count(*)::int FROM obligations o WHERE o.case_id = n.id)`.as('open'))
    .select(sql<Instant | null>`(SELECT iso(min(o.due_at)) FROM obligations o WHERE o.case_id = n.id)`.as('due_at'));
}

type Query = ReturnType<typeof from>;

function filtered(query: Query, wish: NonconformitiesWish, now: Instant): Query {
  let found = query;
  if (wish.state !== undefined) found = found.where('n.status', '=', wish.state);
  for (const key of ['class', 'severity', 'source', 'owner', 'cause_class', 'near_miss'] as const) {
    const wanted = wish[key];
    if (wanted !== undefined) found = found.where(`n.${key}`, '=', wanted);
  }
  if (wish.unit !== undefined) found = found.where(sql<boolean>`(${UNIT} = ${wish.unit} OR ${UNIT} IN (SELECT id FROM units WHERE path @> ${sql.val([wish.unit])}::text[]))`);
  if (wish.system !== undefined) found = found.where(sql<boolean>`n.systems @> ${sql.val([wish.system])}::text[]`);
  if (wish.control !== undefined) found = found.where(sql<boolean>`n.controls @> ${sql.val([wish.control])}::text[]`);
  if (wish.open !== undefined) found = found.where(sql<boolean>`(n.closed_at IS NULL AND n.status <> 'near_miss')`, wish.open ? 'is' : 'is not', true);
  if (wish.overdue !== undefined) found = found.where('n.id', wish.overdue ? 'in' : 'not in', sql<string>`(SELECT o.case_id FROM obligations o WHERE o.due_at <= ${now})`);
  return found;
}

/** Nonconformities, newest first. @throws BadCursor */
export async function listNonconformities(store: Store, wish: NonconformitiesWish): Promise<Page<NonconformityListed>> {
  const limit = limitOf(wish);
  const cursor = readCursor(wish, ['string']);
  const now = await nowOf(store);
  let query = filtered(from(store), wish, now).orderBy('n.id', 'desc').limit(limit + 1);
  if (cursor) query = query.where('n.id', '<', String(cursor[0]));
  const rows = await withRetry(() => query.execute());
  return pageOf(rows, limit, (last) => [(last.data as NonconformityRow).id], (row) => listed(row, now));
}

/** Those that one which is about to be raised may repeat, newest first: what `alikeTo` compares. */
export async function candidatesLike(store: Store, one: Comparable, rules: NonconformitiesPolicy): Promise<readonly NonconformityFact[]> {
  const now = await nowOf(store);
  return withRetry(() => besideOf(store.pool, '', othersSince(rules, now), one));
}

/** Rows of nonconformities by id, e.g. of those that one is said to repeat; unknown ids are left out. */
export async function nonconformitiesNamed({ db }: Pick<Store, 'db'>, ids: readonly string[]): Promise<ReadonlyMap<string, NonconformityRow>> {
  if (ids.length === 0) return new Map();
  const rows = await withRetry(() => db.selectFrom('nonconformities').select(['id', 'data']).where('id', 'in', [...new Set(ids)]).execute());
  return new Map(rows.map(({ id, data }) => [id, data as NonconformityRow]));
}
