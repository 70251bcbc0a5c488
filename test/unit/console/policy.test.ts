import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config.ts';
import { ok, seedSystem } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
const EVIL = '<script>alert(1)</script>';
beforeAll(async () => void (house = await startConsole()));
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const folder = join(packageRoot(), 'policy');
const files = (change: (name: string, text: string) => string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => [name, change(name, readFileSync(join(folder, name), 'utf8'))]));

/** A policy in which a request of medium tier has another time per lane, proposed by a person. */
async function propose(days: number): Promise<string> {
  const body = { files: files((name, text) => (name === 'tiers.yaml' ? text.replaceAll('sla: { business_days: 2 }', `sla: { business_days: ${days} }`).replaceAll('sla: { business_days: 3 }', `sla: { business_days: ${days} }`) : text)) };
  return String(ok(await house.api.as('maya').post('/v1/policies', body))['digest']);
}
const address = (digest: string): string => `/policy/${encodeURIComponent(digest)}`;

const FACTS = { show: 'explain', requester: 'mira', environment: 'production', change_type: 'new', name: 'Claims', owner: 'bruno', unit: 'claims', consequence: '3', likelihood: '3', affected_people: '100', type: 'predictive', our_role: 'provider', oversight: 'in_the_loop' };
const query = (facts: Readonly<Record<string, string>>): string => `/policy/explain?${new URLSearchParams(facts).toString()}`;

describe('the policy page', () => {
  it('shows what is in force, its paths and every file', async () => {
    const { status, html } = await house.browser('theo').get('/policy');
    expect([status, h1(html), html.match(/<h1>/g)?.length]).toEqual([200, 'Policy', 1]);
    for (const name of ['tiers', 'lanes', 'ladders', 'calendars', 'thresholds', 'raci']) expect(html).toContain(`${name}.yaml`);
    expect(html).toMatch(/high_from: 15/);
    expect(html).toContain('nobody: it was the first that was found');
    expect(html).toContain('No other policy is proposed');
  });

  it('lets a second person activate a proposal, and the proposer not', async () => {
    const digest = await propose(5);
    const action = `/act/activatePolicy/${encodeURIComponent(digest)}`;
    const own = await house.browser('maya').get('/policy');
    expect(own.html).toMatch(/places? differs?/);
    expect(own.html).not.toContain(`action="${action}"`);
    const others = ok(await house.api.as('maya').get('/v1/people'))['items']!;
    const may = others.map((each) => each['id']!).filter((id) => !['maya'].includes(id));
    let second: string | null = null;
    for (const id of may) if ((await house.browser(id).get('/policy')).html.includes(`action="${action}"`)) second ??= id;
    expect(second).not.toBeNull();
    const browser = house.browser(second, { strong: true });
    const answer = await browser.post(action, (await browser.get('/policy')).form(action));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/policy?done=activatePolicy']);
    const after = (await browser.get('/policy')).html;
    expect(after).toMatch(/Proposed by<\/dt><dd>Maya Sharma/);
    expect((await browser.get('/policy?format=csv')).html).toContain(`${digest},active`);
    expect((await browser.get(address(digest))).html).toContain('In force');
  });

  it('has a page for every policy with its differences, and none for others', async () => {
    const digest = await propose(9);
    const one = await house.browser('theo').get(address(digest));
    expect([one.status, one.html.match(/<h1>/g)?.length]).toEqual([200, 1]);
    expect(one.html).toContain('Differences from the policy in force');
    expect((await house.browser('theo').get(address(`sha256:${'0'.repeat(64)}`))).status).toBe(404);
    expect((await house.browser('theo').get(`${address(`sha256:${'0'.repeat(64)}`)}/in-flight`)).status).toBe(404);
  });

  it('says which running cases a proposal would treat differently, on the page and as CSV', async () => {
    const id = await house.inReview({ tier: 'medium' }, { title: `=Evil ${EVIL}` });
    const path = `${address(await propose(7))}/in-flight`;
    const { status, html } = await house.browser('theo').get(path);
    expect([status, html.includes(`/cases/${id}`), html.includes('What would be different')]).toEqual([200, true, true]);
    expect(html).toContain('=Evil &lt;script>');
    expect(html).not.toContain('<script>alert');
    const csv = (await house.browser('theo').get(`${path}?format=csv`)).html;
    expect(csv.split('\r\n')[0]).toBe('case,title,state,what,before,after');
    expect(csv).toContain(`${id},"'=Evil`);
  });
});

describe('explain', () => {
  it('begins with an example, or with the facts of a registered system', async () => {
    const blank = await house.browser('theo').get('/policy/explain');
    expect([blank.status, h1(blank.html), blank.form('/policy/explain')['environment'] ?? '']).toEqual([200, 'Explain a request', '']);
    const system = await seedSystem(house.api, { tier: 'high', entry: { name: `Evil ${EVIL}` } });
    const filled = await house.browser('theo').get(`/policy/explain?system=${system.id}`);
    expect(filled.html).toContain('value="Evil &lt;script>alert(1)&lt;/script>"');
    expect(filled.html).not.toContain('<script>alert');
  });

  it('says who must sign, by when and what is needed', async () => {
    const { status, html } = await house.browser('theo').get(query(FACTS));
    expect(status).toBe(200);
    expect(html).toMatch(/What this request would need.*Medium.*Who may sign.*Theo Papadakis/s);
    expect((await house.browser('theo').get(query({ ...FACTS, prohibited_practices: 'social_scoring' }))).html).toContain('rejected at once');
  });

  it('keeps what was typed and marks the field that is wrong', async () => {
    const { status, html } = await house.browser('theo').get(query({ ...FACTS, affected_people: 'many', environment: EVIL }));
    expect(status).toBe(422);
    expect(html).toMatch(/name="affected_people"[^>]*aria-invalid="true"[^>]*value="many"/);
    expect(html).toMatch(/name="environment"[^>]*aria-invalid="true"/);
    expect(html).not.toContain('<script>alert');
    expect((await house.browser('theo').get(query({ ...FACTS, from: 'soon' }))).status).toBe(422);
  });

  it('rehearses what would happen if nobody acted, as a picture with a table', async () => {
    const { status, html } = await house.browser('theo').get(query({ ...FACTS, show: 'rehearse', from: '2026-11-23T08:00' }));
    expect(status).toBe(200);
    expect(html).toMatch(/If nobody ever acted.*<svg role="img".*<table id="rehearsal-table">/s);
  });
});
