import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { goLive, ok, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
// A house for each: a year goes by, and every open case of the house would live through it.
beforeEach(async () => (house = await startGatehouse()), 120_000);
afterEach(() => house.stop());

const stateOf = async (id: string) => (await house.view(id)).state;

describe('the ends of a deployment case', () => {
  it('§1.S approval_expiring §1.S expired notices come before the end, which raises a blocker and a review of retirement', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await goLive(house, system);
    const { valid_until } = await house.view(id);
    await house.advance(String(valid_until));
    await house.until('the end of the approval', async () => (await stateOf(id)) === 'expired');
    const view = await house.view(id);
    expect((await house.eventsOf(id, 'approval.expiring')).length).toBe(4);
    expect((await house.eventsOf(id, 'approval.expiring'))[0]?.at.slice(0, 10)).toBe(new Date(Date.parse(String(valid_until)) - 60 * 86_400_000).toISOString().slice(0, 10));
    expect(view.state).toBe('expired');
    expect(view.obligations.find((o) => o.kind === 'retirement_review')).toMatchObject({ state: 'open', owed_by: { person: 'bruno' } });
    const listed = ok(await house.as('maya').get(`/v1/systems/${system.id}/blockers`));
    expect(JSON.stringify(listed)).toContain('approval_expired');
    const next = await house.request(system);
    expect(await stateOf(next)).toBe('in_review');
  });

  it('§1.S closed comes only after an end, once its grace is over and everybody was told, and a resubmission reopens it', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    ok(await house.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Later' }));
    await house.advance('P45D');
    const view = await house.view(id);
    expect([view.state, view.outcome]).toEqual(['closed', 'withdrawn']);
    expect((await house.deliveries(id)).filter((d) => d.state === 'pending')).toEqual([]);
    ok(await house.as('mira').post(`/v1/deployments/${id}/resubmit`, { reason: 'Now' }));
    await house.quiet();
    expect(await stateOf(id)).toBe('in_review');
    expect((await house.approve(id)).state).toBe('approved');
  });

  it('§1.S lapsed a request that a blocker holds from the start lapses like a silent one, after the board was told, and can be resubmitted', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const raised = ok(await house.as('maya').post('/v1/blockers', { kind: 'manual', extent: { scope: 'system', id: system.id }, title: 'Look into it', reason: 'Seen in a review' }));
    const id = await house.request(system);
    expect(await stateOf(id)).toBe('blocked');
    await house.advance('P45D');
    const lapsed = await house.until('the lapse', async () => (await house.eventsOf(id, 'deployment.lapsed'))[0]);
    const [call] = (await house.eventsOf(id, 'obligation.opened')).filter(({ body }) => body['kind'] === 'escalation');
    expect(call?.body['to']).toEqual(['beatrix', 'olu']);
    expect(String(call?.at) < lapsed.at).toBe(true);
    const told = (await house.deliveries(id)).filter((d) => d.kind === 'board' && d.state === 'sent').map((d) => d.recipient);
    expect(told).toEqual(expect.arrayContaining(['beatrix', 'olu']));
    ok(await house.as('maya').post(`/v1/blockers/${String(raised['blocker_id'])}/release`, { reason: 'Nothing found' }));
    ok(await house.as('mira').post(`/v1/deployments/${id}/resubmit`, { reason: 'It is free' }));
    await house.quiet();
    expect(await stateOf(id)).toBe('in_review');
  });
});
