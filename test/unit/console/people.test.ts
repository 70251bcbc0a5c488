import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
const EVIL = '<script>alert(1)</script>"\'<img src=x onerror=alert(1)>';
beforeAll(async () => {
  house = await startConsole({ directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'rosa' ? { ...person, name: `Rosa ${EVIL}` } : person.id === 'tilda' ? { ...person, name: '@SUM(1)' } : person)) }) });
});
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const UNTIL = '2999-01-01T00:00';
const delegations = async () => ok(await house.api.as('maya').get('/v1/delegations'))['items']!;
const absences = async () => ok(await house.api.as('maya').get('/v1/absences'))['items']!.filter((each) => each['person'] === 'theo');

describe('the list of people', () => {
  it('shows unit, roles and presence, and is filtered by the address', async () => {
    const all = await house.browser('theo').get('/people');
    expect([all.status, h1(all.html)]).toEqual([200, 'People']);
    expect(all.html).toContain('href="/people/theo"');
    const filtered = await house.browser('theo').get('/people?role=admin');
    expect(filtered.html).not.toContain('<a href="/people/lena">');
    expect((await house.browser('theo').get('/people?role=admin&here=left')).html).toContain('Nobody is like this');
  });

  it('escapes names, and comes as CSV without formulas', async () => {
    const { html } = await house.browser('theo').get('/people');
    expect(html).toContain('Rosa &lt;script>');
    expect(html).not.toMatch(/<script>|<img src=x/);
    const csv = await house.browser('theo').get('/people?format=csv');
    expect(csv.html.split('\r\n')[0]).toBe('person,name,unit,roles,works_here,absent,deputy,manager,open,overdue');
    expect(csv.html).toContain(`tilda,"'@SUM(1)"`);
  });
});

describe('a person’s page', () => {
  it('shows roles, lanes, what they owe and their conflicts, and escapes names', async () => {
    await house.inReview();
    const theo = await house.browser('maya').get('/people/theo');
    expect([theo.status, theo.html.match(/<h1>/g)?.length]).toEqual([200, 1]);
    expect(theo.html).toMatch(/id="owed".*Deploy the claims triage model/s);
    expect((await house.browser('maya').get('/people/mira')).html).toContain('may not judge it: made the request');
    const rosa = await house.browser('maya').get('/people/rosa');
    expect(h1(rosa.html)).toContain('Rosa &lt;script>');
    expect(rosa.html).not.toMatch(/<script>|<img src=x/);
  });

  it('lets somebody delegate a lane that they hold, and end that', async () => {
    const theo = house.browser('theo');
    const fields = (await theo.get('/people/theo')).form('/act/addDelegation/theo');
    expect(fields['lane']).toBe('technical');
    const answer = await theo.post('/act/addDelegation/theo', { ...fields, to: 'yuki', until: UNTIL });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/people/theo?done=addDelegation']);
    const [made] = (await delegations()).filter((each) => each['from'] === 'theo');
    expect(made).toMatchObject({ to: 'yuki', lane: 'technical', until: '2999-01-01T00:00:00.000Z' });
    const action = `/act/endDelegation/${made!['id']}`;
    expect((await theo.post(action, (await theo.get('/people/theo')).form(action))).status).toBe(303);
    expect((await delegations()).filter((each) => each['from'] === 'theo')).toEqual([]);
  });

  it('shows a refusal beside its field and keeps what was typed', async () => {
    const theo = house.browser('theo');
    const fields = (await theo.get('/people/theo')).form('/act/addDelegation/theo');
    const answer = await theo.post('/act/addDelegation/theo', { ...fields, to: 'theo', until: UNTIL });
    expect(answer.status).toBe(422);
    expect(answer.html).toMatch(/name="to"[^>]*aria-invalid="true"/);
    expect(answer.html).toContain('nobody delegates to themselves');
    expect(answer.form('/act/addDelegation/theo')).toMatchObject({ until: UNTIL, lane: 'technical' });
    const past = await theo.post('/act/addDelegation/theo', { ...answer.form('/act/addDelegation/theo'), to: 'yuki', until: '2001-01-01T00:00' });
    expect(past.html).toMatch(/name="until"[^>]*aria-invalid="true"/);
  });

  it('says why somebody else may not do it, and refuses them all the same', async () => {
    const lena = house.browser('lena');
    const { html } = await lena.get('/people/theo');
    expect(html).not.toContain('action="/act/addDelegation/theo"');
    expect(html).toContain('only Theo Papadakis, their line manager or an administrator');
    const answer = await lena.post('/act/addAbsence/theo', { csrf: lena.csrf, command_id: 'a-command-of-lena', starts_at: '2998-01-01T00:00', until: UNTIL });
    expect(answer.status).toBe(403);
    expect(await absences()).toEqual([]);
  });

  it('takes an absence with a deputy, sent twice once, and shows it', async () => {
    const theo = house.browser('theo');
    const fields = { ...(await theo.get('/people/theo')).form('/act/addAbsence/theo'), starts_at: '2020-01-01T00:00', until: UNTIL, deputy: 'yuki' };
    const [first, second] = await Promise.all([theo.post('/act/addAbsence/theo', fields), theo.post('/act/addAbsence/theo', fields)]);
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(await absences()).toHaveLength(1);
    expect((await theo.get('/people?here=absent')).html).toMatch(/Absent<\/span> Yuki Tanaka stands in/);
    const action = `/act/endAbsence/${(await absences())[0]!['id']}`;
    expect((await theo.post(action, (await theo.get('/people/theo')).form(action))).headers.get('location')).toBe('/people/theo?done=endAbsence');
    expect(await absences()).toEqual([]);
  });

  it('that is not there says so', async () => {
    expect((await house.browser('theo').get('/people/nobody')).status).toBe(404);
  });
});
