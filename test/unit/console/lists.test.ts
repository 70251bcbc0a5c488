import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_ROLE } from '../../../domain/actors.ts';
import { holders } from '../../../domain/directory.ts';
import { PAGES } from '../../../console/page-table.ts';
import { CAST, ok, type Seeded, seedSystem } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
let system: Seeded;
let id: string;
beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'medium' });
  id = await house.inReview({}, {}, system);
});
afterAll(() => house.stop());

const csvOf = async (path: string, person = 'theo'): Promise<string[]> => {
  const { status, html, headers } = await house.browser(person).get(path);
  expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/csv; charset=utf-8']);
  return html.trimEnd().split('\r\n');
};
/** Cells of one column, for files whose cells hold no commas before it. */
const column = (lines: readonly string[], name: string): string[] => {
  const at = lines[0]!.split(',').indexOf(name);
  return lines.slice(1).map((line) => line.split(',')[at]!);
};

describe('every list', () => {
  // a list page that is added without filters or a file fails here
  const LISTS: [path: string, what: string][] = [
    ['/work', 'of what somebody owes'],
    ['/deployments', 'of cases'],
    ['/nonconformities', 'of what is not as it should be'],
    ['/nonconformities/near-misses', 'of what near-misses have in common'],
    ['/board', 'of what is owed to put things right'],
    ['/cases/:case/events', 'of what happened to a case'],
    ['/cases/:case/deliveries', 'of who was told'],
    ['/systems', 'of the register'],
    ['/systems/:system/events', 'of what happened to a system'],
    ['/systems/:system/risks', 'of risk items'],
    ['/blockers', 'of what is held'],
    ['/people', 'of the directory'],
    ['/policy', 'of policies'],
    ['/policy/:policy/in-flight', 'of running cases under a policy'],
    ['/ledger', 'of rows'],
    ['/flow', 'of figures'],
    ['/settings', 'of what is late'],
    ['/settings/tickets', 'of tickets that disagree'],
  ];
  it.each(LISTS)('%s (%s) has filters in the address, keeps them in the form, and is there as CSV', async (path) => {
    const there = path.replace(':case', id).replace(':system', system.id).replace(':policy', (await house.api.house.get()).active ?? '');
    const browser = house.browser('theo');
    const { status, html } = await browser.get(there);
    expect([status, html.match(/<h1>/g)?.length]).toEqual([200, 1]);
    const form = /<form class="filters".*?<\/form>/s.exec(html)![0];
    const choices = [...form.matchAll(/<select[^>]* name="(\w+)">.*?<\/select>/gs)].flatMap(([whole, name]) => [...whole.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => [name!, value!] as const));
    expect(choices.length).toBeGreaterThan(0);
    const [name, value] = choices[0]!;
    const filtered = await browser.get(`${there}?${new URLSearchParams({ [name]: value }).toString()}`);
    expect([filtered.status, filtered.html.includes(`<option value="${value}" selected`)]).toEqual([200, true]);
    const file = /href="([^"]*format=csv[^"]*)"/.exec(filtered.html)![1]!.replaceAll('&amp;', '&');
    expect(new URL(file, house.api.url).searchParams.get(name)).toBe(value.replaceAll('&amp;', '&'));
    expect((await csvOf(file)).length).toBeGreaterThanOrEqual(1);
  });

  it('has a row in this table, unless it is no list', () => {
    const NO_LISTS = ['/', '/cases/:id', '/systems/:id', '/blockers/:id', '/people/:id', '/policy/explain', '/policy/:digest', '/ledger/export', '/act/:act/:id', '/evidence/:digest', '/parked/:id'];
    const lists = LISTS.map(([path]) => path.replace(/:(case|system)/, ':id').replace(':policy', ':digest'));
    expect(PAGES.map(({ path }) => path).filter((path) => !NO_LISTS.includes(path)).sort()).toEqual([...lists].sort());
  });

  it('links no piece of itself from a piece of itself', async () => {
    for (const path of ['/work', '/deployments', '/settings']) {
      const piece = /hx-get="([^"]*)"/.exec((await house.browser('theo').get(path)).html)![1]!.replaceAll('&amp;', '&').replace(/seen=.*/, 'seen=old');
      const links = [...(await house.browser('theo').get(piece)).html.matchAll(/ href="([^"]*format=csv[^"]*)"/g)].map(([, link]) => link!);
      expect([path, links.length > 0, links.filter((link) => /part=|seen=/.test(link))]).toEqual([path, true, []]);
    }
  });

  it('takes a system by its id and by its name, and offers systems by name', async () => {
    const title = ok(await house.api.as('theo').get(`/v1/systems/${system.id}`))['name']!;
    for (const named of [system.id, title, title.toUpperCase()]) {
      const query = new URLSearchParams({ system: named }).toString();
      const { html } = await house.browser('theo').get(`/deployments?${query}`);
      expect(html).toContain(`<option value="${system.id}" selected>${title}`);
      expect(column(await csvOf(`/deployments?${query}&format=csv`), 'case')).toEqual([id]);
    }
  });

  it('suggests names where there are too many systems to choose from, and keeps the one chosen', async () => {
    const own = await startConsole();
    try {
      const first = await seedSystem(own.api, { entry: { name: 'The first' } });
      await own.api.store.pool.query(`INSERT INTO cases SELECT (c).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object('id', 'sys_z' || lpad(n::text, 25, '0'), 'title', 'Another ' || n)) AS c FROM cases c, generate_series(1, 100) n WHERE c.id = $1) many`, [first.id]);
      const { html } = await own.browser('theo').get(`/deployments?system=${first.id}`);
      expect(html).toContain('<input type="text" id="filter-system" name="system" value="The first"');
      expect(html).toMatch(/<datalist id="filter-system-offered">.*<option value="Another 7">/s);
    } finally {
      await own.stop();
    }
  });
});

describe('what happened, and who was told', () => {
  it('is filtered by type and by channel, as page and as file', async () => {
    const types = column(await csvOf(`/cases/${id}/events?type=deployment.submitted&format=csv`), 'type');
    expect(types).toEqual(['deployment.submitted']);
    expect(new Set(column(await csvOf(`/cases/${id}/events?format=csv`), 'type')).size).toBeGreaterThan(1);
    const all = column(await csvOf(`/cases/${id}/deliveries?format=csv`), 'channel');
    const chat = column(await csvOf(`/cases/${id}/deliveries?format=csv&channel=chat`), 'channel');
    expect([chat.length > 0, chat.length, new Set(chat)]).toEqual([true, all.filter((each) => each === 'chat').length, new Set(['chat'])]);
    expect((await house.browser('theo').get(`/cases/${id}/deliveries?state=failed`)).html).toContain('Nothing is like this.');
  });

  it('of a system has its risks by state and owner', async () => {
    for (const owner of ['bruno', 'lena']) ok(await house.api.as(CAST.owner).post(`/v1/systems/${system.id}/risks`, { title: `Risk of ${owner}`, owner, residual: 'low', option: 'mitigate' }));
    expect(column(await csvOf(`/systems/${system.id}/risks?format=csv&owner=lena&state=open`), 'title')).toEqual(['Risk of lena']);
    expect((await csvOf(`/systems/${system.id}/risks?format=csv&state=closed`)).slice(1)).toEqual([]);
    expect((await house.browser('theo').get('/systems/sys_00000000000000000000000000/risks')).status).toBe(404);
    expect((await house.browser('theo').get(`/cases/dep_00000000000000000000000000/events`)).status).toBe(404);
  });
});

describe('the lists of the settings', () => {
  it('are filtered apart from each other', async () => {
    const { directory, at } = await house.api.house.get();
    const admin = holders(directory, ADMIN_ROLE, at)[0]!.id;
    for (const [machine, scope] of [['ci-claims', 'permits:issue'], ['ci-other', 'read']]) ok(await house.api.as(admin).post('/v1/tokens', { machine, scopes: [scope] }));
    const { html } = await house.browser(admin).get('/settings?late=wake&scope=permits:issue');
    expect(html).toContain('href="/settings?late=wake&amp;scope=permits%3Aissue&amp;format=csv&amp;list=late"');
    expect(html).toContain('<option value="wake" selected');
    const table = html.slice(html.indexOf('Tokens in force'));
    expect([table.includes('ci-claims'), table.includes('ci-other')]).toEqual([true, false]);
    expect(column(await csvOf('/settings?format=csv&list=tokens&machine=other', admin), 'machine')).toEqual(['ci-other']);
    await house.api.store.pool.query("UPDATE cases SET wake_at = now() - interval '1 hour' WHERE id = $1", [id]);
    expect(column(await csvOf('/settings?format=csv&list=late&late=wake'), 'case')).toEqual([id]);
    expect((await csvOf('/settings?format=csv&list=late&late=step')).slice(1)).toEqual([]);
  });
});
