import { describe, expect, it } from '@jest/globals';
import { deploymentView } from '../../../domain/deployment-approval/view.ts';
import { World } from '../../support/world.ts';

const YEAR = '2027-03-01T00:00:00.000Z';
/** A house where nobody delegated anything yet, nobody is away, and risk has three members: ruth, rohan and renate. */
const bare = (tier: 'medium' | 'high' = 'medium'): World => new World(tier).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const fresh = (tier: 'medium' | 'high' = 'medium'): World => bare(tier).reviewed();
const told = (world: World, lane: string) => world.messages.filter((m) => m.kind === 'sign_off' && m.about['lane'] === lane).map((m) => m.recipient);
const may = (world: World, lane: string) => deploymentView(world.state, { ...world.facts, now: world.now }).lanes.find((l) => l.lane === lane);

describe('§1.01 delegation', () => {
  it('lets the delegate sign, and the record shows "B for A"', () => {
    const world = fresh().delegates('ruth', 'gregor', 'risk');
    expect(world.refusal(world.vote('gregor', 'risk'))).toBe('accepted');
    expect(world.last('vote.cast').body).toMatchObject({ person: 'gregor', on_behalf_of: 'ruth', standing: 'delegate' });
    expect(world.lane('risk').state).toBe('passed');
    expect(world.last('lane.passed').body['by']).toEqual(['gregor']);
    expect(may(world, 'risk')?.votes[0]).toMatchObject({ person: 'gregor', on_behalf_of: 'ruth' });
  });

  it.each([
    ['another lane', { lane: 'technical' }],
    ['another unit', { unit: 'retail' }],
    ['a lower tier', { tier_cap: 'low' as const }],
    ['a time that is over', { starts_at: '2026-01-01T00:00:00.000Z', until: '2026-03-02T09:00:00.000Z' }],
    ['a time that has not begun', { starts_at: '2026-03-02T09:00:00.001Z' }],
  ])('for %s gives no right here', (_scope, scope) => {
    const world = fresh().delegates('ruth', 'gregor', 'risk', scope);
    expect(world.refusal(world.vote('gregor', 'risk'))).toBe('not_eligible');
  });

  it.each([
    ['this unit', { unit: 'claims' }],
    ['a unit above', { unit: 'business' }],
    ['this tier', { tier_cap: 'medium' as const }],
    ['a higher tier', { tier_cap: 'high' as const }],
    ['a time that has just begun', { starts_at: '2026-03-02T09:00:00.000Z' }],
  ])('for %s gives the right', (_scope, scope) => {
    const world = fresh().delegates('ruth', 'gregor', 'risk', scope);
    expect(world.refusal(world.vote('gregor', 'risk'))).toBe('accepted');
  });

  it.each([
    ['the requester', 'mira'],
    ['an author', 'devon'],
  ])('never reaches %s', (_who, to) => {
    const world = fresh().delegates('ruth', to, 'risk');
    expect(world.refusal(world.vote(to, 'risk'))).toBe('separation_of_duties');
  });

  it('never reaches a validator of the package', () => {
    const world = new World('medium').delegates('ruth', 'gregor', 'risk').reviewed({ validated_by: ['gregor'] });
    expect(world.refusal(world.vote('gregor', 'risk'))).toBe('separation_of_duties');
  });

  it('from somebody with a conflict gives nothing', () => {
    const world = new World('medium').delegates('ruth', 'gregor', 'risk').reviewed({ validated_by: ['ruth'] });
    expect(world.refusal(world.vote('gregor', 'risk'))).toBe('not_eligible');
    const recused = fresh().delegates('ruth', 'gregor', 'risk');
    recused.vote('ruth', 'risk', 'recuse');
    expect(recused.refusal(recused.vote('gregor', 'risk'))).toBe('not_eligible');
  });

  it('goes one hop: what was given is not given on', () => {
    const world = fresh().delegates('ruth', 'gregor', 'risk').delegates('gregor', 'ines', 'risk');
    expect(world.refusal(world.vote('ines', 'risk'))).toBe('not_eligible');
  });

  it('from somebody who left, or is no member, gives nothing', () => {
    expect([fresh().delegates('ruth', 'gregor', 'risk').leaves('ruth'), fresh().delegates('viktor', 'gregor', 'risk')].map((w) => w.refusal(w.vote('gregor', 'risk')))).toEqual(['not_eligible', 'not_eligible']);
  });

  it('names for whom, when the delegate says so, and refuses a name that gave nothing', () => {
    const world = fresh().delegates('ruth', 'gregor', 'risk').delegates('renate', 'gregor', 'risk');
    expect(world.refusal(world.vote('gregor', 'risk', 'approve', { on_behalf_of: 'rohan' }))).toBe('not_eligible');
    expect(world.refusal(world.vote('gregor', 'risk', 'approve', { on_behalf_of: 'renate' }))).toBe('accepted');
    expect(world.last('vote.cast').body['on_behalf_of']).toBe('renate');
  });

  it('of two people lets the delegate speak for the one who has not spoken', () => {
    const world = fresh('high').delegates('ruth', 'gregor', 'risk').delegates('renate', 'gregor', 'risk');
    world.vote('ruth', 'risk', 'approve', { reason: 'r' });
    expect(world.refusal(world.vote('gregor', 'risk', 'approve', { reason: 'r' }))).toBe('accepted');
    expect(world.last('vote.cast').body['on_behalf_of']).toBe('renate');
    expect(world.lane('risk').state).toBe('passed');
  });

  it('lets a member sign for another member when asked to, but still speak only once', () => {
    const world = fresh('high').delegates('ruth', 'renate', 'risk');
    expect(world.refusal(world.vote('renate', 'risk', 'approve', { on_behalf_of: 'ruth', reason: 'r' }))).toBe('accepted');
    expect(world.refusal(world.vote('renate', 'risk', 'approve', { reason: 'r' }))).toBe('already_voted');
    expect(world.refusal(world.vote('ruth', 'risk', 'approve', { reason: 'r' }))).toBe('already_voted');
    expect(world.lane('risk').state).toBe('open');
  });

  it('that ends before the vote gives no right; a vote cast in time stays as it is', () => {
    const until = '2026-03-03T09:00:00.000Z';
    const world = fresh('high').delegates('ruth', 'gregor', 'risk', { until }).delegates('renate', 'ines', 'risk', { until });
    world.vote('gregor', 'risk', 'approve', { reason: 'r' });
    expect(world.agenda().wake_at).toBe(until);
    world.runTo(until);
    expect(world.refusal(world.vote('ines', 'risk', 'approve', { reason: 'r' }))).toBe('not_eligible');
    expect(world.state.votes).toMatchObject([{ person: 'gregor', weight: 'counts', flagged: null }]);
  });

  it('asks the delegate, and the delegator only when that was the wish', () => {
    const asked = (keep_informed: boolean) => told(bare().delegates('ruth', 'gregor', 'risk', { keep_informed }).reviewed(), 'risk').sort();
    expect(asked(false)).toEqual(['gregor', 'renate', 'rohan']);
    expect(asked(true)).toEqual(['gregor', 'renate', 'rohan', 'ruth']);
  });

  it('asks the delegator after all when the delegate is away, and nobody for a member with a conflict', () => {
    const given = () => bare().delegates('ruth', 'gregor', 'risk');
    expect(told(given().away('gregor').reviewed(), 'risk').sort()).toEqual(['renate', 'rohan', 'ruth']);
    expect(told(given().reviewed({ validated_by: ['ruth'] }), 'risk').sort()).toEqual(['renate', 'rohan']);
  });
});

describe('§1.03 delegator and delegate', () => {
  const RISK = { reason: 'r' };
  it.each([
    ['the delegate first', ['gregor', 'ruth']],
    ['the delegator first', ['ruth', 'gregor']],
  ])('count once together, %s', (_order, [first, second]) => {
    const world = fresh('high').delegates('ruth', 'gregor', 'risk');
    expect(world.refusal(world.vote(first ?? '', 'risk', 'approve', RISK))).toBe('accepted');
    expect(world.refusal(world.vote(second ?? '', 'risk', 'approve', RISK))).toBe('already_voted');
    expect(world.lane('risk').state).toBe('open');
    world.vote('rohan', 'risk', 'approve', RISK);
    expect(world.lane('risk').state).toBe('passed');
  });

  it('are one for the question whether the quorum can still be reached', () => {
    const world = fresh('high').delegates('ruth', 'gregor', 'risk');
    world.vote('rohan', 'risk', 'abstain');
    world.vote('renate', 'risk', 'abstain');
    expect(world.last('lane.referred').body).toMatchObject({ lane: 'risk', standing: 'head', to: ['rafael'], rule: 'abstained' });
  });

  it('are two again when the vote is taken back, or when the delegate only has a conflict', () => {
    const world = fresh().delegates('ruth', 'gregor', 'risk');
    world.vote('gregor', 'risk', 'abstain');
    world.vote('gregor', 'risk', 'withdraw');
    expect(world.refusal(world.vote('ruth', 'risk'))).toBe('accepted');
    const recused = fresh().delegates('ruth', 'gregor', 'risk');
    recused.vote('gregor', 'risk', 'recuse');
    expect(recused.refusal(recused.vote('ruth', 'risk'))).toBe('accepted');
    const hoped = fresh('high').delegates('ruth', 'gregor', 'risk');
    hoped.vote('gregor', 'risk', 'recuse');
    hoped.vote('rohan', 'risk', 'abstain');
    expect(hoped.types()).not.toContain('lane.referred');
  });

  it('show who could still satisfy the lane, the delegate too', () => {
    expect(may(fresh().delegates('ruth', 'gregor', 'risk', { until: YEAR }), 'risk')?.could_satisfy).toEqual(['ruth', 'rohan', 'renate', 'gregor']);
  });
});
