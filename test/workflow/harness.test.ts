import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => {
  const t = performance.now();
  house = await startGatehouse();
  console.log('start', performance.now() - t);
});
afterAll(() => house.stop());

describe('the harness of the rule tests', () => {
  it('takes a low-tier request to an approval', async () => {
    let t = performance.now();
    const lap = (what: string) => { const n = performance.now(); console.log(what, Math.round(n - t)); t = n; };
    const system = await house.seedSystem({ tier: 'low' });
    lap('seed');
    const id = await house.request(system);
    lap('request');
    const view = await house.view(id);
    console.log(view.state, view.blockers, view.checks, await house.now());
    await house.approve(id);
    lap('approve');
    await house.quiet();
    lap('quiet');
    console.log(await house.eventTypes(id), (await house.deliveries(id)).map((d) => [d.recipient, d.channel, d.kind, d.state]));
    expect((await house.view(id)).state).toBe('approved');
  });
  it('lets a silent lane climb to the board', async () => {
    let t = performance.now();
    const lap = (what: string) => { const n = performance.now(); console.log(what, Math.round(n - t)); t = n; };
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    lap('request');
    const due = (await house.lane(id, 'technical')).due_at!;
    await house.advance(due);
    lap('advance to due');
    await house.advance('P30D');
    lap('advance 30d');
    console.log(await house.eventTypes(id), (await house.deliveries(id)).map((d) => [d.recipient, d.channel, d.kind, d.state].join(' ')));
  });
});
