import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, seedSystem, type Seeded } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
let system: Seeded;
const EVIL = '<script>alert(1)</script>"\'<img src=x onerror=alert(1)>';
beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'high', entry: { name: `Evil ${EVIL}`, use_case: EVIL, intended_use: EVIL, boundary: EVIL, dependencies: [{ name: 'base-model', kind: 'model', pinned: false }] }, version: { name: EVIL } });
});
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const risk = async (overrides: object = {}): Promise<string> => ok(await house.api.as('bruno').post(`/v1/systems/${system.id}/risks`, { title: `Risk ${EVIL}`, owner: 'bruno', residual: 'medium', option: 'mitigate', criteria: EVIL, ...overrides }))['risk_id']!;
const risks = async () => ok(await house.api.as('maya').get(`/v1/systems/${system.id}/risks`))['items']!;

describe('the list of systems', () => {
  it('shows unit, owner, the tier of now, what is live, blockers and approvals', async () => {
    const { status, html } = await house.browser('theo').get('/systems');
    const row = html.slice(html.indexOf(`/systems/${system.id}`)).split('</tr>')[0]!;
    expect([status, h1(html)]).toEqual([200, 'Systems']);
    expect(row).toMatch(/Claims.*Bruno.*High.*nowhere/s);
    expect(html).toContain('aria-current="page">Systems');
  });

  it('is filtered by the address, and says what to do when nothing fits', async () => {
    const none = await house.browser('theo').get('/systems?unit=claims&owner=theo');
    expect(none.html).toContain('No system is like this');
    expect(none.html).toMatch(/<option value="theo" selected/);
    expect((await house.browser('theo').get('/systems?owner=bruno&state=development')).html).toContain(system.id);
  });

  it('comes as CSV with the same filters and without formulas', async () => {
    const other = await seedSystem(house.api, { entry: { name: '=HYPERLINK("http://evil")' } });
    const all = await house.browser('theo').get('/systems?format=csv');
    expect(all.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(all.html.split('\r\n')[0]).toBe('system,name,unit,owner,stage,tier,live,blockers,approvals');
    expect(all.html).toContain(`${other.id},"'=HYPERLINK(""http://evil"")"`);
    expect((await house.browser('theo').get('/systems?format=csv&owner=theo')).html.trim().split('\r\n')).toHaveLength(1);
  });

  it('refuses a cursor that it did not give out', async () => {
    expect((await house.browser('theo').get('/systems?cursor=nonsense')).status).toBe(422);
  });
});

describe('a system’s page', () => {
  it('escapes every text, and has one h1', async () => {
    await risk();
    ok(await house.api.as('maya').post('/v1/blockers', { kind: 'manual', extent: { scope: 'system', id: system.id }, title: `Held ${EVIL}`, reason: EVIL }));
    const { status, html } = await house.browser('theo').get(`/systems/${system.id}`);
    expect([status, html.match(/<h1>/g)?.length]).toEqual([200, 1]);
    expect(html).toContain('&lt;script>alert(1)');
    expect(html).not.toMatch(/<script>|<img src=x|<style| style="/);
  });

  it('shows register entry, versions with digests, history in words and what is empty', async () => {
    const { html } = await house.browser('theo').get(`/systems/${system.id}`);
    expect(html).toContain('Bruno Conti');
    for (const id of ['blockers', 'live', 'approvals', 'risks', 'waivers', 'observed', 'versions', 'cases', 'entry', 'timeline']) expect(html).toContain(`id="${id}"`);
    expect(html).toContain('registered the system');
    expect(html).toContain('not pinned');
    expect(html).toContain('the first request counts as novel');
  });

  it('lets a risk be treated by its owner, and shows why another may not', async () => {
    const id = await risk();
    const browser = house.browser('bruno');
    const action = `/act/treatRisk/${id}`;
    const fields = (await browser.get(`/systems/${system.id}`)).form(action);
    const refused = await browser.post(action, { ...fields, reason: 'Filtered <b>' });
    expect([refused.status, refused.form(action)['reason']]).toEqual([422, 'Filtered <b>']);
    const answer = await browser.post(action, { ...fields, residual: 'low', reason: 'Filtered' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/systems/${system.id}?done=treatRisk`]);
    expect((await risks()).find((each) => each['id'] === id)).toMatchObject({ state: 'treated', residual: 'low' });
    const other = await house.browser('lena').get(`/systems/${system.id}`);
    expect(other.html).toContain('What you can’t do here, and why');
    expect(() => other.form(action)).toThrow('no form posts');
  });

  it('takes a new risk, and keeps what was typed when a field is wrong', async () => {
    const browser = house.browser('lena');
    const action = `/act/addRisk/${system.id}`;
    const fields = (await browser.get(`/systems/${system.id}`)).form(action);
    const wrong = await browser.post(action, { ...fields, title: 'Wrong desk', owner: 'nobody', residual: 'low', option: 'mitigate' });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toMatch(/name="owner"[^>]*aria-invalid="true"/);
    expect(wrong.form(action)['title']).toBe('Wrong desk');
    expect((await browser.post(action, { ...wrong.form(action), owner: 'bruno', residual: 'low', option: 'mitigate' })).status).toBe(303);
    expect((await risks()).some((each) => each['title'] === 'Wrong desk')).toBe(true);
  });

  it('lets whoever may release a blocker do so, and waive it', async () => {
    const made = ok(await house.api.as('maya').post('/v1/blockers', { kind: 'manual', extent: { scope: 'system', id: system.id }, title: 'By hand', reason: 'Wait', owner: 'maya' }));
    const id = made['blocker_id']!;
    const action = `/act/releaseBlocker/${id}`;
    const maya = house.browser('maya', { strong: true });
    const answer = await maya.post(action, { ...(await maya.get(`/systems/${system.id}`)).form(action), reason: 'Sorted out' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/systems/${system.id}?done=releaseBlocker`]);
    expect((await maya.get(`/systems/${system.id}?done=releaseBlocker`)).html).toContain('The blocker is released.');
  });

  it('shows what is live, the approval behind it, and what was seen running in its place', async () => {
    const found = await seedSystem(house.api, { tier: 'low' });
    const id = await house.inReview({}, {}, found);
    const view = ok(await house.api.as('theo').get(`/v1/deployments/${id}`));
    ok(await house.api.as('theo').post(`/v1/obligations/${view['lanes']!.find((each) => each['lane'] === 'technical')!['obligation_id']}/votes`, { verdict: 'approve', package_digest: view['package_digest'], reason: 'Read and agreed' }));
    const permit = ok(await house.api.as('mira').post('/v1/permits', { deployment_id: id }));
    ok(await house.api.as('mira').post(`/v1/permits/${permit['permit_id']}/use`));
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/confirm-live`, { digests: view['manifest']!['digests'] }));
    const { html } = await house.browser('theo').get(`/systems/${found.id}`);
    expect(html).toMatch(/id="live".*<strong>production<\/strong>.*the approval/s);
    expect(html).toMatch(/id="approvals".*Deploy the claims triage model.*Live<.*production/s);
    const row = (await house.browser('theo').get('/systems')).html.split(found.id)[1]!.split('</tr>')[0]!;
    expect(row).toMatch(/data-label="Live">production: v-.*data-label="Open blockers">0.*data-label="Approvals">1/s);
    ok(await house.api.as('mira').post(`/v1/systems/${found.id}/observed-digests`, { environment: 'production', digests: { ...(view['manifest']!['digests'] as object), weights: `sha256:${'0'.repeat(64)}` } }));
    const drifted = (await house.browser('theo').get(`/systems/${found.id}`)).html;
    expect(drifted).toMatch(/id="observed".*differs in weights/s);
    const listed = (await house.browser('theo').get('/systems')).html.split(found.id).slice(1).join('').split('</tr>')[0];
    expect(listed).toContain('data-label="Open blockers"><a href="/blockers?system="><span class="badge bad">1');
  });

  it('that is not there says so', async () => {
    expect((await house.browser('theo').get('/systems/sys_00000000000000000000000000')).status).toBe(404);
    expect((await house.browser(null).get(`/systems/${system.id}`)).headers.get('location')).toContain('/oidc/sign-in');
  });
});
