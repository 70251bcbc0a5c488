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

/** The rows that `from` finds, each so many times, with the members of `change` replaced. `n` numbers the copies. */
const copiesOf = (table: string, from: string, change: string): string => `INSERT INTO ${table} SELECT made.* FROM (${from}) r, generate_series(1, $2::int) n,
    LATERAL (SELECT now() + (random() - 0.5) * interval '60 days' + n * interval '0 days' AS due) d,
    LATERAL jsonb_populate_record(NULL::${table}, to_jsonb(r) || jsonb_build_object(${change})) made`;

const CASES = copiesOf('cases', 'SELECT * FROM cases WHERE id = ANY ($1)', `'id', r.id || ${COPY}, 'system_id', 'sys_seeded' || (n % 1000), 'wake_at', now() + interval '30 days', 'tell', '[]'::jsonb, 'tell_since', null`);

const OBLIGATIONS = copiesOf(
  'obligations',
  'SELECT * FROM obligations WHERE case_id = ANY ($1)',
  `'id', r.id || ${COPY}, 'case_id', r.case_id || ${COPY}, 'system_id', 'sys_seeded' || (n % 1000), 'due_at', due, 'data', r.data::jsonb || jsonb_build_object('id', r.id || ${COPY}, 'due_at', iso(due))`,
);

const DELIVERIES = copiesOf(
  'deliveries',
  'SELECT DISTINCT ON (case_id, obligation_id) * FROM deliveries WHERE case_id = ANY ($1) AND obligation_id IS NOT NULL',
  `'key', r.key || ${COPY}, 'case_id', r.case_id || ${COPY}, 'state', 'sent', 'remote_ref', 'D0/1', 'shown_rev', 1000`,
);
