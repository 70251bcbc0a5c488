import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, endSession } from '../../../store/sessions.ts';
import { sessionCookie } from '../../../contracts/session.ts';
import { type Browser, startConsole, type TestConsole } from '../../support/console.ts';
import { CAST, ok, type Seeded, seedSystem } from '../../support/seed.ts';

let house: TestConsole;
let system: Seeded;
beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'medium' });
});
afterAll(() => house.stop());

const casesOf = async (of: string) => ok(await house.api.as('theo').get(`/v1/deployments?system=${of}`))['items']!;
const documents = (of: Seeded): Record<string, string> => Object.fromEntries(Object.entries(of.documents).map(([name, digest]) => [`document_${name}`, digest]));

/** The form of this system as somebody fills it in well. */
async function filled(of: Seeded = system, person: string = CAST.requester): Promise<{ browser: Browser; action: string; fields: Record<string, string> }> {
  const browser = house.browser(person);
  const action = `/act/requestDeployment/${of.id}`;
  const form = (await browser.get(action)).form(action);
  const typed = { version_id: of.version_id, environment: 'production', title: 'Deploy it', change_type: 'new', rationale: 'Fewer claims wait', ...documents(of) };
  return { browser, action, fields: { ...form, ...typed } };
}

describe('asking for a deployment by the form', () => {
  it('is offered on the page of the system, and begins a case with everything that was typed', async () => {
    const { browser, action, fields } = await filled();
    const page = (await browser.get(`/systems/${system.id}`)).html;
    expect(page).toContain(`href="${action}"`);
    const more = { validated_by: 'rohan', options: 'Wait a year\nBuy one', window_from: '2030-01-01T08:00', window_until: '2030-01-02T08:00' };
    const answer = await browser.post(action, { ...fields, ...more });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/cases\/dep_[0-9a-z]+\?done=requestDeployment$/)]);
    expect((await browser.get(answer.headers.get('location')!)).html).toContain('The request is made.');
    const id = /dep_[0-9a-z]+/.exec(answer.headers.get('location')!)![0];
    const view = ok(await house.api.as('theo').get(`/v1/deployments/${id}`));
    expect(view).toMatchObject({ requester: CAST.requester, title: 'Deploy it', environment: 'production', options: ['Wait a year', 'Buy one'], manifest: { documents: system.documents } });
    const [submitted] = ok(await house.api.as('theo').get(`/v1/cases/${id}/events`))['items']!;
    expect(submitted).toMatchObject({ type: 'deployment.submitted', body: { window: { from: '2030-01-01T08:00:00.000Z', until: '2030-01-02T08:00:00.000Z' } } });
  });

  it('sent twice begins one case, and both times leads there', async () => {
    const own = await seedSystem(house.api, { tier: 'low' });
    const { browser, action, fields } = await filled(own);
    const [first, second] = await Promise.all([browser.post(action, fields), browser.post(action, fields)]);
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await casesOf(own.id)).toHaveLength(1);
  });

  // each row: what is typed wrong, and the field that says so
  const FAULTS: [wrong: Record<string, string>, field: string, why: string][] = [
    [{ version_id: '' }, 'version_id', 'nothing was chosen'],
    [{ version_id: 'ver_00000000000000000000000000' }, 'version_id', 'the version is not one of the system'],
    [{ environment: 'Production One' }, 'environment', 'no environment has such a name'],
    [{ document_datasheet: 'sha256:short' }, 'document_datasheet', 'a digest is cut off'],
    [{ document_model_card: `sha256:${'0'.repeat(64)}` }, 'document_model_card', 'nobody added such a file'],
    [{ document_oversight_plan: '' }, 'document_oversight_plan', 'the tier needs that document'],
    [{ validated_by: 'nobody' }, 'validated_by', 'the directory knows no such person'],
    [{ window_from: '2030-01-01T08:00' }, 'window_until', 'a window has two ends'],
    [{ window_from: '2030-01-02T08:00', window_until: '2030-01-01T08:00' }, 'window_until', 'it ends before it begins'],
    [{ fixes: 'the last one' }, 'fixes', 'that is no id of a case'],
  ];
  it.each(FAULTS)('with a fault keeps what was typed and marks the field: %j (%s)', async (wrong, field) => {
    const before = (await casesOf(system.id)).length;
    const { browser, action, fields } = await filled();
    const answer = await browser.post(action, { ...fields, rationale: 'A long "why" <b>', ...wrong });
    expect([answer.status, (await casesOf(system.id)).length]).toEqual([422, before]);
    expect(answer.html).toMatch(new RegExp(`id="[^"]*-${field}-error"`));
    expect(answer.form(action)).toMatchObject({ rationale: 'A long "why" <b>', title: 'Deploy it', document_rollback_plan: system.documents['rollback_plan'] });
  });

  it('offers the versions of this system, the newest first, and is not there for what is no system', async () => {
    const { browser, action } = await filled();
    expect((await browser.get(action)).html).toContain(`<option value="${system.version_id}"`);
    const [found] = await casesOf(system.id);
    expect((await browser.get(`/act/requestDeployment/${String(found!['id'])}`)).status).toBe(404);
    expect((await browser.get('/act/requestDeployment/sys_00000000000000000000000000')).status).toBe(404);
    expect((await browser.post('/act/requestDeployment/sys_00000000000000000000000000', { csrf: browser.csrf })).status).toBe(404);
  });

  it('without the token of the session, or from another site, begins nothing', async () => {
    const before = (await casesOf(system.id)).length;
    const { browser, action, fields } = await filled();
    expect((await browser.post(action, { ...fields, csrf: 'other' })).status).toBe(403);
    expect((await browser.post(action, fields, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect(await casesOf(system.id)).toHaveLength(before);
  });

  it('survives a session that ends while somebody types', async () => {
    const { action, fields } = await filled();
    const { cookie } = await createSession(house.api.store, { person: CAST.requester, proof: { acr: null, amr: ['pwd'], auth_time: new Date().toISOString() }, development: true, lifeMs: 3_600_000 });
    await endSession(house.api.store, cookie);
    const lost = await house.browser(null).post(action, fields, { Cookie: `${sessionCookie(house.api.url)}=${cookie}` });
    const parked = decodeURIComponent(/return_to=(%2Fparked[^"&]+)"/.exec(lost.html)![1]!);
    const browser = house.browser(CAST.requester);
    const back = await browser.get(parked, { Cookie: (lost.headers.get('set-cookie') ?? '').split(';')[0]! });
    expect(back.form(action)).toMatchObject({ title: 'Deploy it', rationale: 'Fewer claims wait' });
    expect(back.html).toContain(`<option value="${system.version_id}" selected`);
  });
});
