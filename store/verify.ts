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
const TEXTS = `SELECT commitment, stream, salt, text FROM texts WHERE commitment > $1 ORDER BY commitment LIMIT ${PAGE}`;

type Row = LedgerRow & { readonly position: number };

/** Rows out of the order in which they were committed were moved, even if each fits its chain. */
class Misplaced extends Error {
  readonly row: Row;
  constructor(row: Row) {
    super('misplaced');
    this.row = row;
  }
}

async function* readRows(client: PoolClient, onRow: (row: LedgerRow) => void, count: { commitments: number }): AsyncGenerator<LedgerRow> {
  let last: Row | undefined;
  for (;;) {
    const { rows } = await client.query<Row>({ name: 'verify_rows', text: ROWS, values: [last?.stream ?? '', last?.seq ?? 0] });
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
async function checkTexts(client: PoolClient): Promise<{ readonly kept: number; readonly bad: LedgerReport['bad'] }> {
  let kept = 0;
  for (let last = ''; ; ) {
    const { rows } = await client.query<{ commitment: string; stream: string; salt: string; text: string }>({ name: 'verify_texts', text: TEXTS, values: [last] });
    for (const { commitment, stream, salt, text } of rows) {
      kept += 1;
      if (/^[0-9a-f]{32}$/.test(salt) && commitText(salt, text) === commitment) continue;
      return { kept, bad: { stream, seq: 0, fault: 'text', detail: `a text of ${stream} is not the one that was committed to as ${commitment}` } };
    }
    last = rows.at(-1)?.commitment ?? '';
    if (rows.length < PAGE) return { kept, bad: null };
  }
}

async function headsOf(client: PoolClient): Promise<Map<string, ChainHead>> {
  const { rows } = await client.query<{ id: string; seq: number; hash: string }>('SELECT id, seq, head_hash AS hash FROM cases');
  return new Map(rows.map(({ id, seq, hash }) => [id, { seq, hash }]));
}

/**
 * Reads the whole ledger, in pages, from one snapshot, and names the first row that is wrong: edited, deleted, put in or
 * moved; also at the end of a chain, by the heads in `cases`; and texts that were exchanged. Memory grows with the number
 * of records, not of rows. `onRow` sees each row, for an export.
 */
export async function verifyLedger(pool: Pool, onRow: (row: LedgerRow) => void = () => undefined): Promise<LedgerReport> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const report = await verify(client, onRow);
    await client.query('COMMIT');
    return report;
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    client.release(failed);
  }
}

async function verify(client: PoolClient, onRow: (row: LedgerRow) => void): Promise<LedgerReport> {
  const count = { commitments: 0 };
  try {
    const { rows, chains, bad } = await verifyChain(readRows(client, onRow, count), await headsOf(client));
    const texts = await checkTexts(client);
    return { rows, chains, bad: bad ?? texts.bad, erased: Math.max(0, count.commitments - texts.kept), caveat: LEDGER_CAVEAT };
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    const { stream, seq } = error.row;
    const bad = { stream, seq, fault: 'order' as const, detail: `row ${seq} of ${stream} was committed before the row that it follows` };
    return { rows: 0, chains: 0, bad, erased: 0, caveat: LEDGER_CAVEAT };
  }
}
