import pg from 'pg';
import { openCases } from './cases.ts';
import type { BenchHouse } from './house.ts';

/** Cases that the copies are made from. */
const MODELS = 4;

/**
 * Fills the projections with copies of real open cases until so many obligations are open: due within a month around
 * now, spread over a thousand systems, each obligation with a message that was sent. Only the tables that lists and
 * commands read: no ledger, no workflows.
 */
export async function seedOpen(house: BenchHouse, obligations: number): Promise<void> {
  const models = await openCases(house, MODELS);
  const client = new pg.Client({ connectionString: house.ownerUrl });
  await client.connect();
  try {
    const perCase = await openOf(client, models.map(({ id }) => id));
    const copies = Math.ceil(obligations / (perCase * MODELS));
    const values = [models.map(({ id }) => id), copies];
    for (const text of [CASES, OBLIGATIONS, DELIVERIES]) await client.query(text, values);
  } finally {
    await client.end();
  }
}

async function openOf(client: pg.Client, ids: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ open: number }>('SELECT count(*)::int AS open FROM obligations WHERE case_id = ANY ($1)', [ids]);
  return (rows[0]?.open ?? 0) / ids.length;
}

const COPY = `to_char(n, 'FM0000000')`;

const CASES = `INSERT INTO cases
  SELECT (r).* FROM (
    SELECT jsonb_populate_record(c, jsonb_build_object('id', c.id || ${COPY}, 'system_id', 'sys_seeded' || (n % 1000), 'wake_at', now() + interval '30 days', 'tell', '[]'::jsonb, 'tell_since', null)) AS r
    FROM cases c, generate_series(1, $2::int) n WHERE c.id = ANY ($1)) copies`;

const OBLIGATIONS = `INSERT INTO obligations
  SELECT (r).* FROM (
    SELECT jsonb_populate_record(o, jsonb_build_object('id', o.id || ${COPY}, 'case_id', o.case_id || ${COPY}, 'system_id', 'sys_seeded' || (n % 1000),
        'due_at', due, 'data', o.data::jsonb || jsonb_build_object('id', o.id || ${COPY}, 'due_at', iso(due)))) AS r
    FROM obligations o, generate_series(1, $2::int) n, LATERAL (SELECT now() + (random() - 0.5) * interval '60 days' + 0 * n * interval '1 day' AS due) d
    WHERE o.case_id = ANY ($1)) copies`;

const DELIVERIES = `INSERT INTO deliveries
  SELECT (r).* FROM (
    SELECT jsonb_populate_record(d, jsonb_build_object('key', d.key || ${COPY}, 'case_id', d.case_id || ${COPY}, 'state', 'sent', 'remote_ref', 'D0/1', 'shown_rev', 1000)) AS r
    FROM (SELECT DISTINCT ON (case_id, obligation_id) * FROM deliveries WHERE case_id = ANY ($1) AND obligation_id IS NOT NULL) d, generate_series(1, $2::int) n) copies`;
