import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { evidenceId } from '../../../contracts/evidence.ts';
import type { Actor, CommandMeta } from '../../../contracts/ledger.ts';
import { NONCONFORMITY_COMMANDS, type NonconformityCommandName } from '../../../contracts/nonconformity-closure.ts';
import type { NonconformityState } from '../../../domain/nonconformity-closure/state.ts';
import { textSimilarity } from '../../../domain/nonconformity-closure/alike.ts';
import { execute } from '../../../store/execute.ts';
import { stateAsOf } from '../../../store/ledger.ts';
import { newId } from '../../../store/new-id.ts';
import { listSystemBlockers } from '../../../store/queries/blockers.ts';
import { nearMisses } from '../../../store/queries/near-misses.ts';
import { candidatesLike, listNonconformities, type NonconformitiesWish, nonconformitiesNamed } from '../../../store/queries/nonconformities.ts';
import { othersFor } from '../../../store/others.ts';
import { readRecordAsOf } from '../../../store/read-as-of.ts';
import { readRecord } from '../../../store/read.ts';
import type { Store, Target } from '../../../store/store.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { PAIRS } from '../nonconformity-closure/alike-pairs.ts';
import { ROOT_CAUSE } from '../../support/nonconformity.ts';
import { emptyProduct, HOUSE, type ToyStore } from '../../support/toy-store.ts';
import { digest, exampleDirectory, PROFILES, shippedPolicy } from '../../support/world.ts';

const PROOF = digest('proof');
const DAY = 86_400_000;
const newSystem = (): Target => ({ kind: 'system', id: newId('sys', Date.now()) });
const [first, second] = [newSystem(), newSystem()];
const START: Actor = { kind: 'machine', id: 'gatehouse', on_behalf_of: null };
let toys: ToyStore;
let store: Store;

async function run(target: Target, by: string | Actor, name: string, body: object): Promise<void> {
  const given = target.kind === 'nonconformity' ? NONCONFORMITY_COMMANDS[name as NonconformityCommandName].parse(body) : body;
  const actor: Actor = typeof by === 'string' ? { kind: 'person', id: by } : by;
  const meta: CommandMeta = { command_id: newId('cmd', Date.now()), actor, door: 'api', assurance: 'mfa' };
  const outcome = await execute(store, target, { name, body: given as Record<string, unknown> }, meta);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.refusal.refused}, ${outcome.refusal.detail}`);
}

async function raise(change: object = {}): Promise<Target> {
  const target: Target = { kind: 'nonconformity', id: newId('nc', Date.parse(toys.now)) };
  await run(target, 'devon', 'raise', { title: 'Model released without validation', description: 'Unvalidated', source: 'review', system_id: first.id, ...change });
  return target;
}
const stateOf = async (target: Target) => (await readRecord(store, target))?.state as NonconformityState;

beforeAll(async () => {
  ({ toys, store } = await emptyProduct());
  toys.now = '2026-03-02T09:00:00.000Z';
  await run(HOUSE, START, 'bootstrap-policy', { policy: shippedPolicy(), source: 'disk' });
  await run(HOUSE, START, 'load-directory', { directory: exampleDirectory() });
  for (const [system, unit] of [[first, 'claims'], [second, 'retail']] as const) {
    const entry = {
      name: unit, use_case: 'Sorts', intended_use: 'By handlers', type: 'predictive', our_role: 'provider', owner: 'dana', unit,
      stage: 'operation', jurisdictions: ['DE'], aims_scope: { in_scope: true }, dependencies: [], signing_keys: [], risk_profile: PROFILES.medium,
    };
    await run(system, 'dana', 'add', entry);
  }
  await run({ kind: 'evidence', id: evidenceId(PROOF) }, 'mira', 'store', { sha256: PROOF, bytes: 1, name: 'proof.txt' });
});
afterAll(() => toys.end());

describe('the ledger of a nonconformity', () => {
  it('hashes a commitment of everything that somebody typed, and gives it back', async () => {
    const target = await raise({ title: 'Typed title', description: 'Typed description', vendor: 'Typed vendor' });
    await run(target, 'noor', 'classify', { class: 'major', owner: 'mira', reason: 'Typed reason' });
    await run(target, 'mira', 'correct', { correction: 'Typed correction', consequences: 'Typed consequences' });
    const { whys, ...cause } = ROOT_CAUSE;
    const typed = { ...cause, problem: { what: 'Typed a', where: 'Typed b', when: 'Typed c', extent: 'Typed d', not_where: 'Typed e' }, root: { ...cause.root, cause: 'Typed cause' }, escape: 'Typed escape', extent: { looked_at: 'Typed look', found_in: [] } };
    await run(target, 'mira', 'root-cause', { ...typed, whys: whys.map((why) => ({ ...why, because: `Typed ${why.because}` })) });
    const { rows } = await toys.owner.query<{ body: string }>('SELECT body FROM ledger WHERE stream = $1', [target.id]);
    expect(rows.map(({ body }) => body).filter((body) => body.includes('Typed'))).toEqual([]);
    expect(await stateAsOf(store, target, toys.now)).toEqual(await stateOf(target));
    expect(await verifyLedger(store.pool)).toMatchObject({ bad: null, erased: 0 });
  });
});

describe('§3 an open major nonconformity', () => {
  it('blocks each system in its extent, and wakes what is open there', async () => {
    const other = await raise({ title: 'Waits on the second system', system_id: second.id });
    const target = await raise({ title: 'Reaches two', systems: [second.id] });
    await run(target, 'noor', 'classify', { class: 'major', owner: 'mira', reason: 'Both are hit' });
    for (const { id } of [first, second]) {
      const { items } = await listSystemBlockers(store, id, {});
      expect(items.find(({ source_case }) => source_case === target.id)).toMatchObject({ id: `${target.id}/system/${id}`, kind: 'nonconformity', ends_by: 'cure', holding: true });
    }
    const { rows } = await toys.owner.query('SELECT 1 FROM wakes WHERE case_id = $1', [other.id]);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('is among what held a system of its extent at an earlier moment (R-90)', async () => {
    const target = await raise({ title: 'Was there then', system_id: second.id, systems: [first.id] });
    await run(target, 'noor', 'classify', { class: 'major', owner: 'mira', reason: 'Grave' });
    const blockers = (await readRecordAsOf(store, first, toys.now))?.facts.blockers ?? [];
    expect(blockers.map(({ id }) => id)).toContain(`${target.id}/system/${first.id}`);
  });
});

describe('what the rules of a nonconformity see', () => {
  it('is whether a system named is registered', async () => {
    await expect(raise({ systems: ['sys_0000000000000000000000000z'] })).rejects.toThrow(/sys_0000000000000000000000000z/);
  });

  it('is sieved no narrower than titles are alike by the policy’s threshold (R-46)', async () => {
    const threshold = shippedPolicy().nonconformities!.recurrence.text_similarity;
    const alike = PAIRS.filter(({ a, b }) => textSimilarity(a, b) >= threshold);
    expect(alike.length).toBeGreaterThan(5);
    const pairs = [...alike, { a: 'Drifts: Validierungen fehlten', b: 'Drift, Validierung fehlt' }, { a: 'Übung', b: 'Ubungen' }];
    const { rows } = await toys.owner.query<{ met: boolean }>('SELECT title_words(a) && title_words(b) AS met FROM unnest($1::text[], $2::text[]) p(a, b)', [pairs.map(({ a }) => a), pairs.map(({ b }) => b)]);
    expect(rows.filter(({ met }) => !met)).toEqual([]);
  });

  it('is the near-misses of the policy’s window, with what they have in common (R-40)', async () => {
    const near = await raise({ title: 'Nearly released', near_miss: true, controls: ['A.8.8'] });
    const view = await nearMisses(store, shippedPolicy());
    expect(view?.promote_at).toBe(shippedPolicy().nonconformities!.near_miss.promote_at);
    expect(view?.items).toContainEqual({ by: 'control', key: 'A.8.8', count: 1, promoted: 0, last_at: toys.now, ids: [near.id] });
    expect(await nearMisses(store, null)).toBeNull();
  });

  it('is those alike, and not what was over before the window', async () => {
    const target = await raise({ title: 'Drift of the scoring threshold', controls: ['A.9.9'] });
    const rules = shippedPolicy().nonconformities!;
    const one = { title: 'The threshold drifted', systems: [], controls: [], clauses: [], cause_class: null };
    expect((await candidatesLike(store, one, rules)).map(({ id }) => id)).toContain(target.id);
    await run(target, 'noor', 'reject', { reason: 'None' });
    await run(target, 'maya', 'reject', { reason: 'None' });
    const before = toys.now;
    toys.now = new Date(Date.parse(before) + 400 * DAY).toISOString();
    expect((await candidatesLike(store, { ...one, controls: ['A.9.9'] }, rules)).map(({ id }) => id)).not.toContain(target.id);
    toys.now = before;
  });

  it('is what the systems bring in that an analysis finds the like in', async () => {
    const beyond = { extent: { looked_at: 'All', found_in: [second.id] } };
    const asked: unknown[][] = [];
    const client = { query: ({ values }: { values: unknown[] }) => (asked.push(values), Promise.resolve({ rows: [] })) } as unknown as PoolClient;
    await othersFor(client, 'nc_1', null, { name: 'root-cause', body: beyond }, toys.now);
    expect(JSON.parse(String(asked[0]?.[2]))).toMatchObject({ systems: [second.id] });
  });

  it('is those of the same clause, behind however many newer ones, and a clause is no control', async () => {
    const target = await raise({ title: 'Zebra', clauses: ['9.2'], system_id: second.id });
    const one = { title: 'Quite other words', systems: [], controls: [], clauses: ['9.2'], cause_class: null };
    const found = async (about: object) => {
      const { rows } = await toys.owner.query<{ id: string }>("SELECT data->>'id' AS id FROM nonconformities_beside('', '2020-01-01', $1, '{}')", [JSON.stringify(about)]);
      return rows.map(({ id }) => id);
    };
    await toys.owner.query('BEGIN');
    await toys.owner.query("INSERT INTO nonconformities SELECT (jsonb_populate_record(n, jsonb_build_object('id', 'nc_newer' || g, 'raised_at', n.raised_at + interval '1 day', 'systems', '{}'::text[], 'controls', '{}'::text[], 'words', '{}'::text[], 'data', '{}'::json))).* FROM nonconformities n, generate_series(1, 100) g WHERE n.id = $1", [target.id]);
    const hits = [await found(one), await found({ ...one, clauses: [], controls: ['9.2'] })];
    await toys.owner.query('ROLLBACK');
    expect(hits.map((ids) => ids.includes(target.id))).toEqual([true, false]);
    expect((await listNonconformities(store, { limit: 200, control: '9.2' })).items.map(({ id }) => id)).not.toContain(target.id);
  });
});

describe('the list of nonconformities', () => {
  let minor: Target;
  beforeAll(async () => {
    minor = await raise({ title: 'A minor one', system_id: second.id, source: 'vendor', vendor: 'A vendor' });
    await run(minor, 'noor', 'classify', { class: 'minor', owner: 'bela', reason: 'Isolated' });
  });
  const listed = async (wish: NonconformitiesWish) => (await listNonconformities(store, { limit: 200, ...wish })).items.map(({ id }) => id);

  it.each([
    ['state', { state: 'classified' }, { state: 'raised' }, 'the state of §3'],
    ['class', { class: 'minor' }, { class: 'major' }, 'who looks for the grave ones'],
    ['owner', { owner: 'bela' }, { owner: 'mira' }, 'somebody looks for his own'],
    ['source', { source: 'vendor' }, { source: 'audit' }, 'after an audit'],
    ['system', {}, { system: 'sys_x' }, 'any system of the extent'],
    ['unit', { unit: 'retail' }, { unit: 'claims' }, "the system's unit where none was named"],
    ['unit above', { unit: 'business' }, { unit: 'technology' }, 'a unit is asked for with all below it, as on the board and in the indicators'],
    ['open', { open: true }, { open: false }, 'what is left to do'],
    ['overdue', { overdue: false }, { overdue: true }, 'nothing is due yet'],
  ])('by %s holds what fits and not what does not (%j, %j: %s)', async (_filter: string, fits: NonconformitiesWish, misses: NonconformitiesWish, _reason: string) => {
    expect(await listed(fits)).toContain(minor.id);
    expect(await listed(misses)).not.toContain(minor.id);
  });

  it('says what is owed next, and that it is overdue once its time has come', async () => {
    const before = toys.now;
    toys.now = new Date(Date.parse(before) + 60 * DAY).toISOString();
    const [found] = (await listNonconformities(store, { overdue: true, owner: 'bela' })).items;
    expect(found).toMatchObject({ id: minor.id, kind: 'nonconformity', state: 'classified', system_id: second.id, unit: 'retail', overdue: true });
    expect(found?.open).toBeGreaterThan(0);
    toys.now = before;
  });

  it('goes on from page to page, newest first, each once', async () => {
    const all = await listed({});
    const pages: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listNonconformities(store, { limit: 2, cursor });
      pages.push(...page.items.map(({ id }) => id));
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    expect(pages).toEqual(all);
    expect(all).toEqual([...all].sort().reverse());
  });

  it('names others by id', async () => {
    expect((await nonconformitiesNamed(store, [minor.id, 'nc_unknown'])).get(minor.id)?.title).toBe('A minor one');
  });
});
