import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(() => house.stop());

const obligationOf = async (id: string, lane: string): Promise<string> => String((await house.lane(id, lane)).obligation_id);
const rungs = async (id: string, obligation: string) => (await house.eventsOf(id, 'rung.fired')).filter((e) => e.body['obligation_id'] === obligation);

describe('timers', () => {
  it('§0.03 reminds at 50 and 80 percent, breaches at 100, and an approved extension starts a new ladder', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    const obligation = await obligationOf(id, 'risk');
    const before = (await house.view(id)).obligations.find((o) => o.id === obligation);
    expect(before?.rungs.map((r) => r.id)).toEqual(['reminder_50', 'reminder_80', 'breach', 'head', 'governance', 'executive', 'board']);
    expect(before?.rungs.find((r) => r.id === 'breach')?.at).toBe(before?.due_at);
    await house.advance(String(before?.due_at));
    expect((await rungs(id, obligation)).map((e) => e.body['rung'])).toEqual(['reminder_50', 'reminder_80', 'breach']);

    const until = new Date(Date.parse(String(before?.due_at)) + 30 * 86_400_000).toISOString();
    expect((await house.as('ruth').post(`/v1/obligations/${obligation}/extend`, { until, reason: 'Mine' })).body.code).toBe('separation_of_duties');
    ok(await house.as('maya').post(`/v1/obligations/${obligation}/extend`, { until, reason: 'The validator is ill' }));
    const after = (await house.view(id)).obligations.find((o) => o.id === obligation);
    expect([after?.due_at, after?.version]).toEqual([until, (before?.version ?? 0) + 1]);
    const next = after?.rungs.find((r) => r.id === 'reminder_50')?.at ?? '';
    await house.advance(new Date(Date.parse(next) - 60_000).toISOString());
    expect(await rungs(id, obligation)).toHaveLength(3);
    await house.advance(next);
    expect((await rungs(id, obligation)).at(-1)?.body).toMatchObject({ rung: 'reminder_50', version: after?.version });
  });

  it('§0.03 a snooze moves one rung once, at most a quarter of the time, and never one of the executive or the board', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    const obligation = await obligationOf(id, 'risk');
    const snooze = (body: object) => house.as('ruth').post(`/v1/obligations/${obligation}/snooze`, { reason: 'Reading it', ...body });
    expect((await snooze({ for: { business_days: 2 } })).body.code).toBe('limit_reached');
    ok(await snooze({ for: { business_hours: 2 } }));
    expect((await snooze({ for: { business_hours: 1 } })).body.code).toBe('limit_reached');
    const planned = (await house.view(id)).obligations.find((o) => o.id === obligation)?.rungs.find((r) => r.id === 'executive')?.at ?? '';
    await house.advance(new Date(Date.parse(planned) - 1_000).toISOString());
    expect((await snooze({ for: { business_hours: 1 } })).body.code).toBe('limit_reached');
  });

  it('§0.06 a question stops the lane’s clock, at most two questions and one SLA in all', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    const obligation = await obligationOf(id, 'risk');
    const before = (await house.view(id)).obligations.find((o) => o.id === obligation);
    const ask = () => house.as('ruth').post(`/v1/obligations/${obligation}/ask`, { question: 'Which data?' });
    ok(await ask());
    expect((await house.view(id)).obligations.find((o) => o.id === obligation)?.state).toBe('paused');
    await house.advance(before?.rungs[0]?.at ?? '');
    const owed = (await house.view(id)).questions[0];
    ok(await house.as('mira').post(`/v1/obligations/${owed?.answer_obligation_id}/answer`, { answer: 'The claims of last year' }));
    const resumed = (await house.view(id)).obligations.find((o) => o.id === obligation);
    expect([resumed?.state, String(resumed?.due_at) > String(before?.due_at)]).toEqual(['open', true]);
    ok(await ask());
    await house.advance('P12D');
    const view = await house.view(id);
    expect(view.questions.map((q) => q.state)).toEqual(['answered', 'lapsed']);
    expect((await rungs(id, obligation)).length).toBeGreaterThan(0);
    expect((await ask()).body.code).toBe('limit_reached');
  });

  it('§0.07 an escalation is an obligation without a clock, acknowledging it stops no rung, and it closes with its source', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'low' }));
    const obligation = await obligationOf(id, 'technical');
    const plan = (await house.view(id)).obligations.find((o) => o.id === obligation)?.rungs ?? [];
    await house.advance(plan.find((r) => r.id === 'head')?.at ?? '');
    const escalation = (await house.view(id)).obligations.find((o) => o.kind === 'escalation' && o.subject['level'] === 'L2');
    expect(escalation).toMatchObject({ due_at: null, rungs: [], state: 'open', to: ['tilda'] });
    expect((await house.obligations({ person: 'tilda', state: 'open' })).map((o) => o.id)).toContain(escalation?.id);
    ok(await house.as('tilda').post(`/v1/obligations/${escalation?.id}/acknowledge`, {}));
    expect((await house.sign(id, 'technical', { by: 'tilda' })).body.code).toBe('not_eligible');
    await house.advance(plan.find((r) => r.id === 'board')?.at ?? '');
    expect((await rungs(id, obligation)).map((e) => e.body['level'])).toEqual(['L0', 'L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    const board = (await house.view(id)).obligations.find((o) => o.kind === 'escalation' && o.subject['level'] === 'L5');
    expect((await house.as('beatrix').post(`/v1/obligations/${board?.id}/complete`, { comment: 'Go on' })).status).toBe(403);
    ok(await house.as('sabine').post(`/v1/obligations/${board?.id}/complete`, { comment: 'The board expects an answer by Friday' }));
    expect((await house.eventsOf(id, 'board.answered')).map((e) => e.body['person'])).toEqual(['sabine']);
    ok(await house.sign(id, 'technical', { by: 'theo' }));
    expect((await house.view(id)).obligations.filter((o) => o.kind === 'escalation' && o.state === 'open')).toEqual([]);
  });

  it('§0.08 business time runs on the lane’s calendar, wall time on the wall', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    const lane = (await house.view(id)).obligations.find((o) => o.kind === 'sign_off');
    const due = new Date(String(lane?.due_at));
    const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', hour12: false }).format(due));
    expect(['Sat', 'Sun']).not.toContain(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', weekday: 'short' }).format(due));
    expect(hour >= 9 && hour <= 17).toBe(true);
    const low = await house.seedSystem({ tier: 'low' });
    const approved = await house.request(low);
    await house.approve(approved);
    const permit = ok(await house.as('mira').post('/v1/permits', { deployment_id: approved }));
    expect(Date.parse(String(permit['expires_at'])) - Date.parse(await house.now())).toBeGreaterThan(23.9 * 3_600_000);
  });
});

describe('the board', () => {
  it('§0.04 hears at once of a request that answers yes to a prohibited practice, with legal and the governance lead', async () => {
    const system = await house.seedSystem({ tier: 'prohibited' });
    const id = await house.request(system);
    const view = await house.view(id);
    expect([view.state, view.tier, view.rejected?.rule]).toEqual(['rejected', 'prohibited', 'prohibited_practice']);
    expect((await house.eventsOf(id, 'board.triggered')).map((e) => e.body['trigger'])).toEqual(['prohibited_practice']);
    const told = new Set((await house.deliveries(id)).filter((d) => d.state === 'sent').map((d) => d.recipient));
    for (const person of ['beatrix', 'olu', 'maya', 'lena']) expect(told).toContain(person);
  });

  it('§0.04 hears at once when a risk acceptance given at its level expires', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const added = ok(await house.as('bruno').post(`/v1/systems/${system.id}/risks`, { title: 'Proxy discrimination', owner: 'bruno', residual: 'critical', option: 'accept' }));
    const until = await house.in('P5D');
    ok(await house.as('beatrix').post(`/v1/risks/${String(added['risk_id'])}/accept`, { reason: 'Until the retraining', until }));
    await house.advance(until);
    expect((await house.eventsOf(system.id, 'board.triggered')).map((e) => e.body['trigger'])).toEqual(['board_risk_acceptance_expired']);
    expect((await house.deliveries(system.id)).filter((d) => d.kind === 'board').map((d) => d.recipient).sort()).toEqual(['beatrix', 'olu']);
  });
});

describe('waiting', () => {
  it('§0.09 has no limit but the policy’s: with "never" a request waits for a year and is still open', async () => {
    const patient = await startGatehouse({
      policy: (p) => ({ ...p, ladders: { ...p.ladders, ladders: Object.fromEntries(Object.entries(p.ladders.ladders).map(([name, ladder]) => [name, { ...ladder, lapse: 'never' as const }])) } }),
    });
    try {
      const id = await patient.request(await patient.seedSystem({ tier: 'low' }));
      await patient.advance('P1Y');
      expect((await patient.view(id)).state).toBe('in_review');
      ok(await patient.sign(id, 'technical'));
      expect((await patient.view(id)).state).toBe('approved');
    } finally {
      await patient.stop();
    }
  });
});
