import { type RawBuilder, sql } from 'kysely';
import type { StreamKind } from '../../contracts/ledger.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { BoardPart } from '../../domain/nonconformity-closure/board-view.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';
import { limitOf, type Page, pageOf, type PageWish, readCursor } from './page.ts';

/** What the board is narrowed to; left out: everything. */
export interface BoardFilter {
  /** A line: whoever answers, and the people below. */
  readonly line?: { readonly manager: string; readonly people: readonly string[] } | undefined;
  readonly owner?: string | undefined;
  /** Of these units. */
  readonly units?: readonly string[] | undefined;
  readonly system?: string | undefined;
  readonly class?: string | undefined;
  /** The highest level that the ladder has climbed to. */
  readonly level?: string | undefined;
}

/** One row of the board as the tables have it. */
export interface BoardRow {
  readonly id: string;
  readonly case_id: string;
  readonly case_kind: StreamKind;
  readonly case_title: string;
  readonly system_id: string | null;
  readonly class: string | null;
  readonly unit: string | null;
  readonly accountable: string | null;
  readonly obligation: Obligation;
}

type Condition = RawBuilder<boolean>;
const all = (conditions: readonly Condition[]): Condition => (conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` AND `)}`);

/** What somebody owes, alone or as one of those whom a role's duty was given to. */
const owedByAny = (people: readonly string[]): Condition => sql<boolean>`(b.owner = ANY (${sql.val(people)}::text[]) OR (b.owner IS NULL AND b.people && ${sql.val(people)}::text[]))`;

function conditionsOf({ line, owner, units, system, class: cls, level }: BoardFilter): Condition[] {
  return [
    ...(line === undefined ? [] : [sql<boolean>`(b.accountable = ${line.manager} OR ${owedByAny(line.people)})`]),
    ...(owner === undefined ? [] : [owedByAny([owner])]),
    ...(units === undefined ? [] : [sql<boolean>`b.unit = ANY (${sql.val(units)}::text[])`]),
    ...(system === undefined ? [] : [sql<boolean>`(b.system_id = ${system} OR b.case_id IN (SELECT n.id FROM nonconformities n WHERE n.systems @> ARRAY[${system}]::text[]))`]),
    ...(cls === undefined ? [] : [sql<boolean>`b.class = ${cls}`]),
    ...(level === undefined ? [] : [sql<boolean>`b.level = ${level} AND b.level >= 'L1'`]),
  ];
}

const partConditions = ({ kinds, after, by }: BoardPart): Condition[] => [
  ...(kinds === null ? [] : [sql<boolean>`b.kind = ANY (${sql.val(kinds)}::text[])`]),
  ...(after === null ? [] : [sql<boolean>`b.due_at > ${after}::timestamptz`]),
  ...(by === null ? [] : [sql<boolean>`b.due_at <= ${by}::timestamptz`]),
];

interface Listed extends Omit<BoardRow, 'obligation'> {
  readonly data: Obligation;
}

/** The rows of a part of the board, due first in front. @throws BadCursor */
export async function listActionBoard({ db }: Pick<Store, 'db'>, filter: BoardFilter, part: BoardPart, wish: PageWish): Promise<Page<BoardRow>> {
  const limit = limitOf(wish);
  const cursor = readCursor(wish, ['string?', 'string']);
  const next = cursor === null ? [] : [sql<boolean>`(b.due_at, b.id) > (${cursor[0] ?? 'infinity'}::timestamptz, ${cursor[1]})`];
  const where = all([...conditionsOf(filter), ...partConditions(part), ...next]);
  const { rows } = await withRetry(() =>
    sql<Listed>`SELECT p.id, p.case_id, c.kind AS case_kind, c.title AS case_title, p.system_id, p.class, p.unit, p.accountable, o.data
      FROM (SELECT b.* FROM action_board b WHERE ${where} ORDER BY b.due_at, b.id LIMIT ${limit + 1}) p
      JOIN obligations o ON o.id = p.id JOIN cases c ON c.id = p.case_id ORDER BY p.due_at, p.id`.execute(db),
  );
  return pageOf(rows, limit, ({ data, id }) => [data.due_at, id], ({ data, ...row }) => ({ ...row, obligation: data }));
}

/**
 * The ways in which a row may fit, each read by an index that holds all it asks, and no row fits in two: so everything, and a
 * line, are counted without reading the rows. Null where something else narrows the board: then only reading it tells.
 */
function waysOf({ line, ...rest }: BoardFilter): readonly (readonly Condition[])[] | null {
  if (Object.values(rest).some((wish) => wish !== undefined)) return null;
  if (line === undefined) return [[]];
  const { manager, people } = line;
  const other = sql<boolean>`b.accountable IS DISTINCT FROM ${manager}`;
  return [[sql<boolean>`b.accountable = ${manager}`], [sql<boolean>`b.owner = ANY (${sql.val(people)}::text[])`, other], [sql<boolean>`b.owner IS NULL AND b.people && ${sql.val(people)}::text[]`, other]];
}

/** The columns of what the filter leaves, each way for itself. */
function leftBy(filter: BoardFilter, columns: RawBuilder<unknown>, more: readonly Condition[]): RawBuilder<unknown> {
  const ways = waysOf(filter) ?? [conditionsOf(filter)];
  return sql.join(ways.map((way) => sql`SELECT ${columns} FROM action_board b WHERE ${all([...way, ...more])}`), sql` UNION ALL `);
}

/**
 * How much each part of the board holds, in the order of the parts. Of the whole board and of a line each part is counted by
 * indexes, of a board narrowed otherwise all are counted in one reading of what the filter leaves.
 */
export async function countParts({ db }: Pick<Store, 'db'>, filter: BoardFilter, parts: readonly BoardPart[]): Promise<readonly number[]> {
  const ways = waysOf(filter);
  const counts = parts.map((part, at) => {
    const where = partConditions(part);
    const name = sql.ref(`part_${at}`);
    if (ways === null) return sql`(count(*) FILTER (WHERE ${all(where)}))::int AS ${name}`;
    return sql`(${sql.join(ways.map((way) => sql`(SELECT count(*)::int FROM action_board b WHERE ${all([...way, ...where])})`), sql` + `)}) AS ${name}`;
  });
  const source = ways === null ? sql`FROM action_board b WHERE ${all(conditionsOf(filter))}` : sql``;
  const { rows } = await withRetry(() => sql<Record<string, number>>`SELECT ${sql.join(counts)} ${source}`.execute(db));
  return parts.map((_, at) => rows[0]?.[`part_${at}`] ?? 0);
}

/** Who has most of a part of the board, most first; what roles owe is nobody's alone and left out. */
export async function busiestOwners({ db }: Pick<Store, 'db'>, filter: BoardFilter, part: BoardPart, most: number): Promise<readonly { readonly owner: string; readonly overdue: number; readonly oldest_due_at: Instant }[]> {
  const left = leftBy(filter, sql`b.owner, b.due_at`, [...partConditions(part), sql<boolean>`b.owner IS NOT NULL`]);
  const { rows } = await withRetry(() =>
    sql<{ owner: string; overdue: number; oldest_due_at: Instant }>`SELECT l.owner, count(*)::int AS overdue, iso(min(l.due_at)) AS oldest_due_at
      FROM (${left}) l GROUP BY l.owner ORDER BY 2 DESC, 1 LIMIT ${most}`.execute(db),
  );
  return rows;
}

/** How many have climbed to which level, L1 and above. */
export async function countLevels({ db }: Pick<Store, 'db'>, filter: BoardFilter): Promise<readonly { readonly level: string; readonly count: number }[]> {
  const left = leftBy(filter, sql`b.level`, [sql<boolean>`b.level >= 'L1'`]);
  const { rows } = await withRetry(() => sql<{ level: string; count: number }>`SELECT l.level, count(*)::int AS count FROM (${left}) l GROUP BY 1 ORDER BY 1`.execute(db));
  return rows;
}
