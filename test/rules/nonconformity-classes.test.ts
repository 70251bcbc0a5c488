import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Closure } from '../support/closure.ts';
import { NonconformityApi } from '../support/nonconformity-over-http.ts';
import { ok, seedSystem } from '../support/seed.ts';

// A clock that tests move: Monday 2 March 2026, 10:00 in Berlin.
const house = new NonconformityApi();
let nc: Closure;
beforeAll(async () => {
  await house.start();
  nc = new Closure({ as: (person) => house.api.as(person), now: async () => house.now });
  await nc.start();
});
afterAll(() => house.api.stop());

const dueOf = async (id: string) => Object.fromEntries((await nc.view(id)).obligations.map(({ kind, due_at }) => [kind, due_at?.slice(0, 10)]));

describe('the class of a nonconformity', () => {
  it('§3.01 is for the coordinator, needs a reason, and is never lowered by whose case it is', async () => {
    const id = await nc.raised({ class: 'major' });
    const [status, code, why] = await nc.refused('mira', id, 'classify', { class: 'observation', owner: 'mira', reason: 'Small' });
    expect([status, code, why]).toEqual([403, 'not_permitted', expect.stringContaining('noor')]);
    expect((await nc.refused('noor', id, 'classify', { class: 'major', owner: 'mira' })).slice(0, 2)).toEqual([422, 'invalid']);
    await nc.classify(id, 'major', { owner: 'noor' });
    expect((await nc.refused('noor', id, 'classify', { class: 'minor', owner: 'noor', reason: 'Mine' })).slice(0, 2)).toEqual([403, 'separation_of_duties']);
    // nor by handing the case over in the same breath
    expect((await nc.refused('noor', id, 'classify', { class: 'minor', owner: 'mira', reason: 'Hers' })).slice(0, 2)).toEqual([403, 'separation_of_duties']);
    // nor once it was handed over
    await nc.classify(id, 'major');
    expect((await nc.refused('noor', id, 'classify', { class: 'minor', owner: 'mira', reason: 'Hers' })).slice(0, 2)).toEqual([403, 'separation_of_duties']);
    const other = await nc.to('classified', 'major');
    await nc.classify(other, 'minor', { reason: 'An isolated lapse' });
    expect((await nc.view(other)).class).toBe('minor');
  });

  it('§3.01 three like minor ones inside twelve months propose a major one, which the coordinator decides', async () => {
    const system = await seedSystem(house.api, {});
    const raise = { system_id: system.id, controls: ['A.7.4'] };
    for (let i = 0; i < 2; i += 1) await nc.to('classified', 'minor', { raise });
    const third = await nc.to('classified', 'minor', { raise });
    const view = await nc.view(third);
    expect([view.class, view.class_proposals.map(({ class: to, rule, alike }) => [to, rule, alike.length])]).toEqual(['minor', [['major', 'recurrence.minor_to_major', 2]]]);
    await nc.classify(third, 'major', { reason: 'The third' });
    expect((await nc.view(third)).class).toBe('major');
  });
});

describe('a finding that names no system', () => {
  it('§1.T2 of class major holds the unit that it is about, with every system there, until the coordinator names those that rely on it', async () => {
    const [here, elsewhere] = [await seedSystem(house.api, { entry: { unit: 'claims' } }), await seedSystem(house.api, { entry: { unit: 'retail' } })];
    const id = await nc.to('classified', 'major', { raise: { unit: 'claims' } });
    const holding = async (system: string) => (ok(await house.api.as('yann').get(`/v1/systems/${system}/blockers`))['items'] as unknown as { source_case: string }[]).filter(({ source_case }) => source_case === id).length;
    expect([await holding(here.id), await holding(elsewhere.id)]).toEqual([1, 0]);
    await nc.classify(id, 'major', { systems: [elsewhere.id], reason: 'Only that one relies on it' });
    expect([await holding(here.id), await holding(elsewhere.id)]).toEqual([0, 1]);
  });
});

describe('the table of defaults', () => {
  it.each([
    // class of the finding, by when it is classified, and then: corrected, its cause found, planned
    ['major', '2026-03-03', { correction: '2026-03-04', root_cause: '2026-03-16', action_plan: '2026-03-18' }],
    ['minor', '2026-03-04', { correction: '2026-03-09', root_cause: '2026-03-23', action_plan: '2026-03-25' }],
    // Good Friday and Easter Monday lie between
    ['observation', '2026-03-09', { action_plan: '2026-04-10' }],
  ] as const)('§3.03 %s: each step has its time from the classification on', async (cls, classified, steps) => {
    const id = await nc.raised({ class: cls });
    expect(await dueOf(id)).toEqual({ classification: classified });
    await nc.classify(id, cls);
    expect(await dueOf(id)).toEqual({ classification: classified, ...steps });
  });

  // a day of an ISO duration is one of the owner's calendar: the clocks go forward on 29 March
  it.each([
    ['major', 45, '2026-04-16T08:00:00.000Z', '2026-03-09', '2026-05-31T08:00:00.000Z'],
    ['minor', 90, '2026-05-31T08:00:00.000Z', '2026-03-16', '2026-05-31T08:00:00.000Z'],
    ['observation', 180, '2026-08-29T08:00:00.000Z', '2026-03-16', null],
  ] as const)('§3.03 %s: an action is due %s days after the plan at the latest, its evidence is looked at in time, and its effect is waited for where the class says so', async (cls, _days, latest, verified, wait) => {
    const id = await nc.to('rca', cls);
    const late = { due_at: new Date(Date.parse(latest) + 1).toISOString() };
    expect((await nc.refused('mira', id, 'plan', await nc.plan(late)))[2]).toContain(`gives it until ${latest}`);
    await nc.does('mira', id, 'plan', await nc.plan({ due_at: latest }, wait === null ? { effectiveness: undefined } : {}));
    await nc.approve(id);
    await nc.handIn(id);
    expect((await nc.owed(id, 'evidence_verification')).due_at?.slice(0, 10)).toBe(verified);
    await nc.verify(id);
    const view = await nc.view(id);
    expect([view.state, view.wait_until]).toEqual([wait === null ? 'closed' : 'effectiveness_wait', wait]);
  });

  it.each([
    ['major', [['L0', '2026-03-04'], ['L1', '2026-03-04'], ['L2', '2026-03-09'], ['L3', '2026-03-11'], ['L4', '2026-03-18'], ['L5', '2026-04-01']]],
    ['minor', [['L0', '2026-03-09'], ['L1', '2026-03-09'], ['L2', '2026-03-16'], ['L3', '2026-03-23'], ['L4', '2026-04-08'], ['L5', '2026-05-07']]],
  ] as const)('§3.03 %s: from the breach on the ladder climbs in business days to the board', async (cls, rungs) => {
    const { rungs: planned } = await nc.owed(await nc.to('classified', cls), 'correction');
    expect(planned.filter(({ id }) => !id.startsWith('reminder')).map(({ level, at }) => [level, at.slice(0, 10)])).toEqual(rungs);
  });

  it('§3.03 a major one is never accepted as a risk; a legal or clause requirement neither', async () => {
    const accept = { until: await nc.inDays(30), reason: 'Small', compensating_control: 'By hand' };
    for (const [cls, requirement] of [['major', 'control'], ['minor', 'legal'], ['minor', 'clause']] as const) {
      const id = await nc.to('contained', cls, { classify: { requirement } });
      expect((await nc.refused('rafael', id, 'accept-risk', accept)).slice(0, 2)).toEqual([403, 'not_permitted']);
    }
  });
});

describe('deadlines from outside', () => {
  it('§3.10 one against a vendor is due by the contract’s clock where that is earlier, and nobody here moves it', async () => {
    const deadline = '2026-03-12T12:00:00.000Z';
    const id = await nc.to('rca', 'major', { raise: { source: 'vendor', vendor: 'Lexica AI', deadline } });
    const view = await nc.view(id);
    expect([view.vendor, (await nc.owed(id, 'action_plan')).due_at]).toEqual(['Lexica AI', deadline]);
    expect((await nc.refused('mira', id, 'plan', await nc.plan()))[2]).toContain(deadline);
    await nc.does('mira', id, 'plan', await nc.plan({ due_at: '2026-03-11T12:00:00.000Z' }));
    await nc.approve(id);
    const { obligation_id } = await nc.action(id);
    const more = { obligation_id, until: '2026-03-13T12:00:00.000Z', reason: 'The vendor is late', interim_control: 'By hand' };
    expect((await nc.refused('dana', id, 'extend', more)).slice(0, 2)).toEqual([409, 'limit_reached']);
  });

  it('§3.11 the certification body’s deadline wins over every step that would be later, and over none that is earlier', async () => {
    const deadline = '2026-03-16T00:00:00.000Z';
    const id = await nc.raised({ source: 'certification_body', deadline });
    await nc.classify(id, 'minor');
    expect(await dueOf(id)).toMatchObject({ correction: '2026-03-09', root_cause: '2026-03-16', action_plan: '2026-03-16' });
    for (const kind of ['root_cause', 'action_plan'] as const) expect((await nc.owed(id, kind)).due_at).toBe(deadline);
  });
});

describe('an audit’s findings in bulk', () => {
  it('§3.14 are raised all or none, with the line of what is wrong', async () => {
    const send = (body: string) => house.api.as('noor').send('POST', '/v1/nonconformities/import', { body, headers: { 'Content-Type': 'text/csv' } });
    const heads = 'title,description,source,class,unit';
    const count = async () => ok(await house.api.as('maya').get('/v1/nonconformities?limit=200'))['items']!.length;
    const before = await count();
    const bad = await send(`${heads}\nNo minutes,None since May,audit,minor,claims\nNo owner,Of the model,audit,mayor,claims\n`);
    expect([bad.status, bad.body['code'], await count()]).toEqual([422, 'invalid', before]);
    expect(bad.body['detail']).toMatch(/line 3: class: .*did you mean "major"/);
    const good = ok(await send(`${heads}\nNo minutes,None since May,audit,minor,claims\nNo owner,Of the model,audit,major,claims\n`));
    expect([good['raised'], await count()]).toEqual([2, before + 2]);
    for (const { id } of good['items']!) expect(await nc.owes(String(id))).toContain('classification');
  });
});
