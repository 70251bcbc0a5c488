import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, startConsole, type TestConsole } from '../../support/console.ts';
import { ok } from '../../support/seed.ts';

let house: TestConsole;
let browser: Browser;
beforeAll(async () => {
  house = await startConsole();
  browser = house.browser('bruno');
});
afterAll(() => house.stop());

const ACTION = '/act/addSystem/new';
const TYPED = {
  name: 'Claims triage',
  use_case: 'Sorts claims',
  intended_use: 'By adjusters',
  owner: 'bruno',
  unit: 'claims',
  stage: 'development',
  type: 'predictive',
  our_role: 'provider',
  consequence: '2',
  likelihood: '2',
  affected_people: '20000',
  oversight: 'on_the_loop',
  personal_data: 'yes',
  jurisdictions: 'DE, US-CA',
  dependencies: 'base-model model pinned acme\nmail service unpinned',
};
const digest = `sha256:${'a'.repeat(64)}`;
const api = async (path: string) => ok(await house.api.as('maya').get(path));
const filled = async (more: Record<string, string> = {}): Promise<Record<string, string>> => ({ ...(await browser.get(ACTION)).form(ACTION), ...TYPED, ...more });
const idIn = (location: string | null): string => /sys_[0-9a-z]+/.exec(location ?? '')![0];
const register = async (name: string): Promise<string> => idIn((await browser.post(ACTION, await filled({ name }))).headers.get('location'));

describe('registering a system by the form', () => {
  it('is offered on the list, enters everything that was typed, and leads to the page of the system', async () => {
    const list = (await browser.get('/systems')).html;
    expect(list.split(`href="${ACTION}"`)).toHaveLength(3);
    const answer = await browser.post(ACTION, await filled());
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/systems\/sys_[0-9a-z]+\?done=addSystem$/)]);
    expect(await api(`/v1/systems/${idIn(answer.headers.get('location'))}`)).toMatchObject({
      name: 'Claims triage',
      owner: 'bruno',
      unit: 'claims',
      jurisdictions: ['DE', 'US-CA'],
      aims_scope: { in_scope: true },
      dependencies: [{ name: 'base-model', kind: 'model', pinned: true, vendor: 'acme' }, { name: 'mail', kind: 'service', pinned: false }],
      risk_profile: { consequence: 2, likelihood: 2, affected_people: 20_000, personal_data: true, special_category_data: false, external_users: false, oversight: 'on_the_loop', prohibited_practices: [] },
    });
    expect((await browser.get(answer.headers.get('location')!)).html).toContain('The system is registered.');
  });

  it('sent twice registers one system, and both times leads there', async () => {
    const fields = await filled({ name: 'Only one' });
    const [first, second] = await Promise.all([browser.post(ACTION, fields), browser.post(ACTION, fields)]);
    expect([first.status, second.headers.get('location')]).toEqual([303, first.headers.get('location')]);
    expect((await api('/v1/systems'))['items']!.filter(({ title }) => title === 'Only one')).toHaveLength(1);
  });

  // each row: what is typed wrong, and the field that says so
  const FAULTS: [wrong: Record<string, string>, field: string, why: string][] = [
    [{ name: '' }, 'name', 'nothing was typed'],
    [{ owner: 'nobody' }, 'owner', 'the rule knows no such person'],
    [{ unit: 'moon' }, 'unit', 'the directory has no such unit'],
    [{ affected_people: 'many' }, 'affected_people', 'that is no number'],
    [{ dependencies: 'base-model model perhaps' }, 'dependencies', 'neither pinned nor unpinned'],
    [{ signing_keys: 'my key' }, 'signing_keys', 'no key in PEM'],
    [{ out_of_scope: 'yes' }, 'exclusion_reason', 'a system outside the AIMS needs a reason'],
  ];
  it.each(FAULTS)('%j is said at %s: %s', async (wrong, field) => {
    const answer = await browser.post(ACTION, await filled(wrong));
    expect(answer.status).toBe(422);
    expect(answer.html).toContain(`id="addSystem-new-${field}-error"`);
    expect(answer.form(ACTION)['use_case']).toBe('Sorts claims');
  });

  it('is refused from another site and without the token of the session', async () => {
    const before = (await api('/v1/systems'))['items']!.length;
    const fields = await filled({ name: 'Forged' });
    expect((await browser.post(ACTION, fields, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await browser.post(ACTION, { ...fields, csrf_token: 'x', _csrf: 'x', csrf: 'x' })).status).toBe(403);
    expect((await api('/v1/systems'))['items']).toHaveLength(before);
  });
});

describe('changing a register entry by the form', () => {
  it('holds the entry as it is, and records what differs', async () => {
    const id = await register('To be changed');
    const action = `/act/changeSystem/${id}`;
    expect((await browser.get(`/systems/${id}`)).html).toContain(`href="${action}"`);
    const form = await browser.get(action);
    expect(form.form(action)).toMatchObject({ name: 'To be changed', jurisdictions: 'DE, US-CA', dependencies: 'base-model model pinned acme\nmail service unpinned', affected_people: '20000' });
    expect(form.html).toMatch(/<option value="claims" selected/);
    const answer = await browser.post(action, { ...TYPED, ...form.form(action), intended_use: 'By adjusters only' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/systems/${id}?done=changeSystem`]);
    const changed = (await api(`/v1/cases/${id}/events`))['items']!.filter(({ type }) => type === 'system.changed');
    expect(changed.map((event) => event['body']!['changes'])).toEqual([{ intended_use: 'By adjusters only' }]);
  });

  it('is not for whoever does not keep the entry, and says for whom it is', async () => {
    const { status, html } = await house.browser('lena').get(`/act/changeSystem/${await register('Not yours')}`);
    expect(status).toBe(200);
    expect(html).toContain('only its owner Bruno Conti');
    expect(html).not.toContain('<form method="post" action="/act/changeSystem');
  });
});

describe('naming a version by the form', () => {
  it('is where the empty state leads, and records digests, further parts and authors', async () => {
    const id = await register('With a version');
    const action = `/act/addVersion/${id}`;
    expect((await browser.get(`/systems/${id}`)).html).toMatch(new RegExp(`No version is named yet. <a href="${action}"`));
    const fields = { ...(await browser.get(action)).form(action), name: '1.0', authors: 'rohan', digest_weights: digest, other_digests: `tokenizer ${digest}` };
    const answer = await browser.post(action, fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/systems/${id}?done=addVersion`]);
    expect((await api(`/v1/systems/${id}/versions`))['items']).toMatchObject([{ name: '1.0', authors: ['rohan'], digests: { weights: digest, tokenizer: digest } }]);
  });

  it('says at the field what is wrong with it', async () => {
    const id = await register('Wrong version');
    const action = `/act/addVersion/${id}`;
    const form = (await browser.get(action)).form(action);
    const answer = await browser.post(action, { ...form, name: '1.0', authors: 'rohan', digest_code: 'sha256:short', other_digests: 'tokenizer nothing' });
    expect(answer.status).toBe(422);
    for (const field of ['digest_code', 'other_digests']) expect(answer.html).toContain(`${field}-error"`);
    const none = await browser.post(action, { ...form, name: '1.0', authors: 'rohan' });
    expect(none.html).toContain('digest_weights-error"');
  });
});
