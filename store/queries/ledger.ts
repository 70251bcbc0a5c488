import type { StreamKind } from '../../contracts/ledger.ts';
import { ID_PREFIXES } from '../../contracts/ids.ts';
import { withRetry } from '../database.ts';
import { entriesOf, type LedgerEntry } from '../ledger.ts';
import type { Store } from '../store.ts';
import { limitOf, type Page, type PageWish, readCursor } from './page.ts';

/** A row of the ledger with the chain that it stands in, and the hash of the row before it. */
export interface LedgerListed extends LedgerEntry {
  readonly stream: string;
  readonly prev_hash: string;
}

export interface LedgerWish extends PageWish {
  readonly stream?: string | undefined;
  readonly kind?: StreamKind | undefined;
  readonly type?: string | undefined;
  /** Id of a person, machine or workflow. */
  readonly actor?: string | undefined;
}

/** A page looks at no more rows than this: a filter that fits few rows goes on with the next page, and no query reads the whole ledger. */
const LOOKED_AT = 20_000;

interface Row {
  readonly position: number;
  readonly stream: string;
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly body: string;
  readonly prev_hash: string;
  readonly hash: string;
}

const ROWS = `SELECT position, stream, seq, at, actor, type, body, prev_hash, hash
  FROM (SELECT * FROM ledger WHERE position < $1 AND ($2::text IS NULL OR stream = $2) ORDER BY position DESC LIMIT ${LOOKED_AT}) looked
  WHERE ($3::text IS NULL OR stream LIKE $3) AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR actor::json->>'id' = $5)
  ORDER BY position DESC LIMIT $6`;
const OF_STREAM = ROWS.replace('ORDER BY position DESC LIMIT', 'ORDER BY seq DESC LIMIT').replace('($2::text IS NULL OR stream = $2)', 'stream = $2');
const FURTHEST = `SELECT min(position) AS position FROM (SELECT position FROM ledger WHERE position < $1 AND ($2::text IS NULL OR stream = $2) ORDER BY position DESC LIMIT ${LOOKED_AT}) looked`;

/** Streams of a kind begin with its prefix, as ids do. */
function patternOf(kind: StreamKind | undefined): string | null {
  if (kind === undefined) return null;
  const prefix = Object.entries(ID_PREFIXES).find(([, meaning]) => meaning === kind)?.[0];
  return prefix === undefined ? kind : `${prefix}\\_%`;
}

/** Beyond every position. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/** Rows of all chains or of one, newest first, texts in place or shown as erased. A page may hold fewer than asked for and still have a next. @throws BadCursor */
export async function listLedger(store: Pick<Store, 'pool'>, wish: LedgerWish): Promise<Page<LedgerListed>> {
  const limit = limitOf(wish);
  const before = Number(readCursor(wish, ['number'])?.[0] ?? NEWEST);
  const { stream = null, type = null, actor = null } = wish;
  const values = [before, stream, patternOf(wish.kind), type, actor, limit + 1];
  const { rows } = await withRetry(() => store.pool.query<Row>(stream === null ? ROWS : OF_STREAM, values));
  const entries = await entriesOf(store, rows.slice(0, limit));
  const items = entries.map((entry, i) => ({ ...entry, stream: rows[i]?.stream ?? '', prev_hash: rows[i]?.prev_hash ?? '' }));
  return { items, next_cursor: cursorOf(rows.length > limit ? (items.at(-1)?.position ?? null) : await furthest(store, before, stream)) };
}

const cursorOf = (position: number | null): string | null => (position === null ? null : Buffer.from(JSON.stringify([position])).toString('base64url'));

/** Where the next page goes on when this one looked at as much as it may; null when there is nothing behind it. */
async function furthest(store: Pick<Store, 'pool'>, before: number, stream: string | null): Promise<number | null> {
  const { rows } = await withRetry(() => store.pool.query<{ position: number | null }>(FURTHEST, [before, stream]));
  const position = rows[0]?.position ?? null;
  if (position === null) return null;
  const rest = await withRetry(() => store.pool.query('SELECT FROM ledger WHERE position < $1 AND ($2::text IS NULL OR stream = $2) LIMIT 1', [position, stream]));
  return (rest.rowCount ?? 0) > 0 ? position : null;
}

/** About how many rows the ledger has: never fewer than it has. */
export async function ledgerSize(store: Pick<Store, 'pool'>): Promise<number> {
  const { rows } = await withRetry(() => store.pool.query<{ last: number | null }>('SELECT max(position) AS last FROM ledger'));
  return rows[0]?.last ?? 0;
}
