import { describe, expect, it } from '@jest/globals';
import type { Blocker } from '../../../contracts/blocker.ts';
import { deploymentView } from '../../../domain/deployment-approval/view.ts';
import { Surroundings } from '../../support/surroundings.ts';
import { World } from '../../support/world.ts';

/** A case in review, and its surroundings. */
function started(change: Parameters<World['request']>[0] = {}): { world: World; around: Surroundings } {
  const world = new World('medium').reviewed(change);
  return { world, around: new Surroundings(world) };
}
const RAISE = { title: 'Look into it', reason: 'seen in a review' };
const ofSystem = { scope: 'system', id: 'sys_00000000000000000000000001' };
const view = (world: World) => deploymentView(world.state, { ...world.facts, now: world.now });
const RISK = { title: 'Wrong for the elderly', owner: 'dana', residual: 'high', option: 'mitigate' };
const aRisk = (around: Surroundings, residual = 'high') => around.system('rafael', 'add-risk', { ...RISK, residual });

describe('§1.T1 an open risk item', () => {
  it.each([['low', 'approved'], ['medium', 'approved'], ['high', 'blocked'], ['critical', 'blocked']])('of residual %s leaves the case %s', (residual, status) => {
    const { world, around } = started();
    aRisk(around, residual);
    expect(world.approveAll().state.status).toBe(status);
  });

  it('holds the gate from the start, with owner and link, and lets the review begin when it is treated', () => {
    const world = new World('medium');
    const around = new Surroundings(world);
    const risk = aRisk(around);
    world.reviewed();
    expect(world.state.status).toBe('blocked');
    expect(view(world).blockers).toMatchObject([{ kind: 'risk', owner: 'dana', link: `/v1/systems/${ofSystem.id}/risks`, holds: ['gate', 'permit', 'live'] }]);
    expect(world.messages.filter((m) => m.about['event'] === 'gate.blocked').map((m) => m.recipient).sort()).toEqual(['dana', 'mira']);
    around.system('dana', 'treat-risk', { risk_id: (risk as { result?: { risk_id?: string } }).result?.risk_id, residual: 'medium', reason: 'retrained', evidence: [] });
    expect([world.state.status, world.agenda().step?.name]).toEqual(['checking', 'check-package']);
    world.check();
    expect(world.state.status).toBe('in_review');
  });

  it('sleeps while it is accepted in date, and at the end of the acceptance holds again by itself', () => {
    const { world, around } = started();
    const risk_id = (aRisk(around) as { result?: { risk_id?: string } }).result?.risk_id;
    world.approveAll();
    expect(world.state.status).toBe('blocked');
    around.system('viktor', 'accept-risk', { risk_id, reason: 'small group', until: '2026-03-10T09:00:00.000Z' });
    expect(world.state.status).toBe('checking');
    expect(world.agenda().wake_at).toBe('2026-03-10T09:00:00.000Z');
    // nobody wakes the system's own record: the case looks by itself
    world.check();
    expect(world.state.status).toBe('approved');
    world.now = '2026-03-10T09:00:00.000Z';
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('blocked');
    around.escalate();
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('blocked');
  });

  it('whose acceptance ends while the case is undecided blocks at that instant', () => {
    const { world, around } = started();
    const risk_id = (aRisk(around) as { result?: { risk_id?: string } }).result?.risk_id;
    around.system('viktor', 'accept-risk', { risk_id, reason: 'small group', until: '2026-03-02T15:00:00.000Z' });
    world.does('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' });
    world.runTo('2026-03-02T15:00:00.000Z');
    world.check();
    expect(world.state.status).toBe('blocked');
  });
});

describe('§1.T2 a blocker raised by hand', () => {
  it.each(['manual', 'incident', 'nonconformity'])('of kind %s holds the gate until it is released, and the checks run again', (kind) => {
    const { world, around } = started();
    around.system('bela', 'raise-blocker', { ...RAISE, kind, extent: ofSystem });
    world.approveAll();
    expect(world.state.status).toBe('blocked');
    expect(view(world).blockers).toMatchObject([{ kind, title: 'Look into it', owner: 'dana' }]);
    const round = world.state.check_round;
    around.system('maya', 'release-blocker', { blocker_id: world.facts.blockers[0]?.id, reason: 'done' });
    expect([world.state.status, world.state.check_round]).toEqual(['checking', round + 1]);
    world.check();
    expect(world.state.status).toBe('approved');
  });

  it('names each new obstacle once while the gate is shut', () => {
    const { world, around } = started();
    around.system('bela', 'raise-blocker', { ...RAISE, kind: 'manual', extent: ofSystem });
    world.approveAll();
    around.escalate();
    around.system('bela', 'raise-blocker', { ...RAISE, kind: 'incident', extent: ofSystem });
    around.escalate();
    expect(world.events.filter((e) => e.type === 'gate.blocked').map((e) => (e.body['blockers'] as string[]).length)).toEqual([1, 2]);
  });
});

describe('§1.16 a pause order', () => {
  it.each([
    ['the organisation', { scope: 'organisation' }, true],
    ['the unit of the system', { scope: 'unit', id: 'claims' }, true],
    ['a unit above it', { scope: 'unit', id: 'business' }, true],
    ['another unit', { scope: 'unit', id: 'retail' }, false],
  ])('for %s holds permits, not reviews', (_what, extent, holds) => {
    const { world, around } = started();
    around.house('maya', 'raise-blocker', { ...RAISE, kind: 'pause_order', extent });
    expect(world.approveAll().state.status).toBe('approved');
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe(holds ? 'blocked' : 'accepted');
    around.house('maya', 'release-blocker', { blocker_id: world.facts.blockers[0]?.id, reason: 'over' });
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
  });

  it('for the system alone stops a permit that was issued before', () => {
    const { world, around } = started();
    world.approveAll().does('mira', 'issue-permit');
    around.system('maya', 'raise-blocker', { ...RAISE, kind: 'pause_order', extent: ofSystem });
    expect(world.as('mira', 'use-permit', { permit_id: world.state.permit?.id })).toMatchObject({
      refused: 'blocked',
      detail: expect.stringContaining('Look into it'),
      extra: { blockers: [{ kind: 'pause_order', owner: 'dana', link: expect.stringContaining('/v1/') }] },
    });
    expect(world.state.permit?.state).toBe('issued');
  });
});

describe('R-68 a waiver', () => {
  const waived = (until: string) => {
    const { world, around } = started();
    around.system('bela', 'raise-blocker', { ...RAISE, kind: 'manual', extent: ofSystem });
    const blocker_id = world.facts.blockers[0]?.id;
    const decision = around.system('viktor', 'waive-blocker', { blocker_id, reason: 'known', compensating_control: 'a person checks each', until });
    expect(world.refusal(decision)).toBe('accepted');
    return { world, around, blocker_id };
  };

  it('lets the case pass, and is shown with its end beside what holds', () => {
    const { world, blocker_id } = waived('2026-03-20T09:00:00.000Z');
    expect(view(world)).toMatchObject({ blockers: [], waived: [{ id: blocker_id, waived_until: '2026-03-20T09:00:00.000Z', waived_by: 'viktor' }] });
    expect(world.approveAll().state.status).toBe('approved');
  });

  it('ends, and then the blocker holds again: an undecided case looks at that instant', () => {
    const { world, blocker_id } = waived('2026-03-02T12:00:00.000Z');
    world.as('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' });
    expect(world.agenda().wake_at).toBe('2026-03-02T12:00:00.000Z');
    world.runTo('2026-03-02T12:00:00.000Z');
    world.check();
    expect(world.state).toMatchObject({ status: 'blocked', blocked_by: [blocker_id] });
    expect(view(world)).toMatchObject({ blockers: [{ id: blocker_id }], waived: [] });
  });

  it('that ends holds the permit of an approved case', () => {
    const { world } = waived('2026-03-03T09:00:00.000Z');
    world.approveAll().does('mira', 'issue-permit');
    world.now = '2026-03-03T08:59:59.999Z';
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
    world.now = '2026-03-03T09:00:00.000Z';
    expect(world.refusal(world.as('mira', 'use-permit', { permit_id: world.state.permit?.id }))).toBe('blocked');
  });

  it('is not the requester’s to grant', () => {
    const { world, around } = started();
    world.state = { ...world.state, requester: 'viktor' };
    around.system('bela', 'raise-blocker', { ...RAISE, kind: 'manual', extent: ofSystem });
    const asked = { blocker_id: world.facts.blockers[0]?.id, reason: 'known', compensating_control: 'a person', until: '2026-03-20T09:00:00.000Z' };
    expect([world.refusal(around.system('viktor', 'waive-blocker', asked)), world.refusal(around.system('ines', 'waive-blocker', asked))]).toEqual(['separation_of_duties', 'accepted']);
  });
});

describe('§1.21 a cure', () => {
  const SOURCE = 'inc_00000000000000000000000007';
  const blockedBy = (source_case: string, change: Parameters<World['request']>[0] = {}) => {
    const world = new World('medium');
    const around = new Surroundings(world);
    around.system('bela', 'raise-blocker', { ...RAISE, kind: 'incident', extent: ofSystem, source_case });
    world.reviewed(change);
    return { world, around };
  };

  it('is not held by the blocker of the case that it fixes; any other request is', () => {
    expect(blockedBy(SOURCE, { fixes: SOURCE }).world.state.status).toBe('in_review');
    expect(blockedBy(SOURCE).world.state.status).toBe('blocked');
    expect(blockedBy('inc_00000000000000000000000008', { fixes: SOURCE }).world.state.status).toBe('blocked');
  });

  it('needs all lanes and the recorded consent of who answers for that case', () => {
    const { world } = blockedBy(SOURCE, { fixes: SOURCE });
    expect(world.owed('consent').owed_by).toEqual({ role: 'incident_commander' });
    expect(world.approveAll().state.status).toBe('in_review');
    expect(world.refusal(world.as('maya', 'consent', { reason: 'yes' }))).toBe('not_permitted');
    expect(world.refusal(world.act({ kind: 'machine', id: 'ci', on_behalf_of: 'sam' }, 'consent', { reason: 'yes' }))).toBe('machine_cannot_sign');
    world.does('sam', 'consent', { reason: 'it mends the cause' });
    expect([world.state.status, world.state.consent?.person]).toEqual(['approved', 'sam']);
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
    expect(world.refusal(world.as('sam', 'consent', { reason: 'again' }))).toBe('already_decided');
  });

  it.each([
    ['inc_00000000000000000000000007', 'incident_commander'],
    ['nc_00000000000000000000000007', 'nc_coordinator'],
    ['dep_00000000000000000000000007', 'ai_governance_lead'],
  ])('of %s asks the role %s', (fixes, role) => {
    expect(started({ fixes }).world.owed('consent').owed_by).toEqual({ role });
  });

  it('has no consent from its own requester', () => {
    const world = new World('medium');
    world.request({ fixes: SOURCE }, 'sam');
    world.check();
    expect(world.state.requester).toBe('sam');
    expect(world.refusal(world.as('sam', 'consent', { reason: 'mine' }))).toBe('separation_of_duties');
  });

  it('owes its consent again after a revision, and one that was given falls with other weights only', () => {
    const { world } = blockedBy(SOURCE, { fixes: SOURCE });
    const first = world.owed('consent').id;
    world.does('mira', 'revise', { version_id: 'ver_code', reason: 'a fix' });
    expect(world.state.obligations.find((o) => o.id === first)?.state).toBe('withdrawn');
    expect(world.owed('consent').id).not.toBe(first);
    world.does('sam', 'consent', { reason: 'it mends the cause' });
    world.does('mira', 'revise', { version_id: 'ver_1', reason: 'back' });
    expect(world.state.consent?.person).toBe('sam');
    world.does('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' });
    expect(world.state.consent).toBeNull();
    expect(world.owed('consent').state).toBe('open');
  });

  it('owes its consent again when a veto is lifted', () => {
    const world = new World('high').reviewed({ fixes: SOURCE });
    world.vote('lena', 'legal', 'reject');
    expect(world.state.obligations.filter((o) => o.kind === 'consent').map((o) => o.state)).toEqual(['withdrawn']);
    world.does('viktor', 'override-veto', { reason: 'weighed' });
    world.does('ines', 'override-veto', { reason: 'weighed' });
    expect(world.owed('consent').state).toBe('open');
  });

  it('a blocker that comes from a case is cured or waived, never released by hand', () => {
    const { world, around } = blockedBy(SOURCE);
    const blocker_id = world.facts.blockers[0]?.id;
    for (const person of ['dana', 'maya', 'sam', 'viktor']) expect(world.refusal(around.system(person, 'release-blocker', { blocker_id, reason: 'away with it' }))).toBe('wrong_state');
    expect(world.state.status).toBe('blocked');
    expect(world.refusal(around.system('sam', 'cure-blocker', { blocker_id, reason: 'resolved' }))).toBe('accepted');
    expect(world.state.status).toBe('checking');
  });

  it('a live version without an approval holds no gate and no permit, not even of another case', () => {
    const blocker: Blocker = {
      id: 'dep_9/approval', kind: 'approval_expired', extent: { scope: 'system', id: ofSystem.id }, holds: ['live'], owner: 'dana', title: 'Live without a valid approval',
      link: '/v1/deployments/dep_9', raised_at: '2026-03-01T00:00:00.000Z', source_case: 'dep_9', ends_by: 'cure', dormant_until: null,
    };
    const world = new World('medium', { blockers: [blocker] }).reviewed().approveAll();
    expect(world.state.status).toBe('approved');
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
  });
});
