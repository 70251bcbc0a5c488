import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../../contracts/primitives.ts';
import type { SystemEntry } from '../../../contracts/system.ts';
import { calendarOf, currentPerson } from '../../../domain/directory.ts';
import { addDuration } from '../../../domain/time/calendar.ts';
import { current } from '../../../domain/deployment-approval/state.ts';
import { World, PROFILES } from '../../support/world.ts';

type Profile = Partial<SystemEntry['risk_profile']>;
function asked(tier: keyof typeof PROFILES, profile: Profile = {}, more: { readonly approvals?: number; readonly type?: SystemEntry['type'] } = {}): World {
  const entry = { risk_profile: { ...PROFILES[tier], ...profile }, ...(more.type ? { type: more.type } : {}) };
  return new World(tier, { approvals: more.approvals ?? 1 }, entry).reviewed();
}
const lanes = (world: World) => world.state.lanes.map((l) => `${l.lane}${l.needed > 1 ? ` ×${l.needed}` : ''}${l.veto ? ' veto' : ''}`);
const HIGH = ['legal veto', 'risk ×2 veto', 'technical', 'business', 'security', 'privacy'];
const valid = (world: World): Instant | undefined => world.approveAll().state.decided?.valid_until;
const months = (world: World, n: number) => addDuration(world.now, `P${n}M`, calendarOf(world.facts.policy, currentPerson(world.facts.directory, 'dana', world.now)!));

describe('§1 lanes by tier', () => {
  it('low: technical signs, business only hears, 2 business days, 12 months', () => {
    const world = asked('low');
    expect([lanes(world), world.signOff('technical').sla, valid(world)]).toEqual([['technical'], { business_days: 2 }, months(world, 12)]);
    expect(world.last('lane.noticed').body).toEqual({ lane: 'business', to: ['bela', 'mira', 'yann'] });
    expect(world.messages.filter((m) => m.about['event'] === 'lane.noticed').every((m) => m.kind === 'notice')).toBe(true);
    expect(world.refusal(world.vote('bela', 'technical'))).not.toBe('accepted');
  });

  it('low: business hears once, also when the package first had to be mended, or the review opens twice', () => {
    const world = new World('low');
    world.request();
    world.check('fail');
    expect(world.types()).not.toContain('lane.noticed');
    world.does('mira', 'revise', { version_id: 'ver_2', reason: 'r' });
    world.check();
    world.approveAll();
    world.vote('theo', 'technical', 'withdraw');
    world.check();
    expect(world.types().filter((t) => t === 'lane.noticed')).toHaveLength(1);
  });

  it.each([
    ['neither', {}, ['technical', 'risk', 'business']],
    ['personal data', { personal_data: true }, ['technical', 'risk', 'business', 'legal veto']],
    ['external users', { external_users: true }, ['technical', 'risk', 'business', 'legal veto']],
  ])('medium: technical, risk and business, and legal with %s; 3 business days, 9 months', (_why, profile, expected) => {
    const world = asked('medium', profile);
    expect([lanes(world), world.signOff('risk').sla, valid(world)]).toEqual([expected, { business_days: 3 }, months(world, 9)]);
  });

  it('high: six lanes, two in risk, 5 business days, 6 months, and all must pass', () => {
    const world = asked('high');
    expect([lanes(world), world.signOff('risk').sla]).toEqual([HIGH, { business_days: 5 }]);
    for (const [person, lane] of [['lena', 'legal'], ['ruth', 'risk'], ['theo', 'technical'], ['bela', 'business'], ['sam', 'security'], ['paula', 'privacy']] as const) {
      expect(world.state.status).toBe('in_review');
      world.vote(person, lane, 'approve', { reason: 'r' });
    }
    expect(world.state.status).toBe('in_review');
    expect(valid(world)).toBe(months(world, 6));
  });

  it.each([
    ['the first approval of the system', { approvals: 0 }],
    ['an autonomous agent', { type: 'autonomous_agentic' as const }],
  ])('high and %s: the governance committee too, 10 business days, 3 months', (_why, more) => {
    const world = asked('high', {}, more);
    expect([lanes(world), world.signOff('committee').sla]).toEqual([[...HIGH, 'committee'], { business_days: 10 }]);
    for (const person of ['maya', 'rosa', 'rafael']) world.vote(person, 'committee', 'approve', { reason: 'r' });
    world.does('sabine', 'minutes', { obligation_id: world.owed('minutes').id, attendance: [], minutes: 'm' });
    expect(valid(world)).toBe(months(world, 3));
  });

  it.each([['low' as const], ['medium' as const]])('%s and novel needs no committee', (tier) => {
    expect(lanes(asked(tier, {}, { approvals: 0, type: 'autonomous_agentic' })).some((l) => l.startsWith('committee'))).toBe(false);
  });

  it('prohibited: rejected at once; legal, governance and the board hear, nobody can lift it, and it is no silence', () => {
    const world = new World('high', {}, { risk_profile: { ...PROFILES.low, prohibited_practices: ['social_scoring'] } });
    expect(world.refusal(world.request())).toBe('accepted');
    expect([world.state.status, world.state.lanes, world.types()]).toEqual(['rejected', [], ['deployment.submitted', 'board.triggered', 'obligation.opened', 'deployment.rejected']]);
    expect(world.last('board.triggered').body).toEqual({ trigger: 'prohibited_practice', to: ['beatrix', 'olu'], rule: 'ladders.board_triggers.prohibited_practice' });
    const told = new Set(world.messages.map((m) => m.recipient));
    expect([...told].sort()).toEqual(['beatrix', 'dana', 'lena', 'leon', 'maya', 'mira', 'olu', 'priya']);
    expect(world.refusal(world.as('viktor', 'override-veto', { reason: 'r' }))).toBe('wrong_state');
    world.runTo('2027-03-01T00:00:00.000Z');
    expect(world.state.status).toBe('rejected');
    world.does('sabine', 'complete', { obligation_id: world.owed('escalation').id, evidence: [], comment: 'Noted' });
    world.runTo('2027-03-02T00:00:00.000Z');
    expect(world.state.status).toBe('closed');
  });
});

describe('§1.T6 the executive lane', () => {
  it.each([
    ['10,001 people', { affected_people: 10_001 }, true],
    ['10,000 people', { affected_people: 10_000 }, false],
    ['special-category data', { special_category_data: true }, true],
    ['personal data alone', { personal_data: true }, false],
    ['no human in the loop', { oversight: 'out_of_the_loop' as const }, true],
    ['a human on the loop', { oversight: 'on_the_loop' as const }, false],
  ])('with %s joins at any tier: %s', (_why, profile, joins) => {
    for (const tier of ['low', 'medium', 'high'] as const) expect([tier, lanes(asked(tier, profile)).includes('executive')]).toEqual([tier, joins]);
  });
});

describe('§1.23 the tier', () => {
  it.each([
    [5, 3, {}, 'high'],
    [4, 3, {}, 'medium'],
    [2, 3, {}, 'medium'],
    [5, 1, {}, 'low'],
    [5, 1, { special_category_data: true }, 'medium'],
    [5, 1, { special_category_data: true, oversight: 'out_of_the_loop' as const, affected_people: 20_000 }, 'medium'],
    [2, 3, { oversight: 'out_of_the_loop' as const }, 'high'],
    [5, 5, { affected_people: 20_000 }, 'high'],
  ])('of consequence %i × likelihood %i with %j is %s, whatever the request says', (consequence, likelihood, profile, tier) => {
    const world = new World('low', {}, { risk_profile: { ...PROFILES.low, consequence, likelihood, ...profile } });
    world.request({ tier: 'low' } as never);
    expect(current(world.state).manifest.tier).toBe(tier);
  });
});
