import { describe, expect, it } from '@jest/globals';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { World } from '../../support/world.ts';

const approved = (tier: 'low' | 'medium' | 'high' = 'medium') => new World(tier).reviewed().approveAll();
const END = '2026-12-02T09:00:00.000Z';
const notices = (world: World) => world.events.filter((e) => e.type === 'approval.expiring').map((e) => e.body['notice']);
const told = (world: World, event: string) => world.messages.filter((m) => m.about['event'] === event).map((m) => `${m.kind} ${m.recipient}`).sort();

describe('§1.24 the validity of an approval', () => {
  it.each([
    ['low', '2027-03-02T09:00:00.000Z'],
    ['medium', END],
    ['high', '2026-09-02T08:00:00.000Z'],
  ] as const)('at tier %s runs from the decision, not from the use', (tier, until) => {
    const world = approved(tier);
    expect(world.state.decided).toMatchObject({ at: '2026-03-02T09:00:00.000Z', valid_until: until });
    world.now = '2026-04-02T09:00:00.000Z';
    world.live();
    expect(world.state.decided?.valid_until).toBe(until);
  });
});

describe('§1 timers: the end of an approval', () => {
  it('is told to requester and owner 60, 30, 14 and 7 days before, each at its time', () => {
    const world = approved().live();
    const days = ['2026-10-03T08:00:00.000Z', '2026-11-02T09:00:00.000Z', '2026-11-18T09:00:00.000Z', '2026-11-25T09:00:00.000Z'];
    expect(world.state.decided?.notices).toEqual(days);
    expect(world.agenda().wake_at).toBe(days[0]);
    world.runTo('2026-10-03T08:00:00.000Z');
    expect([world.state.status, notices(world), told(world, 'approval.expiring')]).toEqual(['approval_expiring', days.slice(0, 1), ['expiry dana', 'expiry mira']]);
    world.runTo('2026-12-01T00:00:00.000Z');
    expect(notices(world)).toEqual(days);
    expect(told(world, 'approval.expiring')).toHaveLength(8);
  });

  it('is told before it runs out too when it was never used, and the case stays approved', () => {
    const world = approved();
    world.runTo('2026-11-26T09:00:00.000Z');
    expect([world.state.status, notices(world).length]).toEqual(['approved', 4]);
  });

  it('after an outage records every missed notice and tells each person once', () => {
    const world = approved().live();
    world.now = '2026-11-20T09:00:00.000Z';
    world.workflow('escalate');
    expect(notices(world)).toHaveLength(3);
    expect(told(world, 'approval.expiring')).toEqual(['expiry dana', 'expiry mira']);
  });

  it('that came during an outage is all that is told', () => {
    const world = approved().live();
    world.now = '2026-12-20T09:00:00.000Z';
    world.workflow('escalate');
    expect([world.state.status, notices(world).length, told(world, 'approval.expiring')]).toEqual(['expired', 4, []]);
    expect(told(world, 'approval.expired')).toEqual(['expiry dana', 'expiry maya', 'expiry mira']);
  });

  it('gives no notices that would lie before the decision', () => {
    const world = new World('medium');
    const { tiers } = world.facts.policy;
    const medium = { ...tiers.paths.medium, valid_for: 'P20D' };
    world.facts = { ...world.facts, policy: { ...world.facts.policy, tiers: { ...tiers, paths: { ...tiers.paths, medium } } } };
    expect(world.reviewed().approveAll().state.decided?.notices).toHaveLength(2);
  });
});

describe('§1.S expired', () => {
  it('raises a blocker on the live rollout and a review of retirement owed by the owner', () => {
    const world = approved().live();
    world.runTo('2026-12-02T08:59:59.999Z');
    expect(world.state.status).toBe('approval_expiring');
    world.runTo(END);
    expect([world.state.status, world.state.outcome, world.state.closes_at]).toEqual(['expired', 'expired', null]);
    expect(world.owed('retirement_review').owed_by).toEqual({ person: 'dana' });
    expect(deploymentApproval.blockers(world.state)).toMatchObject([{ kind: 'approval_expired', holds: ['live'], owner: 'dana', ends_by: 'cure', source_case: world.state.id }]);
  });

  it('never blocks its own replacement, whether that names it or not', () => {
    const world = approved().live();
    world.runTo(END);
    for (const change of [{}, { fixes: world.state.id }]) {
      const next = new World('medium', { blockers: deploymentApproval.blockers(world.state) }).reviewed(change);
      expect(next.state.status).toBe('in_review');
      next.approveAll();
      if ('fixes' in change) next.does('maya', 'consent', { reason: 'replaces it' });
      expect(next.live().state.status).toBe('live');
    }
  });

  it('of an approval that was never used only closes after the grace', () => {
    const world = approved();
    world.runTo(END);
    expect([world.state.status, deploymentApproval.blockers(world.state), world.state.obligations.filter((o) => o.state === 'open')]).toEqual(['expired', [], []]);
    world.runTo('2027-01-01T08:59:59.999Z');
    expect(world.state.status).toBe('expired');
    world.runTo('2027-01-01T09:00:00.000Z');
    expect(world.state.status).toBe('closed');
  });

  it('asks for the review too when a rollout began that nobody confirmed', () => {
    const world = approved().rolledOut();
    world.runTo(END);
    expect(world.owed('retirement_review').owed_by).toEqual({ person: 'dana' });
    expect(deploymentApproval.blockers(world.state)).toMatchObject([{ title: expect.stringContaining('Rolled out in production') }]);
  });
});

describe('§1.S revoked', () => {
  it.each([
    ['an approved case', () => approved(), true],
    ['one with a permit', () => approved().rolledOut(), false],
    ['a live one', () => approved().live(), false],
  ])('may happen to %s at any time', (_what, make, closes) => {
    const world = make();
    world.does('maya', 'revoke', { reason: 'new facts' });
    expect([world.state.status, world.state.closes_at !== null]).toEqual(['revoked', closes]);
    expect(told(world, 'approval.revoked')).toEqual(['decision dana', 'decision maya', 'decision mira']);
    expect(world.refusal(world.as('maya', 'revoke', { reason: 'again' }))).toBe('already_decided');
  });

  it('is a person’s word, of a role that may', () => {
    expect(approved().as('mira', 'revoke', { reason: 'x' })).toMatchObject({ refused: 'not_permitted' });
    expect(approved().act({ kind: 'machine', id: 'ci', on_behalf_of: 'maya' }, 'revoke', { reason: 'x' })).toMatchObject({ refused: 'machine_cannot_sign' });
    expect(new World('medium').reviewed().as('maya', 'revoke', { reason: 'x' })).toMatchObject({ refused: 'wrong_state' });
  });
});

describe('§1.S closed', () => {
  it('comes after the review of what ran without an approval, and the grace; only its owner or the deputy says so', () => {
    const world = approved().live();
    world.does('maya', 'revoke', { reason: 'new facts' });
    const review = world.owed('retirement_review').id;
    world.runTo('2026-09-01T00:00:00.000Z');
    expect(world.state.status).toBe('revoked');
    const complete = (by: string) => world.refusal(world.as(by, 'complete', { obligation_id: review, evidence: [], comment: 'switched off' }));
    world.facts = { ...world.facts, directory: { ...world.facts.directory, absences: [{ person: 'dana', starts_at: '2026-08-01T00:00:00.000Z', until: '2026-10-01T00:00:00.000Z', deputy: 'bela' }] } };
    expect([complete('mira'), complete('bela')]).toEqual(['not_permitted', 'accepted']);
    expect(world.state.closes_at).toBe('2026-10-01T00:00:00.000Z');
    world.runTo('2026-10-01T00:00:00.000Z');
    expect([world.state.status, world.state.outcome]).toEqual(['closed', 'revoked']);
  });

  it.each<[string, (world: World) => void]>([
    ['withdrawn', (world) => world.does('mira', 'withdraw', { reason: 'not now' })],
    ['rejected', (world) => world.vote('lena', 'legal', 'reject')],
  ])('comes after %s and the grace, not before', (outcome, end) => {
    const world = new World('high').reviewed();
    end(world);
    const { closes_at } = world.state;
    expect(world.state.outcome).toBe(outcome);
    world.now = new Date(Date.parse(closes_at ?? '') - 1).toISOString();
    world.workflow('escalate');
    expect(world.state.status).toBe(outcome);
    world.runTo(closes_at ?? '');
    expect([world.state.status, world.state.outcome]).toEqual(['closed', outcome]);
  });

  it('does not come to a live version, which stays open and waits for the end of its approval', () => {
    const world = approved().live();
    world.runTo('2026-10-01T00:00:00.000Z');
    expect([world.state.status, world.agenda()]).toEqual(['live', expect.objectContaining({ open: true, wake_at: '2026-10-03T08:00:00.000Z' })]);
  });

  it('waits for the board’s answer to a prohibited practice', () => {
    const world = new World('medium', {}, { risk_profile: { ...new World('medium').facts.system?.entry?.risk_profile, prohibited_practices: ['social_scoring'] } as never });
    world.request();
    expect(world.state.status).toBe('rejected');
    world.runTo('2026-12-01T00:00:00.000Z');
    expect(world.state.status).toBe('rejected');
    world.does('sabine', 'complete', { obligation_id: world.owed('escalation').id, evidence: [], comment: 'noted' });
    world.runTo('2026-12-01T00:00:00.001Z');
    expect(world.state.status).toBe('closed');
  });
});

describe('§1.S approved', () => {
  it('ends what the review still owed: open questions and the answers to them', () => {
    const world = new World('medium').reviewed();
    const risk = world.state.lanes.find((l) => l.lane === 'risk')?.obligation_id;
    world.does('ruth', 'ask', { obligation_id: risk, question: 'why?' });
    world.approveAll();
    expect(world.state.status).toBe('approved');
    expect(world.state.obligations.filter((o) => o.state === 'open' || o.state === 'paused')).toEqual([]);
  });
});
