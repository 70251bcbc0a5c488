import type { LedgerRow } from './chain.ts';
import type { Store } from './store.ts';

/** Read in pages, so that neither the database nor this process holds a whole ledger in memory. */
const PAGE = 1_000;

/**
 * Every row of the ledger as it was hashed, chain by chain (streams as plain ASCII, rows by `seq`): what
 * `ledger verify` and anybody else can check with a SHA-256 tool. Rows that come meanwhile may be left out.
 */
export async function* ledgerRows(store: Pick<Store, 'pool'>): AsyncGenerator<LedgerRow> {
  const text = `SELECT stream, seq, at, actor, type, body, prev_hash, hash FROM ledger
    WHERE (stream, seq) > ($1::text COLLATE "C", $2::int) ORDER BY stream COLLATE "C", seq LIMIT ${PAGE}`;
  let after: readonly [string, number] = ['', 0];
  for (;;) {
    const { rows } = await store.pool.query<LedgerRow>(text, [...after]);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = [last.stream, last.seq];
  }
}
