import { describe, expect, it } from '@jest/globals';
import { shippedPolicy, World } from '../../support/world.ts';

/** The shipped policy, where business follows technical and risk. */
function staged(after: Readonly<Record<string, string[]>> = { business: ['technical', 'risk'] }) {
  const policy = shippedPolicy();
  const { paths } = policy.tiers;
  return { ...policy, tiers: { ...policy.tiers, paths: { ...paths, medium: { ...paths.medium, after } } } };
}
const asked = (after?: Readonly<Record<string, string[]>>): World => new World('medium', { policy: staged(after) }).reviewed();
const states = (world: World) => Object.fromEntries(world.state.lanes.map(({ lane, state }) => [lane, state]));

describe('staged lanes (R-08)', () => {
  it('open once the lanes before them have passed, with a clock of their own', () => {
    const world = asked();
    expect(states(world)).toEqual({ technical: 'open', risk: 'open', business: 'waiting' });
    world.vote('theo', 'technical');
    expect(states(world)).toEqual({ technical: 'passed', risk: 'open', business: 'waiting' });
    world.vote('ruth', 'risk');
    expect(states(world)).toMatchObject({ business: 'open' });
    expect(world.signOff('business')).toMatchObject({ opened_at: world.now, state: 'open' });
    world.vote('bela', 'business');
    expect(world.state.status).toBe('approved');
  });

  it('stay open when a lane before them signs again', () => {
    const world = asked();
    world.vote('theo', 'technical');
    world.vote('ruth', 'risk');
    world.vote('ruth', 'risk', 'withdraw');
    expect(states(world)).toMatchObject({ risk: 'open', business: 'open' });
    world.vote('bela', 'business');
    expect(world.state.status).toBe('in_review');
  });

  it('wait only for lanes that the request has', () => {
    expect(states(asked({ business: ['legal'] }))).toMatchObject({ business: 'open' });
  });
});
