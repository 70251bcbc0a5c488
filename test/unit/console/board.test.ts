import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { BoardSummary } from '../../../contracts/action-board.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { ok, type Seeded, seedSystem } from '../../support/seed.ts';

/** Two nonconformities that mira owns (manager: bruno), one overdue; a third that nobody classified. */
let house: TestConsole;
let system: Seeded;
let cases: string[];
const OVERDUE_DAYS = 40;

const raise = async (title: string) => String(ok(await house.api.as('devon').post('/v1/nonconformities', { title, description: 'Seen in a review', source: 'review', system_id: system.id }))['id']);
type Owed = Record<string, string>;
const board = async (query = '', person = 'theo') => ok(await house.api.as(person).get(`/v1/boards/actions${query}`)) as unknown as { items: Owed[]; next_cursor: string | null; summary: BoardSummary };
const owed = async (of: string, kind: string): Promise<string> => (await board()).items.find((item) => item['case_id'] === of && item['kind'] === kind)!['id']!;

beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'medium' });
  cases = [await raise('Reviews were skipped'), await raise('Alerts were off'), await raise('=HYPERLINK("x") in a report')];
  for (const id of cases.slice(0, 2)) ok(await house.api.as('noor').post(`/v1/nonconformities/${id}/classify`, { class: 'major', owner: 'mira', reason: 'Grave' }));
  const due = new Date(Date.now() - OVERDUE_DAYS * 86_400_000).toISOString();
  await house.api.store.pool.query(`UPDATE obligations SET due_at = $2::timestamptz, data = (data::jsonb || jsonb_build_object('due_at', iso($2::timestamptz)))::json WHERE case_id = $1 AND kind = 'correction'`, [cases[0], due]);
});
afterAll(() => house.stop());

/** Sends what is marked on the page of a person, as the form there would. */
async function send(person: string, deed: string, ids: readonly string[], more: Record<string, string> = {}) {
  const browser = house.browser(person);
  const fields = (await browser.get('/board')).form('/board/selected');
  const sent: Record<string, string> = { ...fields, do: deed, obligation: ids.join(','), ...more };
  return { sent, browser, answer: await browser.post('/board/selected', sent) };
}
const rowsOf = (html: string): string[] => [...html.matchAll(/<tr><th scope="row">.*?<\/tr>/gs)].map(([row]) => row.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim());
const nudges = async () => (await house.api.store.pool.query<{ recipient: string }>(`SELECT recipient FROM deliveries WHERE about->>'nudged_by' IS NOT NULL`)).rows.map(({ recipient }) => recipient);

describe('§3.18 the board of a manager', () => {
  it('holds what the line owes, counted by age, by owner and by what it waits for', async () => {
    const { items, summary } = await board('?manager=bruno');
    // what mira owes, whose manager he is, and what a role owes in a case that he answers for
    expect(new Set(items.map(({ kind, owner }) => `${kind} ${owner}`))).toEqual(new Set(['correction mira', 'root_cause mira', 'action_plan mira', 'recurrence_decision null']));
    expect([summary.open, summary.buckets.overdue, summary.bands.map(({ count }) => count)]).toEqual([7, 1, [0, 0, 1, 0]]);
    expect(summary.owners).toMatchObject([{ owner: 'mira', overdue: 1 }]);
    expect(items[0]).toMatchObject({ kind: 'correction', overdue: true, band: 3, class: 'major', accountable: 'bruno' });
  });

  it('counts the same with filters and without, by index and by reading', async () => {
    const [all, one] = [await board(), await board(`?system=${system.id}`)];
    expect(one.summary).toEqual(all.summary);
    expect(all.summary.open).toBe(all.items.length);
  });

  // each row: a filter, and how many of the nine things that are owed it leaves
  it.each([
    ['bucket=overdue', 1], ['band=3', 1], ['band=1', 0], ['bucket=overdue&band=3&owner=mira', 1], ['owner=bruno', 0], ['class=minor', 0], ['bucket=to_verify', 0], ['manager=mira', 0],
  ])('narrowed by %s has %s rows', async (query, rows) => {
    expect((await board(`?${query}`)).items).toHaveLength(rows);
  });

  it('goes on from page to page, each thing once', async () => {
    const found: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Awaited<ReturnType<typeof board>> = await board(`?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      expect(page.summary === null).toBe(next !== '');
      found.push(...page.items.map(({ id }) => id!));
      next = page.next_cursor;
    }
    expect([found.length, new Set(found).size]).toEqual([9, 9]);
  });

  it('is a file in which no title is a formula', async () => {
    const { html } = await house.browser('theo').get('/board?format=csv');
    expect((await house.api.as('theo').get('/v1/boards/actions?format=csv')).text).toBe(html);
    expect(html.split('\r\n')[0]).toContain('obligation,kind,state,due_at,overdue,band,owner');
    expect(html).toContain(`"'=HYPERLINK`);
  });

  it('shows the reader of a line the way to it, and marks every row with words', async () => {
    const { html } = await house.browser('bruno').get('/board');
    expect(html).toContain('/board?manager=bruno');
    expect([...html.matchAll(/type="checkbox" name="obligation" value="obl_[^"]*" aria-label="[^"]+"/g)]).toHaveLength(9);
  });
});

describe('§3.18 what is done with many at once', () => {
  it('nudges each person once however many are chosen, and once however often the form is sent', async () => {
    const ids = [await owed(cases[0]!, 'root_cause'), await owed(cases[1]!, 'root_cause')];
    const { sent, browser, answer } = await send('bruno', 'nudge', ids);
    expect([answer.status, rowsOf(answer.html).map((row) => / Done /.test(row))]).toEqual([200, [true, true]]);
    expect(await nudges()).toEqual(['mira']);
    expect(rowsOf((await browser.post('/board/selected', sent)).html).map((row) => / Done /.test(row))).toEqual([true, true]);
    expect(await nudges()).toEqual(['mira']);
  });

  it('nudges nobody twice in the time of the policy, about these things or about others', async () => {
    for (const kind of ['root_cause', 'action_plan']) {
      const { answer } = await send('maya', 'nudge', [await owed(cases[0]!, kind)]);
      expect(rowsOf(answer.html)).toEqual([expect.stringMatching(/Refused .* was nudged .*less than P1D ago/)]);
    }
    expect(await nudges()).toEqual(['mira']);
  });

  it('whom one case shields from a nudge hears of no other case either', async () => {
    const { answer } = await send('maya', 'nudge', [await owed(cases[0]!, 'root_cause'), await owed(cases[1]!, 'action_plan')]);
    expect(rowsOf(answer.html)).toEqual([expect.stringMatching(/Refused/), expect.stringMatching(/Refused .* was nudged/)]);
    expect(await nudges()).toEqual(['mira']);
  });

  it('asks once for all, keeps what was chosen while something is missing, and gives each to somebody else', async () => {
    const ids = [await owed(cases[0]!, 'action_plan'), await owed(cases[1]!, 'action_plan')];
    const { browser, answer } = await send('bruno', 'reassign', ids);
    const form = answer.form('/board/selected');
    expect([answer.status, form['obligation'], form['sent']]).toEqual([200, ids.join(','), 'yes']);
    const half = await browser.post('/board/selected', { ...form, to: 'dana' });
    expect([half.status, half.html.includes('Reason: this is needed'), half.form('/board/selected')['obligation']]).toEqual([422, true, ids.join(',')]);
    const done = await browser.post('/board/selected', { ...half.form('/board/selected'), to: 'dana', reason: 'Mira is at the audit' });
    expect(rowsOf(done.html).map((row) => / Done /.test(row))).toEqual([true, true]);
    expect((await board('?owner=dana')).items.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it('asks for more time of each by its own rules: one that is refused stops no other', async () => {
    const ids = [await owed(cases[2]!, 'classification'), await owed(cases[1]!, 'correction')];
    const until = new Date(Date.now() + 12 * 86_400_000).toISOString();
    const { answer } = await send('mira', 'extend', ids, { sent: 'yes', until, reason: 'The tool is late', interim_control: 'By hand' });
    expect(rowsOf(answer.html)).toEqual([expect.stringContaining(' Refused '), expect.stringContaining(' Done ')]);
    expect((await board('?bucket=extensions')).items).toMatchObject([{ kind: 'extension_decision', case_id: cases[1], owner: 'bruno' }]);
  });

  it('that breaks half-way comes back with all that was typed, and sent again does the rest and nothing twice', async () => {
    const ids = [await owed(cases[0]!, 'correction'), await owed(cases[1]!, 'root_cause')];
    const owner = new pg.Client({ connectionString: house.api.database.ownerUrl });
    await owner.connect();
    await owner.query(`CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''XX000''; END'`);
    await owner.query(`CREATE TRIGGER fails BEFORE UPDATE ON cases FOR EACH ROW WHEN (NEW.id = '${cases[1]!}') EXECUTE FUNCTION fails()`);
    const { browser, sent, answer } = await send('bruno', 'reassign', ids, { sent: 'yes', to: 'dana', reason: 'Mira is ill' });
    await owner.query('DROP TRIGGER fails ON cases');
    await owner.end();
    const form = answer.form('/board/selected');
    expect([answer.status, answer.html.includes('What you typed is still here'), form['command_id'], form['obligation'], form['reason']]).toEqual([503, true, sent['command_id'], ids.join(','), 'Mira is ill']);
    const events = async () => (await house.api.store.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ledger WHERE stream = ANY ($1) AND type = 'obligation.reassigned'`, [cases])).rows[0]!.n;
    const before = await events();
    const again = await browser.post('/board/selected', { ...form, to: 'dana' });
    expect(rowsOf(again.html).map((row) => / Done /.test(row))).toEqual([true, true]);
    expect(await events()).toBe(before + 1);
  });

  it('records nothing from another site, without the token, without a choice, or signed out, and loses no choice', async () => {
    const id = await owed(cases[0]!, 'correction');
    const { sent, browser } = await send('bruno', 'nudge', []);
    expect((await browser.post('/board/selected', sent)).status).toBe(422);
    expect((await browser.post('/board/selected', { ...sent, obligation: id }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    const stale = await browser.post('/board/selected', { ...sent, obligation: id, csrf: 'other' });
    expect([stale.status, stale.form('/board/selected')['obligation']]).toEqual([403, id]);
    const out = await house.browser(null).post('/board/selected', { ...sent, obligation: id });
    expect([out.status, out.form('/board/selected')['obligation']]).toEqual([401, id]);
    expect(await nudges()).toEqual(['mira']);
  });
});
