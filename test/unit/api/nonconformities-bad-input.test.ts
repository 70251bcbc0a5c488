import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestApi } from '../../support/api.ts';
import { DAY, example, NonconformityApi, shown } from '../../support/nonconformity-over-http.ts';
import { ok, randomDigest } from '../../support/seed.ts';

const house = new NonconformityApi();
const { does, give, inDays, plan: planOf, raised, classified, view } = house;
let api: TestApi;
beforeAll(async () => {
  await house.start();
  ({ api } = house);
});
afterAll(() => api.stop());

describe('bad input about a nonconformity is refused, with the reason and who could do it', () => {
  const effectless = () => ({ actions: planOf().actions });
  const changed = (change: object) => ({ ...planOf(), actions: planOf().actions.map((action, i) => (i === 0 ? { ...action, ...change } : action)) });
  let analysed: string;
  beforeAll(async () => {
    analysed = await classified('major');
    await does('mira', analysed, 'correct', { correction: 'Named', consequences: 'None' });
    await does('mira', analysed, 'root-cause', example('root-cause.yaml'));
  });

  it.each([
    ['a plan without effectiveness criteria', effectless, 422, 'invalid', '/effectiveness'],
    ['an action owned by its verifier', () => changed({ owner: 'theo' }), 403, 'separation_of_duties', '/actions/0/verifier'],
    ['a due date in the past', () => changed({ due_at: inDays(-1) }), 422, 'invalid', '/actions/0/due_at'],
    ['an owner who is nobody here', () => changed({ owner: 'nobody' }), 404, 'unknown_person', '/actions/0/owner'],
    ['an action that waits for itself', () => changed({ depends_on: ['watch'] }), 422, 'invalid', '/actions/0/depends_on'],
  ])('%s', async (_what, plan, status, code, pointer) => {
    const answer = await give('mira', analysed, 'plan', plan());
    expect([shown(answer), answer.body['errors']!.map((each) => each['pointer'])]).toEqual([[status, code], expect.arrayContaining([pointer])]);
  });

  it('evidence whose digest nobody stored, or that was changed since', async () => {
    const made = await classified('minor');
    const named = (sha256: string) => give('mira', made, 'correct', { correction: 'x', consequences: 'y', evidence: [sha256] });
    const never = await named(randomDigest());
    expect([shown(never), never.body['detail']]).toEqual([[422, 'evidence_missing'], expect.stringContaining('POST /v1/evidence')]);
    const stored = String(ok(await api.as('mira').upload('/v1/evidence', 'as it was'))['sha256']);
    const path = join(api.home, 'evidence', stored.slice(7, 9), stored.slice(9));
    await chmod(path, 0o600);
    await writeFile(path, 'as it never was');
    const changed = await named(stored);
    expect([shown(changed), changed.body['detail']]).toEqual([[422, 'evidence_changed'], expect.stringContaining('put the original back')]);
  });

  it('a nudge that says of somebody that they hear of it elsewhere, and so would reach nobody', async () => {
    const made = await classified('minor');
    const owed = (await view(made))['obligations']!.find(({ kind, state }) => String(kind) !== 'escalation' && String(state) === 'open')!;
    const nudge = (body: object) => api.as('bruno').post(`/v1/obligations/${owed['id']}/nudge`, body);
    expect(shown(await nudge({ elsewhere: ['mira'] }))).toEqual([422, 'invalid']);
    ok(await nudge({}));
    const { items } = ok(await api.as('maya').get(`/v1/cases/${made}/events?limit=200`));
    expect(items!.filter(({ type }) => String(type) === 'obligation.nudged').map(({ body }) => body)).toMatchObject([{ to: owed['to'], person: 'bruno' }]);
  });

  it('a third extension, with who could act instead', async () => {
    const made = await classified('major');
    const owed = (await view(made))['obligations']!.find(({ kind }) => String(kind) === 'correction')!;
    const ask = async () => {
      const due = ok(await api.as('mira').get(`/v1/obligations/${owed['id']}`))['due_at']!;
      return give('mira', made, 'extend', { obligation_id: owed['id'], until: new Date(Date.parse(due) + 5 * DAY).toISOString(), reason: 'The vendor is late', interim_control: 'By hand' });
    };
    for (const decider of ['bruno', 'viktor']) {
      ok(await ask());
      await does(decider, made, 'decide-extension', { obligation_id: owed['id'], granted: true, reason: 'The last' });
    }
    const third = await ask();
    expect([shown(third), third.body['detail']]).toEqual([[409, 'limit_reached'], expect.stringMatching(/bruno, the manager, can give it to somebody else/)]);
    const around = await api.as('mira').post(`/v1/obligations/${owed['id']}/extend`, { until: inDays(30), reason: 'Please', interim_control: 'By hand' });
    expect(shown(around)).toEqual([409, 'limit_reached']);
  });

  it('lowering the class of one\'s own case', async () => {
    const own = await raised({ class: 'major' });
    await does('noor', own, 'classify', { class: 'major', owner: 'noor', reason: 'Mine' });
    const answer = await give('noor', own, 'classify', { class: 'minor', owner: 'noor', reason: 'Not so bad' });
    expect(shown(answer)).toEqual([403, 'separation_of_duties']);
    expect(shown(await give('mira', analysed, 'classify', { class: 'observation', owner: 'mira', reason: 'Not so bad' }))).toEqual([403, 'not_permitted']);
  });

  it('a command on what is no nonconformity', async () => {
    expect(shown(await give('noor', 'nc_00000000000000000000000000', 'reopen', { reason: 'x', because: 'other' }))).toEqual([404, 'unknown_case']);
    expect(shown(await api.as('maya').get('/v1/nonconformities/nc_0'))).toEqual([404, 'unknown_case']);
    const misspelt = await api.as('noor').post(`/v1/nonconformities/${analysed}/rejekt`, {});
    expect(misspelt.body['detail']).toContain('did you mean "reject"?');
  });

  it('a system or unit that nobody registered, and a day to come', async () => {
    const of = async (change: object) => {
      const { status, body } = await api.as('devon').post('/v1/nonconformities', { title: 't', description: 'd', source: 'audit', ...change });
      return [status, body['errors']![0]!['pointer']];
    };
    expect(await of({ system_id: 'sys_00000000000000000000000000' })).toEqual([404, '/system_id']);
    expect(await of({ unit: 'moon' })).toEqual([422, '/unit']);
    expect(await of({ found_at: inDays(1) })).toEqual([422, '/found_at']);
  });
});
