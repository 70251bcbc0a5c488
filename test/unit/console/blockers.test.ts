import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { ok, seedSystem, type Seeded } from '../../support/seed.ts';

let house: TestConsole;
let system: Seeded;
let leads: string;
beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'medium', entry: { name: 'Held system' } });
  const { directory, policies, active } = await house.api.house.get();
  const { roles } = policies.find(({ digest }) => digest === active)!.thresholds.pause_order;
  leads = directory.people.find((person) => person.roles.some((role) => typeof role === 'string' && roles.includes(role)))!.id;
});
afterAll(() => house.stop());

const blockers = async (query = '') => ok(await house.api.as('maya').get(`/v1/blockers${query}`))['items']!;
const strong = (person: string) => house.browser(person, { strong: true });

async function stop(person: string, action: string, typed: Record<string, string>) {
  const browser = strong(person);
  const fields = { ...(await browser.get(action)).form(action), reason: 'Because of it', ...typed };
  return browser.post(action, fields);
}

describe('stopping by hand', () => {
  it('raises a blocker on a system from its page, and releases it again', async () => {
    const action = `/act/raiseBlocker/${system.id}`;
    expect((await house.browser('bruno').get(`/systems/${system.id}`)).html).toContain(`href="${action}"`);
    const answer = await stop('bruno', action, { kind: 'manual', title: 'Looks wrong' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/systems/${system.id}?done=raiseBlocker`]);
    const [raised] = await blockers(`?system=${system.id}`);
    expect(raised).toMatchObject({ kind: 'manual', title: 'Looks wrong', extent: { scope: 'system', id: system.id }, holds: ['gate', 'permit', 'live'] });
    const released = await stop(leads, `/act/releaseBlocker/${raised!.id}`, {});
    expect([released.status, await blockers(`?system=${system.id}`)]).toEqual([303, []]);
  });

  it('orders a pause of a unit or of the organisation and lifts it, from the page of blockers', async () => {
    const reach: [address: string, extent: object][] = [['unit.claims', { scope: 'unit', id: 'claims' }], ['organisation', { scope: 'organisation' }]];
    for (const [address, extent] of reach) {
      const action = `/act/orderPause/${address}`;
      expect((await strong(leads).get('/blockers')).html).toContain(`href="${action}"`);
      const answer = await stop(leads, action, { title: 'Year end' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/blockers?done=orderPause']);
      const [raised] = await blockers('?kind=pause_order');
      expect(raised).toMatchObject({ title: 'Year end', extent, holds: ['permit', 'live'] });
      const browser = strong(leads);
      const lift = `/act/releaseBlocker/${raised!.id}`;
      const lifted = await browser.post(lift, { ...(await browser.get(`/blockers/${raised!.id}`)).form(lift), reason: 'Over' });
      expect([lifted.status, lifted.headers.get('location')]).toEqual([303, '/blockers?done=releaseBlocker']);
      expect(await blockers('?kind=pause_order')).toEqual([]);
    }
  });

  it('says to whom it is not given why, and offers no form', async () => {
    const { html } = await house.browser('bruno').get('/blockers');
    expect(html).toContain('Stopping a unit or the organisation is not for you');
    expect(html).not.toContain('/act/orderPause/');
    const form = await house.browser('bruno').get('/act/orderPause/organisation');
    expect(form.html).not.toContain('<form method="post" action="/act/orderPause');
  });

  it('has no form for a system that nobody registered, and refuses a unit that the directory lacks', async () => {
    expect((await strong(leads).get('/act/raiseBlocker/sys_00000000000000000000000000')).status).toBe(404);
    const answer = await stop(leads, '/act/orderPause/unit.moon', { title: 'Nowhere' });
    expect([answer.status, answer.html]).toEqual([422, expect.stringContaining('is no unit')]);
    expect(await blockers('?kind=pause_order')).toEqual([]);
  });
});

describe('the page of open blockers', () => {
  beforeAll(async () => {
    const raise = (body: object) => house.api.as(leads).post('/v1/blockers', { reason: 'Because', ...body });
    ok(await raise({ kind: 'manual', extent: { scope: 'system', id: system.id }, title: 'Of the system <b>' }));
    ok(await raise({ kind: 'pause_order', extent: { scope: 'unit', id: 'claims' }, title: 'Of the unit' }));
    ok(await raise({ kind: 'pause_order', extent: { scope: 'organisation' }, title: '=Of everything' }));
  });

  // each row: filters, and what they leave
  const FILTERS: [query: string, found: string[], why: string][] = [
    ['', ['=Of everything', 'Of the unit', 'Of the system'], 'every open blocker'],
    ['?scope=unit', ['Of the unit'], 'by reach'],
    ['?kind=pause_order', ['=Of everything', 'Of the unit'], 'by kind'],
    ['?system=Held+system', ['=Of everything', 'Of the unit', 'Of the system'], 'what reaches a system, named'],
    ['?scope=system&system=held+system', ['Of the system'], 'both, and the name in another case'],
    ['?system=No+such+system', [], 'a system that nobody knows'],
  ];
  it.each(FILTERS)('%s shows %j: %s', async (query, found) => {
    const { status, html } = await house.browser('theo').get(`/blockers${query}`);
    expect(status).toBe(200);
    const titles = [...html.matchAll(/<th scope="row"><a href="\/blockers\/blk_[0-9a-z]+">([^<]*)/g)].map(([, title]) => title!.replace(/ &lt;b>$/, ''));
    expect(titles).toEqual(found);
  });

  it('comes as CSV with the same filters and without formulas', async () => {
    const { html, headers } = await house.browser('theo').get('/blockers?format=csv&scope=organisation');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, row] = html.split('\r\n');
    expect(head).toBe('blocker,title,kind,scope,of,holds,holding,waived_until,owner,raised_at,ends_by,source_case');
    expect(row).toContain("\"'=Of everything\",pause_order,organisation,,permit live,yes,");
  });

  it('says who owns one, how far it reaches by name, and what ends it', async () => {
    const [unit] = await blockers('?scope=unit');
    const { html } = await house.browser('theo').get(`/blockers/${unit!.id}`);
    expect(html).toMatch(/the unit Claims.*when somebody releases it/s);
    expect(html).toContain('What you can’t do here, and why');
    const gone = await house.browser('theo').get('/blockers/blk_0');
    expect([gone.status, gone.html]).toEqual([404, expect.stringContaining('This blocker is not open')]);
  });

  it('is linked from a system and from a request that it holds', async () => {
    const [unit] = await blockers('?scope=unit');
    const id = await house.inReview({}, {}, system);
    for (const path of [`/systems/${system.id}`, `/cases/${id}`]) expect((await house.browser('theo').get(path)).html).toContain(`href="/blockers/${unit!.id}"`);
  });
});
