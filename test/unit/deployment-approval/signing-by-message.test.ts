import { describe, expect, it } from '@jest/globals';
import { messageView } from '../../../domain/deployment-approval/message-view.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { World } from '../../support/world.ts';

/** What the message that asks this person to sign in the lane lets them do. */
function asked(world: World, person: string) {
  const row = world.messages.find(({ kind, recipient }) => kind === 'sign_off' && recipient === person);
  if (!row) throw new Error(`${person} is asked for nothing`);
  const { sign, actions } = messageView(row, world.state, { ...world.facts, now: world.now }, 'https://gatehouse.example');
  const way = sign && { by: sign.by, needed: sign.needed };
  return { sign: way, actions: actions.map(({ action }) => action), url: sign?.by === 'page' ? sign.url.replace(/(dep|obl)_\w+/g, '$1') : null };
}

/** The page with the form, and the sign-in with several factors that comes before it. */
const FORM = 'https://gatehouse.example/cases/dep?decide=obl';
const STEP_UP = 'https://gatehouse.example/oidc/step-up?return_to=%2Fcases%2Fdep%3Fdecide%3Dobl';
const VERDICTS = ['approve', 'approve_with_conditions', 'request_changes', 'reject'];
const needing = (policy: Policy, assurance: 'chat' | 'session' | 'mfa'): Policy => ({ ...policy, tiers: { ...policy.tiers, paths: { ...policy.tiers.paths, medium: { ...policy.tiers.paths.medium, assurance } } } });

describe('§1.20 a message that asks to sign', () => {
  it.each([
    ['chat', 'button', VERDICTS, null],
    ['session', 'page', ['acknowledge'], FORM],
    ['mfa', 'page', ['acknowledge'], STEP_UP],
  ] as const)('where the policy needs "%s" lets its reader sign by %s', (assurance, by, actions, url) => {
    const world = new World('medium');
    world.facts = { ...world.facts, policy: needing(world.facts.policy, assurance) };
    expect(asked(world.reviewed(), 'ruth')).toEqual({ sign: { by, needed: assurance }, actions, url });
  });

  it('has nothing left to acknowledge once that is done, and still says how to sign', () => {
    const world = new World('high').reviewed();
    world.does('ruth', 'acknowledge', { obligation_id: world.state.lanes.find(({ lane }) => lane === 'risk')?.obligation_id });
    expect(asked(world, 'ruth')).toEqual({ sign: { by: 'page', needed: 'mfa' }, actions: [], url: STEP_UP });
  });

  it.each([
    ['who has signed', (world: World) => world.vote('ruth', 'risk', 'approve', { reason: 'sound' })],
    ['of a request that is over', (world: World) => world.does('mira', 'withdraw', { reason: 'not now' })],
  ])('offers nothing to one %s', (_who, act) => {
    const world = new World('high').reviewed();
    act(world);
    expect(asked(world, 'ruth')).toEqual({ sign: null, actions: [], url: null });
  });
});
