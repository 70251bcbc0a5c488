import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Policy } from '../../contracts/policy.ts';
import { ok, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse({ policy: staged })), 120_000);
afterAll(() => house.stop());

/** The shipped policy, where business follows technical and risk. */
function staged(policy: Policy): Policy {
  const { paths } = policy.tiers;
  return { ...policy, tiers: { ...policy.tiers, paths: { ...paths, medium: { ...paths.medium, after: { business: ['technical', 'risk'] } } } } };
}
const lanes = async (id: string) => Object.fromEntries((await house.view(id)).lanes.map(({ lane, state }) => [lane, state]));
const asked = async (id: string) => (await house.deliveries(id)).filter(({ kind, state }) => kind === 'sign_off' && state === 'sent').map(({ recipient }) => recipient);

describe('staged lanes', () => {
  it('R-08 nobody of a later stage is asked until the lanes before it have passed', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    expect(await lanes(id)).toEqual({ technical: 'open', risk: 'open', business: 'waiting' });
    expect(await asked(id)).not.toContain('bela');
    ok(await house.sign(id, 'technical'));
    ok(await house.sign(id, 'risk'));
    await house.quiet();
    expect(await lanes(id)).toMatchObject({ business: 'open' });
    expect(await asked(id)).toContain('bela');
    expect((await house.approve(id)).state).toBe('approved');
  });

  it('R-08 a later stage has the whole of its time, however late it opens', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    await house.advance('P3D');
    for (const lane of ['technical', 'risk']) ok(await house.sign(id, lane));
    await house.quiet();
    const business = await house.lane(id, 'business');
    expect(business.due_at !== null && business.due_at > (await house.in('P2D'))).toBe(true);
  });
});
