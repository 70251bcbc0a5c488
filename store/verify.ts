import type { Pool, PoolClient } from 'pg';
import { type BadRow, type ChainHead, commitText, type LedgerRow, verifyChain } from './chain.ts';

/** What a verification can't show, said with every report (design §5). */
export const LEDGER_CAVEAT =
  'This shows that no row was changed, removed, put in or moved since its chain went on. The owner of the database could still rewrite a whole chain, until signed checkpoints are kept outside of it.';

export interface LedgerReport {
  readonly rows: number;
  readonly chains: number;
  /** The first row that is wrong; null when all is well. */
  readonly bad: (Omit<BadRow, 'fault'> & { readonly fault: BadRow['fault'] | 'text' }) | null;
  /** Texts that were erased: their rows still verify by their commitments. */
  readonly erased: number;
  readonly caveat: string;
}

const PAGE = 2_000;
const ROWS = `SELECT stream, seq, at, actor, type, body, prev_hash, hash, position FROM ledger
  WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT ${PAGE}`;
const ROWS_OF = ROWS.replace('WHERE', 'WHERE stream = $3 AND');
const TEXTS = `SELECT commitment, stream, salt, text FROM texts WHERE commitment > $1 ORDER BY commitment LIMIT ${PAGE}`;
const TEXTS_OF = TEXTS.replace('WHERE', 'WHERE stream = $2 AND');

type Row = LedgerRow & { readonly position: number };

/** Rows out of the order in which they were committed were moved, even if each fits its chain. */
class Misplaced extends Error {
  readonly row: Row;
  constructor(row: Row) {
    super('misplaced');
    this.row = row;
  }
}

/** What is read: everything, or one chain. */
interface Reading {
  readonly stream: string | null;
  readonly onRow: (row: LedgerRow) => void;
}

async function* readRows(client: PoolClient, { stream, onRow }: Reading, count: { commitments: number }): AsyncGenerator<LedgerRow> {
  let last: Row | undefined;
  for (;;) {
    const from = [last?.stream ?? '', last?.seq ?? 0];
    const { rows } = await client.query<Row>(stream === null ? { name: 'verify_rows', text: ROWS, values: from } : { name: 'verify_rows_of', text: ROWS_OF, values: [...from, stream] });
    for (const row of rows) {
      if (last?.stream === row.stream && row.position < last.position && row.seq === last.seq + 1) throw new Misplaced(row);
      count.commitments += row.body.split('{"commitment":"sha256:').length - 1;
      onRow(row);
      yield row;
      last = row;
    }
    if (rows.length < PAGE) return;
  }
}

/** The texts that are still there must be those that were committed to. */
async function checkTexts(client: PoolClient, only: string | null): Promise<{ readonly kept: number; readonly bad: LedgerReport['bad'] }> {
  let kept = 0;
  for (let last = ''; ; ) {
    const { rows } = await client.query<{ commitment: string; stream: string; salt: string; text: string }>(only === null ? { name: 'verify_texts', text: TEXTS, values: [last] } : { name: 'verify_texts_of', text: TEXTS_OF, values: [last, only] });
    for (const { commitment, stream, salt, text } of rows) {
      kept += 1;
      if (/^[0-9a-f]{32}$/.test(salt) && commitText(salt, text) === commitment) continue;
      return { kept, bad: { stream, seq: 0, fault: 'text', detail: `a text of ${stream} is not the one that was committed to as ${commitment}` } };
    }
    last = rows.at(-1)?.commitment ?? '';
    if (rows.length < PAGE) return { kept, bad: null };
  }
}

async function headsOf(client: PoolClient, only: string | null): Promise<Map<string, ChainHead>> {
  const { rows } = await client.query<{ id: string; seq: number; hash: string }>('SELECT id, seq, head_hash AS hash FROM cases WHERE $1::text IS NULL OR id = $1', [only]);
  return new Map(rows.map(({ id, seq, hash }) => [id, { seq, hash }]));
}

/**
 * Reads the whole ledger, in pages, from one snapshot, and names the first row that is wrong: edited, deleted, put in or
 * moved; also at the end of a chain, by the heads in `cases`; and texts that were exchanged. Memory grows with the number
 * of records, not of rows. `onRow` sees each row, for an export.
 */
export const verifyLedger = (pool: Pool, onRow: (row: LedgerRow) => void = () => undefined): Promise<LedgerReport> => report(pool, { stream: null, onRow });

/** As {@link verifyLedger}, of one chain and its texts. A chain that nobody wrote has no rows, and nothing wrong. */
export const verifyStream = (pool: Pool, stream: string): Promise<LedgerReport> => report(pool, { stream, onRow: () => undefined });

async function report(pool: Pool, reading: Reading): Promise<LedgerReport> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const found = await verify(client, reading);
    await client.query('COMMIT');
    return found;
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    client.release(failed);
  }
}

async function verify(client: PoolClient, reading: Reading): Promise<LedgerReport> {
  const count = { commitments: 0 };
  try {
    const { rows, chains, bad } = await verifyChain(readRows(client, reading, count), await headsOf(client, reading.stream));
    const texts = await checkTexts(client, reading.stream);
    return { rows, chains, bad: bad ?? texts.bad, erased: Math.max(0, count.commitments - texts.kept), caveat: LEDGER_CAVEAT };
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    const { stream, seq } = error.row;
    const bad = { stream, seq, fault: 'order' as const, detail: `row ${seq} of ${stream} was committed before the row that it follows` };
    return { rows: 0, chains: 0, bad, erased: 0, caveat: LEDGER_CAVEAT };
  }
}
