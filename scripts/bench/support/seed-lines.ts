import pg from 'pg';
import type { Directory, Person } from '../../../contracts/directory.ts';
import { HOUSE_ID } from '../../../contracts/ids.ts';
import { ncRaise, NONCONFORMITY_COMMANDS } from '../../../contracts/nonconformity-closure.ts';
import { newId } from '../../../store/new-id.ts';
import { readRecord } from '../../../store/read.ts';
import type { Target } from '../../../store/store.ts';
import { accepted, type BenchHouse, by } from './house.ts';

/** Managers, and how many report to each. */
export interface Lines {
  readonly managers: number;
  readonly reports: number;
  readonly actions: number;
}

/** Actions of one nonconformity. */
const PER_CASE = 4;
const CALENDAR = 'berlin';
const manager = (at: number): string => `manager-${at}`;

function peopleOf({ managers, reports }: Lines, unit: string): Person[] {
  return Array.from({ length: managers }, (_, at) => at + 1).flatMap((at) => {
    const base = { unit, calendar: CALENDAR, roles: [] };
    const above: Person = { ...base, id: manager(at), name: `Manager ${at}`, email: `manager-${at}@example.com`, slack_user_id: `UM${at}` };
    const below = Array.from({ length: reports }, (_no, n): Person => ({ ...base, id: `report-${at}-${n + 1}`, name: `Report ${at} ${n + 1}`, manager: above.id }));
    return [above, ...below];
  });
}

async function withPeople({ store }: BenchHouse, lines: Lines): Promise<void> {
  const house: Target = { kind: 'house', id: HOUSE_ID };
  const directory = (await readRecord(store, house))?.facts.directory;
  const unit = directory?.units[0]?.id;
  if (!directory || unit === undefined) throw new Error('the house has no directory');
  const larger: Directory = { ...directory, people: [...directory.people, ...peopleOf(lines, unit)] };
  await accepted(store, house, 'load-directory', { directory: larger }, { ...by(''), actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, door: 'system' });
}

const CASES = `INSERT INTO nonconformities SELECT made.* FROM nonconformities r, generate_series(1, $2::int) n,
  LATERAL jsonb_populate_record(NULL::nonconformities, to_jsonb(r) || jsonb_build_object('id', 'nc_seeded' || n)) made WHERE r.id = $1`;

// due within a month around now, so that every section of a digest has something
const ACTIONS = `INSERT INTO obligations SELECT made.* FROM (SELECT * FROM obligations WHERE case_id = $1 AND kind = 'correction') o, generate_series(1, $2::int) n,
  LATERAL (SELECT 1 + n % $3::int AS m, 1 + n % $4::int AS k) who,
  LATERAL jsonb_populate_record(NULL::obligations, to_jsonb(o) || jsonb_build_object('id', 'obl_seeded' || n, 'case_id', 'nc_seeded' || (1 + n % $5::int),
    'owed_person', 'report-' || m || '-' || k, 'to_people', jsonb_build_array('report-' || m || '-' || k), 'accountable', 'manager-' || m,
    'kind', (ARRAY['corrective_action', 'corrective_action', 'evidence_verification', 'effectiveness_check'])[1 + n % 4],
    'due_at', now() + ((n % 60) - 30) * interval '1 day')) made`;

/** Gives the house so many managers with their people, and so many open actions of nonconformities spread over them: the tables only, as `seedOpen`. */
export async function seedLines(house: BenchHouse, lines: Lines): Promise<void> {
  await withPeople(house, lines);
  const target: Target = { kind: 'nonconformity', id: newId('nc', Date.now()) };
  await accepted(house.store, target, 'raise', ncRaise.parse({ title: 'Model released without validation', description: 'Unvalidated', source: 'review' }), by('devon'));
  await accepted(house.store, target, 'classify', NONCONFORMITY_COMMANDS.classify.parse({ class: 'minor', owner: 'mira', reason: 'by the table' }), by('noor'));
  const client = new pg.Client({ connectionString: house.ownerUrl });
  await client.connect();
  try {
    const cases = Math.ceil(lines.actions / PER_CASE);
    await client.query(CASES, [target.id, cases]);
    await client.query(ACTIONS, [target.id, lines.actions, lines.managers, lines.reports, cases]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
