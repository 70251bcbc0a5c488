import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_ROLE } from '../../../domain/actors.ts';
import { holders } from '../../../domain/directory.ts';
import { ok } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
let admin: string;
beforeAll(async () => {
  house = await startConsole();
  const { directory, at } = await house.api.house.get();
  admin = holders(directory, ADMIN_ROLE, at)[0]!.id;
});
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const tokens = async () => ok(await house.api.as(admin).get('/v1/tokens'))['items']!;
const MAKE = '/act/createToken/house';

describe('settings and health', () => {
  it('show each part, who I am, channels and embedded parts', async () => {
    const { status, html } = await house.browser('theo', { strong: true }).get('/settings');
    expect([status, h1(html), html.match(/<h1>/g)?.length]).toEqual([200, 'Settings and health', 1]);
    expect(html).toMatch(/PostgreSQL \d+/);
    expect(html).toMatch(/Assurance now<\/dt><dd><span class="badge[^"]*">development|mfa/);
    expect(html).toMatch(/Slack<\/strong><span class="badge[^"]*">Not set up/);
    expect(html).toContain('href="http://127.0.0.1:1080/"');
    expect(html).toContain('href="/metrics"');
    expect(html).toContain('&quot;The tokens in force&quot; is for holders of: administrator');
    expect((await house.browser('theo').get('/settings?format=csv&list=late')).html).toContain('case,kind,what,since');
  });

  it('show what is late with a link to the case', async () => {
    const id = await house.inReview();
    await house.api.store.pool.query("UPDATE cases SET wake_at = now() - interval '1 hour' WHERE id = $1", [id]);
    const { html } = await house.browser('theo').get('/settings');
    expect(html).toMatch(new RegExp(`<a href="/cases/${id}">${id}</a><span>Reminders and escalations`));
    expect((await house.browser('theo').get('/settings?format=csv&list=late')).html).toContain(`${id},deployment,wake`);
  });
});

describe('tokens', () => {
  it('are shown once when an administrator makes one, and end when one is revoked', async () => {
    const browser = house.browser(admin);
    const fields = { ...(await browser.get('/settings')).form(MAKE), machine: 'ci-claims', scopes: 'read' };
    const made = await browser.post(MAKE, fields);
    const secret = /ghs_[\w-]{43}/.exec(made.html)?.[0] ?? '';
    expect([made.status, secret.length > 0]).toEqual([200, true]);
    expect((await house.api.with(secret).get('/v1/me')).body).toMatchObject({ kind: 'machine', id: 'ci-claims' });
    const again = await browser.post(MAKE, fields);
    expect([again.status, again.html.includes('ghs_')]).toEqual([409, false]);
    const [token] = await tokens();
    const list = await browser.get('/settings');
    expect(list.html).not.toContain(secret);
    expect((await browser.get('/settings?format=csv&list=tokens')).html).toContain(`${token!['id']},ci-claims`);
    const action = `/act/revokeToken/${token!['id']}`;
    expect((await browser.post(action, list.form(action))).headers.get('location')).toBe('/settings?done=revokeToken');
    expect(await tokens()).toEqual([]);
    expect((await house.api.with(secret).get('/v1/me')).status).toBe(401);
  });

  it('keep what was typed when the form is refused, at the field', async () => {
    const browser = house.browser(admin);
    const fields = { ...(await browser.get('/settings')).form(MAKE), machine: 'CI "b" & <i', scopes: 'read' };
    const answer = await browser.post(MAKE, fields);
    expect(answer.status).toBe(422);
    expect(answer.html).toMatch(/name="machine"[^>]*aria-invalid="true"/);
    expect(answer.form(MAKE)).toMatchObject({ machine: 'CI "b" & <i' });
    expect(answer.html).not.toContain('<i ');
    expect(await tokens()).toEqual([]);
  });

  it('are for administrators only', async () => {
    const theo = house.browser('theo');
    const answer = await theo.post(MAKE, { csrf: theo.csrf, command_id: 'a-command-of-theo', machine: 'mine', scopes: 'read' });
    expect(answer.status).toBe(403);
    expect((await theo.get('/settings?format=csv&list=tokens')).status).toBe(403);
    expect(await tokens()).toEqual([]);
  });
});

describe('how the gate flows', () => {
  it('says that nothing was decided yet, and draws what was', async () => {
    const empty = await house.browser('theo').get('/flow?tier=prohibited');
    expect([empty.status, h1(empty.html)]).toEqual([200, 'How the gate flows']);
    expect(empty.html).toContain('Nothing was decided in this time');
    const id = await house.inReview();
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
    const { html } = await house.browser('theo').get('/flow');
    expect(html).toMatch(/Decided<\/dt><dd>1</);
    expect(html.match(/<svg role="img"/g)).toHaveLength(5);
    expect((await house.browser('theo').get('/flow?format=csv')).html).toContain('outcomes,withdrawn,1');
    expect((await house.browser('theo').get('/flow?from=2999-01-01T00:00')).status).toBe(422);
  });
});
