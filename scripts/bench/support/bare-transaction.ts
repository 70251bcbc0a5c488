import type { Pool } from 'pg';
import { createPool } from '../../../store/database.ts';
import type { BenchPostgres } from './postgres.ts';
import type { Undo } from './undo.ts';

/** The least that any recorded decision costs on this server: BEGIN; SELECT … FOR UPDATE; INSERT; COMMIT. */
export interface BareTransaction {
  /** One transaction on the row `id` (0 to 999). */
  run(id: number): Promise<void>;
}

/** About what the event of a vote weighs in the ledger. */
const BODY = JSON.stringify({ verdict: 'approve', digests: 'x'.repeat(600) });

async function transact(pool: Pool, id: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ name: 'bare_lock', text: 'SELECT id, state FROM bare_cases WHERE id = $1 FOR UPDATE', values: [id] });
    await client.query({ name: 'bare_insert', text: 'INSERT INTO bare_ledger (case_id, body) VALUES ($1, $2)', values: [id, BODY] });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** A database of its own on the same server, with the tables that the bare transaction and the bare engine write to. */
export async function bareDatabase(postgres: BenchPostgres): Promise<string> {
  const { name, appUrl } = await postgres.database();
  await postgres.asSuperuser(
    `CREATE TABLE bare_cases (id int PRIMARY KEY, state text NOT NULL);
     INSERT INTO bare_cases SELECT n, 'open' FROM generate_series(0, 999) n;
     CREATE TABLE bare_ledger (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id int NOT NULL, body text NOT NULL);
     GRANT SELECT, INSERT, UPDATE ON bare_cases, bare_ledger TO gatehouse_app`,
    name,
  );
  return appUrl;
}

/** Through the same driver and pool as ours. */
export async function bareTransaction(postgres: BenchPostgres, undo: Undo): Promise<BareTransaction> {
  const pool = createPool({ url: await bareDatabase(postgres), max: 20 });
  undo.add('the pool of the bare transaction', () => pool.end());
  return { run: (id) => transact(pool, id % 1_000) };
}
