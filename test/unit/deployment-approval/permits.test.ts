import { describe, expect, it } from '@jest/globals';
import type { Blocker } from '../../../contracts/blocker.ts';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { permitFault } from '../../../domain/deployment-approval/permits.ts';
import { Surroundings } from '../../support/surroundings.ts';
import { digest, World } from '../../support/world.ts';

const approved = () => new World('medium').reviewed().approveAll();
const issued = () => {
  const world = approved();
  world.does('mira', 'issue-permit');
  return world;
};
const verify = (world: World) => permitFault(world.state, world.state.permit?.id ?? '', { ...world.facts, now: world.now })?.refused ?? 'good';
const use = (world: World) => world.refusal(world.as('mira', 'use-permit', { permit_id: world.state.permit?.id }));
const issue = (world: World) => world.refusal(world.as('mira', 'issue-permit'));
const OTHER = 'dep_00000000000000000000000009';
const blocker: Blocker = {
  id: 'blk_1', kind: 'manual', extent: { scope: 'organisation' }, holds: ['gate', 'permit', 'live'], owner: 'maya', title: 'Stop', link: '/v1/blockers/blk_1',
  raised_at: '2026-03-02T09:00:00.000Z', source_case: null, ends_by: 'release', dormant_until: null,
};

describe('§1.22 a permit', () => {
  it('is for the digests, the version and the environment that were approved', () => {
    const world = issued();
    expect(world.last('permit.issued').body).toMatchObject({
      environment: 'production', version_id: 'ver_1', digests: world.state.revisions[0]?.manifest.digests, package_digest: world.state.revisions[0]?.package_digest, expires_at: '2026-03-03T09:00:00.000Z',
    });
    expect(world.state.status).toBe('permit_issued');
  });

  it.each<[string, World, string]>([
    ['in review', new World('medium').reviewed(), 'wrong_state'],
    ['live already', approved().live(), 'already_decided'],
  ])('is not issued to a case that is %s', (_what, world, answer) => {
    expect(issue(world)).toBe(answer);
  });

  it('verify changes nothing, however often; use consumes it, once', () => {
    const world = issued();
    const before = world.state;
    expect([verify(world), verify(world)]).toEqual(['good', 'good']);
    expect(world.state).toBe(before);
    expect([use(world), use(world), verify(world)]).toEqual(['accepted', 'permit_spent', 'permit_spent']);
  });

  it('fails, naming the blocker, when one was raised after it was issued, and is good again once that is released', () => {
    const world = issued();
    world.facts = { ...world.facts, blockers: [blocker] };
    expect(permitFault(world.state, world.state.permit?.id ?? '', { ...world.facts, now: world.now })).toMatchObject({ refused: 'blocked', extra: { blockers: [{ id: 'blk_1', owner: 'maya' }] } });
    expect(use(world)).toBe('blocked');
    world.facts = { ...world.facts, blockers: [] };
    expect(use(world)).toBe('accepted');
  });

  it('fails after the approval was revoked', () => {
    const world = issued();
    world.does('maya', 'revoke', { reason: 'new facts' });
    expect([verify(world), use(world)]).toEqual(['permit_void', 'permit_void']);
  });

  it('fails once a newer one was issued', () => {
    const world = issued();
    const first = world.state.permit?.id;
    world.does('mira', 'issue-permit');
    expect(world.refusal(world.as('mira', 'use-permit', { permit_id: first }))).toBe('permit_void');
    expect(use(world)).toBe('accepted');
  });

  it('ends unused after its life, and the case is approved again and can have another', () => {
    const world = issued();
    expect(world.agenda().wake_at).toBe('2026-03-03T09:00:00.000Z');
    world.now = '2026-03-03T09:00:00.000Z';
    expect([verify(world), use(world)]).toEqual(['permit_expired', 'permit_expired']);
    world.workflow('escalate');
    expect([world.state.status, world.state.permit?.state]).toEqual(['approved', 'expired']);
    expect(issue(world)).toBe('accepted');
  });

  it('never outlives the approval', () => {
    const world = approved();
    world.now = '2026-12-02T08:00:00.000Z';
    expect(world.state.decided?.valid_until).toBe('2026-12-02T09:00:00.000Z');
    world.does('mira', 'issue-permit');
    expect(world.state.permit?.expires_at).toBe('2026-12-02T09:00:00.000Z');
    world.now = '2026-12-02T09:00:00.000Z';
    expect(issue(world)).toBe('permit_expired');
  });

  it('holds votes where they are: none is taken back once it is issued', () => {
    expect(issued().vote('ruth', 'risk', 'withdraw')).toMatchObject({ refused: 'wrong_state' });
  });
});

describe('§1.22 going live', () => {
  const rolledOut = () => approved().rolledOut();
  const confirm = (world: World, digests: Record<string, string>) => world.as('mira', 'confirm-live', { digests });

  it('is by confirm-live, not by the use of the permit', () => {
    const world = rolledOut();
    expect([world.state.status, world.state.live]).toEqual(['permit_issued', null]);
    expect(world.refusal(confirm(world, world.state.permit?.digests ?? {}))).toBe('accepted');
    expect([world.state.status, world.state.live?.environment]).toEqual(['live', 'production']);
  });

  const right = { weights: digest('w1'), code: `git:${'a'.repeat(40)}` };
  it.each<[string, Record<string, string>, string]>([
    ['a component missing', { weights: right.weights }, 'code'],
    ['a component that nobody approved', { ...right, adapter: digest('x') }, 'adapter'],
    ['another digest', { ...right, weights: digest('x') }, 'weights'],
  ])('is refused with %s, naming it', (_what, digests, component) => {
    const world = rolledOut();
    expect(confirm(world, digests)).toMatchObject({ refused: 'digest_mismatch', pointer: '/digests', extra: { difference: [{ component }] } });
    expect(world.state.status).toBe('permit_issued');
  });

  it('is refused without a used permit, and a second time', () => {
    expect(world(issued())).toBe('wrong_state');
    expect(world(approved().live())).toBe('already_decided');
    function world(of: World) {
      return of.refusal(confirm(of, right));
    }
  });
});

describe('§1.22 a digest observed in production', () => {
  it('that differs from the live approved one raises a blocker and holds the next request, but not its fix', () => {
    const world = approved().live();
    const around = new Surroundings(world);
    const live = deploymentApproval.summary(world.state).live;
    world.facts = { ...world.facts, live: live ? [live] : [] };
    around.system('mira', 'observe-digests', { environment: 'production', digests: { weights: digest('tampered') }, source: 'node' });
    expect(world.facts.blockers).toMatchObject([{ kind: 'digest_drift', source_case: world.state.id, owner: 'dana' }]);
    const next = (fixes?: string) => new World('medium', world.facts).reviewed(fixes === undefined ? {} : { fixes });
    expect([next().state.status, next(world.state.id).state.status]).toEqual(['blocked', 'in_review']);
  });

  it('is compared with what was confirmed live last, not with the version before it', () => {
    const world = approved().live();
    const around = new Surroundings(world);
    const older = { environment: 'production', case_id: 'dep_1', version_id: 'ver_0', digests: { weights: digest('w0') }, at: '2026-03-01T00:00:00.000Z' };
    const newer = { environment: 'production', case_id: 'dep_2', version_id: 'ver_1', digests: { weights: digest('w1') }, at: '2026-03-02T00:00:00.000Z' };
    for (const live of [[older, newer], [newer, older]]) {
      world.facts = { ...world.facts, live };
      around.system('mira', 'observe-digests', { environment: 'production', digests: { weights: digest('w1') }, source: 'node' });
      expect(world.facts.blockers).toEqual([]);
    }
  });
});

describe('§1.18 parallel requests', () => {
  const rollout = (environment: string) => [{ environment, case_id: OTHER }];

  it('share one rollout per environment, when the permit is issued and when it is used', () => {
    const before = approved();
    before.facts = { ...before.facts, rollouts: rollout('production') };
    expect(before.as('mira', 'issue-permit')).toMatchObject({ refused: 'rollout_in_progress', extra: { case: OTHER } });
    const after = issued();
    after.facts = { ...after.facts, rollouts: rollout('production') };
    expect([verify(after), use(after)]).toEqual(['rollout_in_progress', 'rollout_in_progress']);
    after.facts = { ...after.facts, rollouts: rollout('staging') };
    expect(use(after)).toBe('accepted');
  });

  it('hold the lock from the use of the permit to confirm-live', () => {
    const lock = (world: World) => deploymentApproval.summary(world.state).rollout?.environment ?? null;
    const world = issued();
    expect(lock(world)).toBeNull();
    use(world);
    expect(lock(world)).toBe('production');
    expect(issue(world)).toBe('rollout_in_progress');
    world.does('mira', 'confirm-live', { digests: world.state.permit?.digests });
    expect(lock(world)).toBeNull();
    const revoked = approved().rolledOut();
    revoked.does('maya', 'revoke', { reason: 'stop' });
    expect(lock(revoked)).toBeNull();
  });

  const confirmed = (at: string, environment = 'production', case_id = OTHER) => ({ environment, case_id, version_id: 'ver_2', digests: { weights: digest('w2') }, at });
  it.each([
    ['a later version in the same environment', confirmed('2026-03-02T09:00:00.001Z'), 'superseded'],
    ['an earlier one', confirmed('2026-03-02T08:59:59.999Z'), 'live'],
    ['a later one in another environment', confirmed('2026-03-05T09:00:00.000Z', 'staging'), 'live'],
    ['one confirmed in the same instant, of which one must give way', confirmed('2026-03-02T09:00:00.000Z'), 'superseded'],
    ['one confirmed in the same instant that gives way itself', confirmed('2026-03-02T09:00:00.000Z', 'production', 'dep_00000000000000000000000000'), 'live'],
  ])('are settled by confirm-live: %s', (_what, other, status) => {
    const world = approved().live();
    world.facts = { ...world.facts, live: [other] };
    world.now = '2026-03-06T09:00:00.000Z';
    world.workflow('escalate');
    expect(world.state.status).toBe(status);
    expect(deploymentApproval.summary(world.state).live === null).toBe(status === 'superseded');
  });

  it('a version that is superseded owes nothing any more and closes', () => {
    const world = approved().live();
    world.facts = { ...world.facts, live: [confirmed('2026-03-04T09:00:00.000Z')] };
    world.now = '2026-03-06T09:00:00.000Z';
    world.workflow('escalate');
    expect(world.last('deployment.superseded').body).toMatchObject({ by_case: OTHER, closes_at: '2026-04-05T08:00:00.000Z' });
    world.runTo('2026-04-05T08:00:00.000Z');
    expect([world.state.status, world.state.outcome, world.agenda().open]).toEqual(['closed', 'superseded', false]);
  });

  it('one that ran on without an approval is superseded too, and its blocker and review end', () => {
    const world = approved().live();
    world.does('maya', 'revoke', { reason: 'new facts' });
    expect(deploymentApproval.blockers(world.state)).toHaveLength(1);
    world.facts = { ...world.facts, live: [confirmed('2026-03-04T09:00:00.000Z')] };
    world.now = '2026-03-06T09:00:00.000Z';
    world.workflow('escalate');
    expect([world.state.status, deploymentApproval.blockers(world.state), world.state.obligations.filter((o) => o.state === 'open')]).toEqual(['superseded', [], []]);
  });
});
