import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAST, type Gatehouse, ok, type SeedTier, startGatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => void (house = await startGatehouse()));
afterAll(() => house.stop());

describe('the house that the rule tests run in', () => {
  it.each<[SeedTier, string, string[]]>([
    ['low', 'low', ['technical']],
    ['medium', 'medium', ['technical', 'risk', 'business']],
    ['high', 'high', ['legal', 'risk', 'technical', 'business', 'security', 'privacy']],
    ['high_novel', 'high_novel', ['legal', 'risk', 'technical', 'business', 'security', 'privacy', 'committee']],
  ])('takes a %s request through its lanes to an approval', async (tier, path, lanes) => {
    const id = await house.request(await house.seedSystem({ tier }));
    const asked = await house.view(id);
    expect({ state: asked.state, path: asked.path, lanes: asked.lanes.map(({ lane }) => lane), failed: asked.checks.filter(({ outcome }) => outcome === 'fail') }).toEqual({ state: 'in_review', path, lanes, failed: [] });
    expect((await house.approve(id)).state).toBe('approved');
    await house.quiet();
    expect((await house.deliveries(id)).map(({ state }) => state)).not.toContain('pending');
  });

  it('rejects a prohibited practice at once', async () => {
    expect((await house.view(await house.request(await house.seedSystem({ tier: 'prohibited' })))).state).toBe('rejected');
  });

  it('issues a permit that is verified, used once and confirmed live', async () => {
    const system = await house.seedSystem();
    const id = await house.request(system);
    await house.approve(id);
    const as = house.as(CAST.requester);
    const permit = ok(await as.post('/v1/permits', { deployment_id: id }));
    expect(ok(await as.post('/v1/permits/verify', { token: permit['token'] }))).toMatchObject({ valid: true, deployment_id: id });
    ok(await as.post(`/v1/permits/${permit['permit_id']}/use`));
    const second = await as.post(`/v1/permits/${permit['permit_id']}/use`);
    expect([second.status, second.body['code']]).toEqual([409, 'permit_spent']);
    ok(await as.post(`/v1/deployments/${id}/confirm-live`, { digests: permit['digests'] }));
    expect((await house.view(id)).state).toBe('live');
  });

  it('lets silence climb to the board and lapse, each rung at its instant', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    const due = (await house.lane(id, 'technical')).due_at!;
    await house.advance(due);
    const levels = async () => [...new Set((await house.eventsOf(id, 'rung.fired')).map(({ body }) => body['level']))];
    expect(await levels()).toEqual(['L0', 'L1']);
    await house.advance('P40D');
    expect(await levels()).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    expect((await house.view(id)).state).toBe('lapsed');
    expect((await house.deliveries(id)).filter(({ kind }) => kind === 'board').map(({ state }) => state)).toContain('sent');
  });

  it('answers a decision while no worker runs, and carries on when one is back', async () => {
    const id = await house.request(await house.seedSystem());
    await house.stopWorkers();
    ok(await house.sign(id, 'technical'));
    expect((await house.view(id)).state).toBe('approved');
    await house.startWorkers();
    await house.quiet();
    expect((await house.deliveries(id)).filter(({ kind }) => kind === 'decision').map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('takes a vote by a click in Slack', async () => {
    const id = await house.request(await house.seedSystem());
    const { obligation_id } = await house.lane(id, 'technical');
    const row = (await house.deliveries(id)).find(({ recipient, obligation_id: of }) => recipient === 'theo' && of === obligation_id)!;
    const shown = house.slack.messages({ user: 'U0THEO' }).find(({ ref }) => ref === row.remote_ref)!;
    const approve = shown.actions.find(({ text }) => /^approve$/i.test(text))!;
    await house.slack.click('U0THEO', shown.ref, approve.action_id);
    await house.quiet();
    const modal = house.slack.modals('U0THEO').at(-1);
    if (modal) await house.slack.submitModal('U0THEO', modal.id, {});
    await house.until('the vote is recorded', async () => (await house.view(id)).state === 'approved');
    expect((await house.lane(id, 'technical')).votes[0]).toMatchObject({ person: 'theo', door: 'slack', assurance: 'chat' });
  });
});
