import type { Pool, PoolClient } from 'pg';
import type { Actor, RecordedEvent } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import { isStoreEvent } from '../contracts/store-events.ts';
import type { Store, Target } from './store.ts';
import { ERASED_WORD, type Erased, unseal } from './seal.ts';

interface Row {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly type: string;
  readonly body: string;
  readonly hash: string;
  readonly position: number;
}

/** Folded in pieces, so that a long stream does not lie in memory whole. */
const PAGE = 500;
const COLUMNS = 'seq, at, actor, type, body, hash, position';

/** The texts of these bodies that were not erased. */
async function textsOf(client: Pool | PoolClient, bodies: readonly string[]): Promise<Map<string, string>> {
  const named = bodies.flatMap((body) => [...body.matchAll(/"commitment":"(sha256:[0-9a-f]{64})"/g)].map(([, commitment]) => commitment));
  if (named.length === 0) return new Map();
  const { rows } = await client.query<{ commitment: string; text: string }>('SELECT commitment, text FROM texts WHERE commitment = ANY ($1)', [named]);
  return new Map(rows.map((row) => [row.commitment, row.text]));
}

async function open(client: Pool | PoolClient, rows: readonly Row[], erased: Erased | string): Promise<RecordedEvent[]> {
  const texts = await textsOf(client, rows.map((row) => row.body));
  return rows.map(({ type, at, seq, actor, body }) => ({ type, at, seq, actor: JSON.parse(actor) as Actor, body: unseal(body, texts, erased) }));
}

/** Events of a stream from `first` to `last`, without the rows that the command path added itself. */
export async function eventsBetween(client: Pool | PoolClient, stream: string, first: number, last: number): Promise<RecordedEvent[]> {
  const text = `SELECT ${COLUMNS} FROM ledger WHERE stream = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq`;
  const { rows } = await client.query<Row>(text, [stream, first, last]);
  return (await open(client, rows, ERASED_WORD)).filter((event) => !isStoreEvent(event.type));
}

/** A row of the ledger for readers: texts in place, or `{erased: true}`; with its hash and its position in the whole. */
export interface LedgerEntry extends RecordedEvent {
  readonly hash: string;
  readonly position: number;
}

/** Rows of a stream after `afterSeq`, refusals and deliveries among them; at most `limit` (200). */
export async function readEvents(store: Pick<Store, 'pool'>, stream: string, afterSeq = 0, limit = 200): Promise<LedgerEntry[]> {
  const text = `SELECT ${COLUMNS} FROM ledger WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3`;
  const { rows } = await store.pool.query<Row>(text, [stream, afterSeq, Math.min(Math.max(limit, 1), 200)]);
  return entriesOf(store, rows);
}

/** Rows of any streams as readers see them, in the order given. */
export async function entriesOf({ pool }: Pick<Store, 'pool'>, rows: readonly Row[]): Promise<LedgerEntry[]> {
  const events = await open(pool, rows, { erased: true });
  return events.map((event, index) => ({ ...event, hash: rows[index]?.hash ?? '', position: rows[index]?.position ?? 0 }));
}

/**
 * The state of a record as it was at `instant`, folded from the ledger by the same `evolve` as ever; now, without
 * an instant. Null when there was no record yet. An erased text shows as "(erased)".
 */
export async function stateAsOf(store: Pick<Store, 'pool' | 'rules'>, target: Target, instant?: Instant): Promise<unknown> {
  const aggregate = store.rules.kinds[target.kind];
  const text = `SELECT ${COLUMNS} FROM ledger WHERE stream = $1 AND seq > $2 AND ($3::text IS NULL OR at <= $3) ORDER BY seq LIMIT ${PAGE}`;
  let state: unknown = null;
  for (let after = 0; ; ) {
    const { rows } = await store.pool.query<Row>(text, [target.id, after, instant ?? null]);
    for (const event of await open(store.pool, rows, ERASED_WORD)) {
      if (!isStoreEvent(event.type)) state = aggregate.evolve(state ?? aggregate.initial(target.id), event);
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return state;
    after = last.seq;
  }
}
