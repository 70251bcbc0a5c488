import pg from 'pg';
import { NONCONFORMITY_COMMANDS } from '../../../contracts/nonconformity-closure.ts';
import { accepted, type BenchHouse, by } from './house.ts';
import { newId } from '../../../store/new-id.ts';

/** The classified nonconformity that the copies are made from. */
async function model({ store }: BenchHouse): Promise<string> {
  const target = { kind: 'nonconformity', id: newId('nc', Date.now()) } as const;
  await accepted(store, target, 'raise', NONCONFORMITY_COMMANDS.raise.parse({ title: 'Released without validation', description: 'Seen in a review', source: 'review' }), by('devon'));
  await accepted(store, target, 'classify', { class: 'minor', owner: 'mira', reason: 'By the table' }, by('noor'));
  return target.id;
}

const KINDS = `(ARRAY['corrective_action', 'corrective_action', 'corrective_action', 'correction', 'root_cause', 'evidence_verification', 'effectiveness_check', 'extension_decision'])[1 + (n + r.at) % 8]`;

const CASES = `INSERT INTO cases SELECT made.* FROM cases r, generate_series(1, $2::int) n,
  LATERAL jsonb_populate_record(NULL::cases, to_jsonb(r) || jsonb_build_object('id', r.id || to_char(n, 'FM0000000'), 'wake_at', now() + interval '300 days', 'tell', '[]'::jsonb, 'tell_since', null)) made WHERE r.id = $1`;

const NONCONFORMITIES = `INSERT INTO nonconformities SELECT made.* FROM nonconformities r, generate_series(1, $2::int) n,
  LATERAL jsonb_populate_record(NULL::nonconformities, to_jsonb(r) || jsonb_build_object('id', r.id || to_char(n, 'FM0000000'), 'class', (ARRAY['major', 'minor', 'observation'])[1 + n % 3])) made WHERE r.id = $1`;

/** Due within two hundred days around now, owed by everybody in turn; a third of what is overdue has climbed. */
const OBLIGATIONS = `INSERT INTO obligations SELECT made.* FROM (SELECT o.*, row_number() OVER ()::int AS at FROM obligations o WHERE o.case_id = $1) r, generate_series(1, $2::int) n,
  LATERAL (SELECT now() + (random() - 0.5) * interval '200 days' + n * interval '0 days' AS due, $3::text[] AS people) d,
  LATERAL (SELECT d.people[1 + (n * 7 + r.at) % cardinality(d.people)] AS person) w,
  LATERAL jsonb_populate_record(NULL::obligations, to_jsonb(r) - 'at' || jsonb_build_object('id', r.id || to_char(n, 'FM0000000'), 'case_id', r.case_id || to_char(n, 'FM0000000'), 'kind', ${KINDS}, 'due_at', d.due,
    'owed_person', w.person, 'to_people', jsonb_build_array(w.person), 'system_id', 'sys_seeded' || (n % 1000),
    'data', r.data::jsonb || jsonb_build_object('id', r.id || to_char(n, 'FM0000000'), 'kind', ${KINDS}, 'due_at', iso(d.due), 'owed_by', jsonb_build_object('person', w.person), 'to', jsonb_build_array(w.person),
      'fired', CASE WHEN d.due < now() AND n % 3 = 0 THEN jsonb_build_array(jsonb_build_object('id', 'head', 'level', 'L2', 'at', iso(d.due), 'to', '[]'::jsonb)) ELSE '[]'::jsonb END))) made`;

/** Fills what the managers' board reads with copies of a nonconformity's steps until so many are open; the statistics are then as autovacuum would leave them. */
export async function seedBoard(house: BenchHouse, obligations: number): Promise<void> {
  const id = await model(house);
  const client = new pg.Client({ connectionString: house.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ open: number }>('SELECT count(*)::int AS open FROM obligations WHERE case_id = $1', [id]);
    const copies = Math.ceil(obligations / (rows[0]?.open ?? 1));
    const people = (await house.store.pool.query<{ people: string[] }>(`SELECT ARRAY(SELECT p->>'id' FROM json_array_elements(state->'file'->'people') p) AS people FROM cases WHERE id = 'house'`)).rows[0]?.people ?? [];
    await client.query(CASES, [id, copies]);
    await client.query(NONCONFORMITIES, [id, copies]);
    await client.query(OBLIGATIONS, [id, copies, people.length > 0 ? people : ['mira']]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
