import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(() => house.stop());

describe('the ladder above an obligation', () => {
  it('§0.02 §1.S lapsed climbs from the assignee to the board, adds people, and never approves by timeout', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    const { obligation_id } = await house.lane(id, 'risk');
    for (const lane of ['technical', 'business']) expect((await house.sign(id, lane)).status).toBe(200);

    await house.advance('P90D');

    const fired = (await house.eventsOf(id, 'rung.fired')).filter((e) => e.body['obligation_id'] === obligation_id);
    expect(fired.map((e) => e.body['level'])).toEqual(['L0', 'L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    for (const { at, body } of fired) expect(at >= String(body['planned_at'])).toBe(true);
    const view = await house.view(id);
    expect([view.outcome, view.decision]).toEqual(['lapsed', null]);
    const board = (await house.deliveries(id)).filter((d) => d.kind === 'board');
    expect(board.map((d) => d.recipient).sort()).toEqual(['beatrix', 'olu']);
    expect(board.every((d) => d.state === 'sent')).toBe(true);
  });
});
