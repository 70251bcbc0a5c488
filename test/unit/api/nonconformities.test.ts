import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nonconformityText } from '../../../cli/show-nonconformity.ts';
import { NONCONFORMITY_OPERATIONS } from '../../../contracts/api/nonconformities.ts';
import type { NonconformityView } from '../../../contracts/nonconformity-view.ts';
import { execute } from '../../../store/execute.ts';
import type { Body, TestApi } from '../../support/api.ts';
import { DAY, example, NonconformityApi, shown } from '../../support/nonconformity-over-http.ts';
import { ok, randomDigest, type Seeded, seedSystem } from '../../support/seed.ts';

const house = new NonconformityApi();
const { does, give, given, inDays, plan: planOf, raised, classified, view } = house;
let api: TestApi;
let system: Seeded;
let id: string;

beforeAll(async () => {
  await house.start();
  ({ api } = house);
  system = await seedSystem(api, {});
});
afterAll(() => api.stop());

const complete = (by: string, obligation: string) => api.as(by).post(`/v1/obligations/${obligation}/complete`, { evidence: [house.proof], comment: 'Done' });
/** The risk of what monitoring found is judged anew, by somebody of risk who did not find it. */
const judgedAnew = async (of: string): Promise<void> => {
  const [owed] = ok(await api.as('renate').get(`/v1/obligations?case=${of}&kind=risk_reassessment`))['items']!;
  ok(await complete('renate', String(owed!['id'])));
};
const actionsOf = async (of: string) => (await view(of))['actions']!;

describe('a nonconformity over HTTP, from the examples', () => {
  it('is raised by anybody, and the coordinator owes its class', async () => {
    const { unit: _unit, ...body } = example('nonconformity.yaml');
    const answer = await api.as('devon').post('/v1/nonconformities', { ...body, system_id: system.id });
    id = String(answer.body['id']);
    expect([answer.status, answer.headers.get('location'), answer.body['state']]).toEqual([201, `/v1/nonconformities/${id}`, 'raised']);
    const owed = ok(await api.as('noor').get('/v1/obligations?person=noor&kind=classification'))['items']!;
    expect(owed.map((each) => each['case_id'])).toContain(id);
  });

  it('is found before it is raised once more', async () => {
    const query = new URLSearchParams({ title: 'Drift alerts of claims triage were switched off', control: 'A.6.2.6', system: system.id });
    const { items } = ok(await api.as('devon').get(`/v1/nonconformities/alike?${query.toString()}`));
    expect(items![0]).toMatchObject({ id, state: 'raised', title: 'Drift alerts of claims triage were switched off', by: expect.arrayContaining(['control', 'system', 'text']) });
    expect(ok(await api.as('devon').get('/v1/nonconformities/alike?title=Quarterly+fire+drill'))['items']).toEqual([]);
  });

  it('once classed major holds its system, and is put right and analysed', async () => {
    await does('noor', id, 'classify', { class: 'major', owner: 'mira', reason: 'Nobody was told for a week' });
    expect(ok(await api.as('maya').get(`/v1/systems/${system.id}/blockers`))['items']).toMatchObject([{ kind: 'nonconformity', owner: 'mira' }]);
    await does('mira', id, 'correct', { correction: 'Alerts are on', consequences: 'Seven days looked through', evidence: [house.proof] });
    expect((await does('mira', id, 'root-cause', example('root-cause.yaml')))['state']).toBe('rca');
  });

  it('has a plan that is returned, and approved with the digest that was seen', async () => {
    await does('mira', id, 'plan', planOf());
    await does('maya', id, 'return-plan', { reason: 'Who reads the reports?' });
    const { plan_digest } = await does('mira', id, 'plan', planOf());
    const stale = await give('maya', id, 'approve-plan', { plan_digest: randomDigest() });
    expect([shown(stale), stale.body['plan_digest']]).toEqual([[409, 'stale_package'], plan_digest]);
    expect((await does('maya', id, 'approve-plan', { plan_digest }))['state']).toBe('implementing');
    expect((await actionsOf(id)).filter(({ state }) => String(state) !== 'dropped').map(({ key, state }) => [key, state])).toEqual([['owners', 'open'], ['watch', 'waiting']]);
  });

  it('gives an action more time by a word from above its owner, with an interim control', async () => {
    const action = (await actionsOf(id)).find(({ state }) => String(state) === 'open')!;
    const more = { until: new Date(Date.parse(action['due_now']!) + 10 * DAY).toISOString(), reason: 'The tool is late' };
    const bare = await api.as('devon').post(`/v1/obligations/${action['obligation_id']}/extend`, more);
    expect([shown(bare), bare.body['errors']![0]!['pointer']]).toEqual([[422, 'invalid'], '/interim_control']);
    const asked = await does('devon', id, 'extend', { ...more, obligation_id: action['obligation_id'], interim_control: 'Looked at by hand every morning' });
    const [decider] = ok(await api.as('maya').get(`/v1/obligations/${asked['decide_obligation_id']}`))['to'] as unknown as string[];
    expect((await view(id))['extension_requested']).toBe(true);
    expect(shown(await give('devon', id, 'decide-extension', { obligation_id: action['obligation_id'], granted: true, reason: 'Fine' }))[0]).toBe(403);
    await does(decider!, id, 'decide-extension', { obligation_id: action['obligation_id'], granted: true, reason: 'Once' });
    expect((await actionsOf(id)).map(({ due_now }) => due_now)).toContain(more.until);
  });

  it('has evidence handed in, returned and accepted, and then holds nothing', async () => {
    const open = async () => (await actionsOf(id)).find(({ state }) => String(state) === 'open')!;
    const first = await open();
    const none = await api.as('devon').post(`/v1/obligations/${first['obligation_id']}/complete`, { comment: 'Believe me' });
    expect(none.status).toBe(422);
    ok(await complete('devon', first['obligation_id']!));
    await does('theo', id, 'verify', { action_id: first['action_id'], accepted: false, comment: 'Of which rule?' });
    ok(await complete('devon', first['obligation_id']!));
    expect(shown(await give('devon', id, 'verify', { action_id: first['action_id'], accepted: true, comment: 'Mine' }))).toEqual([403, 'separation_of_duties']);
    await does('theo', id, 'verify', { action_id: first['action_id'], accepted: true, comment: 'Seen' });
    const second = await open();
    expect(second['key']).toBe('watch');
    ok(await complete('mira', second['obligation_id']!));
    expect((await does('theo', id, 'verify', { action_id: second['action_id'], accepted: true, comment: 'Seen' }))['state']).toBe('effectiveness_wait');
    expect(ok(await api.as('maya').get(`/v1/systems/${system.id}/blockers`))['items']).toEqual([]);
  });

  it('closes when the effect was seen after the wait, and opens again with a new cycle', async () => {
    house.now = String((await view(id))['wait_until']);
    const meta = { command_id: `wait/${id}`, actor: { kind: 'workflow', id: `nonconformity/${id}` }, door: 'workflow', assurance: 'session' } as const;
    await execute(api.store, { kind: 'nonconformity', id }, { name: 'escalate', body: { woke_for: house.now } }, meta);
    expect((await view(id))['state']).toBe('effectiveness_check');
    const verdict = { verdict: 'effective', measured: '0 of 30', evidence: [house.proof], sample_size: 30, comment: 'By sample' };
    expect(shown(await give('theo', id, 'check-effect', verdict))).toEqual([403, 'separation_of_duties']);
    // what monitoring found asks for the risk to be judged anew: that blocks closure until it is done
    expect((await does('rohan', id, 'check-effect', verdict))['state']).toBe('effectiveness_check');
    await judgedAnew(id);
    expect((await view(id))['state']).toBe('closed');
    expect(await does('noor', id, 'reopen', { reason: 'Off again', because: 'recurrence' })).toMatchObject({ state: 'reopened', cycle: 2 });
    expect(ok(await api.as('maya').get(`/v1/cases/${id}`))).toMatchObject({ kind: 'nonconformity', state: 'reopened', cycle: 2 });
  });

  it('is read in a terminal: steps, cause, actions, effect and what is owed', async () => {
    const text = nonconformityText((await view(id)) as unknown as NonconformityView);
    expect(text).toMatch(/state +reopened, cycle 2/);
    expect(text).toMatch(/Cause\n.*disabled for seven days\.\n +because The alert rule was disabled.*\(assumption\)\n +because/);
    expect(text).toContain('process: No owner is asked for when a rule is made. (root)');
    expect(text).toMatch(/Effect\n[\s\S]*effective +0 of 30 +rohan/);
    expect(text).toMatch(/More time\n[\s\S]*granted +devon/);
    expect(text).toMatch(/Owed\n[\s\S]*root_cause/);
  });

  it('stands among the cases of its kind', async () => {
    expect(ok(await api.as('maya').get('/v1/cases?kind=nonconformity'))['items']).toMatchObject([{ id, kind: 'nonconformity', state: 'reopened', system_id: system.id, owner: 'mira' }]);
  });

  it('is shown as it was at an instant', async () => {
    const events = ok(await api.as('maya').get(`/v1/cases/${id}/events?limit=200`))['items']!;
    const at = String(events.find(({ type }) => String(type) === 'plan.approved')!['at']);
    expect(ok(await api.as('maya').get(`/v1/cases/${id}?as_of=${at}`))['cycle']).toBe(1);
  });
});

describe('the branches over HTTP', () => {
  it('a minor one is accepted for a time after its correction', async () => {
    const minor = await classified('minor', { requirement: 'control' });
    await does('mira', minor, 'correct', { correction: 'Named', consequences: 'None', evidence: [] });
    expect((await does('rafael', minor, 'accept-risk', { until: inDays(30), reason: 'Small', compensating_control: 'Asked by mail' }))['state']).toBe('risk_accepted');
  });

  it.each([['reject', 'rejected_as_nc'], ['cancel', 'cancelled']])('%s takes two people', async (command, state) => {
    const made = await raised();
    expect(await does('noor', made, command, { reason: 'It was another system' })).toMatchObject({ state: 'raised', second_person_needed: true });
    expect(shown(await give('noor', made, command, { reason: 'Really' }))[0]).toBe(403);
    expect(await does('maya', made, 'decline', { reason: 'It is this system' })).toMatchObject({ state: 'raised' });
    await does('noor', made, command, { reason: 'It is another system, see the log' });
    expect((await does('maya', made, command, { reason: 'Seen too' }))['state']).toBe(state);
  });

  it('a near-miss is promoted by hand, and merged into another', async () => {
    const near = await raised({ title: 'Test data was almost used for training', near_miss: true, source: 'self_report' });
    expect((await view(near))['state']).toBe('near_miss');
    expect((await does('noor', near, 'promote', { reason: 'It could have' }))['state']).toBe('raised');
    expect(await does('noor', near, 'merge', { into: id, reason: 'The same cause' })).toMatchObject({ state: 'merged', into: id });
  });

  it('a finding is disputed by its owner, and an independent reviewer decides', async () => {
    const minor = await classified('minor');
    await does('mira', minor, 'dispute', { reason: 'The approver is named on page two' });
    expect(shown(await give('noor', minor, 'decide-dispute', { upheld: false, reason: 'No' }))[0]).toBe(403);
    expect(await does('rafael', minor, 'decide-dispute', { upheld: false, reason: 'Page two names the author' })).toMatchObject({ upheld: false, state: 'classified' });
  });

  it('a recurrence is confirmed by the coordinator', async () => {
    const again = await raised({ title: 'Drift alerts of claims triage were switched off again', system_id: system.id, controls: ['A.6.2.6'] });
    expect((await view(again))['recurrence']!.map((each) => each['id'])).toContain(id);
    await does('noor', again, 'decide-recurrence', { of: id, confirmed: true, reason: 'The same rule' });
    expect((await view(again))['recurrence']!.find((each) => String(each['id']) === id)).toMatchObject({ confirmed: true, decided_by: 'noor' });
  });

  it('a machine raises on behalf of somebody, and never signs', async () => {
    const token = String(ok(await api.as('ada').post('/v1/tokens', { machine: 'drift-watch', scopes: ['nonconformities:write'], on_behalf_of: 'devon' }))['token']);
    const machine = api.with(token);
    const made = ok(await machine.post('/v1/nonconformities', { title: 'Latency doubled', description: 'Since noon', source: 'monitoring' }));
    expect((await view(String(made['id'])))['raised_by']).toBe('devon');
    const answer = await machine.post(`/v1/nonconformities/${made['id']}/classify`, { class: 'minor', owner: 'mira', reason: 'x' });
    expect(shown(answer)).toEqual([403, 'machine_cannot_sign']);
  });

  it('a cost is recorded', async () => {
    await does('noor', id, 'record-cost', { kind: 'appraisal', amount: 1200, currency: 'EUR', note: 'Two days of looking' });
    expect((await view(id))['costs']).toMatchObject([{ kind: 'appraisal', amount: 1200, currency: 'EUR' }]);
  });

  it('every command of the API was accepted somewhere above', () => {
    const all = Object.values(NONCONFORMITY_OPERATIONS).flatMap(({ path }) => /\{id\}\/(.+)$/.exec(path)?.[1] ?? []);
    expect(all.length).toBeGreaterThan(15);
    expect([...given].sort()).toEqual([...all].sort());
  });
});

describe('the list of nonconformities', () => {
  // nobody decided on the last one, which is due within days
  beforeAll(() => void (house.now = inDays(5)));

  it.each([
    ['class=minor&state=risk_accepted', (row: Body) => String(row['class']) === 'minor' && String(row['state']) === 'risk_accepted'],
    ['owner=mira', (row: Body) => String(row['owner']) === 'mira'],
    ['near_miss=false&open=true', (row: Body) => !['merged', 'cancelled', 'rejected_as_nc', 'closed'].includes(String(row['state']))],
    ['overdue=true', (row: Body) => (row['overdue'] as unknown) === true],
  ])('is filtered by %s', async (query, fits) => {
    const all = ok(await api.as('maya').get('/v1/nonconformities?limit=200'))['items']!;
    const found = ok(await api.as('maya').get(`/v1/nonconformities?limit=200&${query}`))['items']!;
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all.length);
    expect(found.filter((row) => !fits(row))).toEqual([]);
  });

  it('finds what has a system in its extent', async () => {
    const found = ok(await api.as('maya').get(`/v1/nonconformities?system=${system.id}`))['items']!;
    expect(found.map((row) => row['id'])).toContain(id);
  });

  it('is whole as CSV, whatever the page', async () => {
    const all = ok(await api.as('maya').get('/v1/nonconformities?limit=200'))['items']!;
    const { text, headers } = await api.as('maya').send('GET', '/v1/nonconformities?format=csv&limit=1');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^id,state,class,severity,title,/);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(all.map((row) => row['id']));
  });
});
