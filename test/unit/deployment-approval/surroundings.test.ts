import { describe, expect, it } from '@jest/globals';
import type { Proof } from '../../../contracts/session.ts';
import { isRefusal, type Decision } from '../../../domain/aggregate.ts';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { current } from '../../../domain/deployment-approval/state.ts';
import { digest, World } from '../../support/world.ts';
import { House, policyNamed } from '../house/ledger.ts';
import { DAY, later, MONDAY, someone } from '../obligations/world.ts';
import { Register } from '../system/register.ts';

const weak = (decision: Decision) => (isRefusal(decision) ? { code: decision.refused, ...decision.extra } : 'accepted');
const TOO_WEAK = (id: string) => ({ code: 'assurance_too_weak', needed: 'mfa', page: expect.stringContaining(encodeURIComponent(id)) });

/** A high request that legal rejected by veto. */
const vetoed = () => {
  const world = new World('high').reviewed();
  world.vote('lena', 'legal', 'reject');
  return world;
};

describe('what goes around a vote takes what the vote takes (R-75, §1.20)', () => {
  it.each(['chat', 'session'] as const)('a veto at tier high is not overridden with "%s"', (assurance) => {
    const world = vetoed();
    expect(weak(world.as('ines', 'override-veto', { reason: 'x' }, assurance))).toEqual(TOO_WEAK(world.state.id));
    expect(weak(world.as('ines', 'override-veto', { reason: 'x' }, 'development'))).toBe('accepted');
  });

  it('a tier set by hand needs it on the path that the case is on; a light path does not', () => {
    const high = new World('high').reviewed();
    expect(weak(high.as('viktor', 'set-tier', { tier: 'low', reason: 'x' }, 'chat'))).toEqual(TOO_WEAK(high.state.id));
    const light = new World('low').reviewed();
    expect(weak(light.as('viktor', 'set-tier', { tier: 'medium', reason: 'x' }, 'chat'))).toBe('accepted');
  });

  // each row: as strong as the vote of the lane must be, so strong is its word on the evidence that the vote asked for (§1.08)
  it.each([
    ['high', 'chat', false],
    ['high', 'session', false],
    ['high', 'mfa', true],
    ['medium', 'chat', true],
  ] as const)('at tier %s evidence of a condition is judged with "%s": %s', (tier, assurance, enough) => {
    for (const act of ['accept', 'return']) {
      const world = new World(tier).reviewed();
      world.vote('ruth', 'risk', 'approve_with_conditions', { conditions: [{ type: 'before_deploy', title: 'Watch it', owner: 'bruno', criteria: 'A report' }] });
      world.approveAll();
      world.does('bruno', 'complete', { obligation_id: world.owed('condition').id, evidence: [digest('model_card')], comment: 'here' });
      const given = world.as('ruth', act, { obligation_id: world.owed('condition_review').id, reason: 'x' }, assurance);
      expect([act, weak(given)]).toEqual([act, enough ? 'accepted' : TOO_WEAK(world.state.id)]);
      expect(world.state.conditions[0]!.state).toBe(enough ? (act === 'accept' ? 'met' : 'open') : 'submitted');
    }
  });

  it('whoever has no say hears of that, not of a sign-in', () => {
    expect(weak(vetoed().as('bruno', 'override-veto', { reason: 'x' }, 'chat'))).toMatchObject({ code: 'not_permitted' });
  });

  it('an approval is taken back with any sign-in: that only stops', () => {
    const world = new World('high').reviewed().approveAll();
    expect(world.state.status).toBe('approved');
    const decisions = world.facts.directory.people.map(({ id }) => world.as(id, 'revoke', { reason: 'x' }, 'chat'));
    expect(decisions.map(weak)).toContain('accepted');
    expect(decisions.filter((each) => isRefusal(each) && each.refused === 'assurance_too_weak')).toEqual([]);
  });

  it('a policy is activated with several factors only', () => {
    const it = House.ready();
    const next = policyNamed(7);
    it.does('propose-policy', { digest: next.digest, source: 'api', policy: next }, 'maya');
    const by = (assurance: 'chat' | 'session' | 'mfa') => ({ meta: { command_id: 'c', actor: someone('viktor'), door: 'api' as const, assurance } });
    expect(weak(it.decide('activate-policy', { digest: next.digest }, 'viktor', MONDAY, by('session')))).toMatchObject({ code: 'assurance_too_weak', needed: 'mfa' });
    expect(weak(it.decide('activate-policy', { digest: next.digest }, 'viktor', MONDAY, by('mfa')))).toBe('accepted');
  });
});

describe('a blocker is lifted with what the tier of its system takes', () => {
  const HIGH = { risk_profile: { consequence: 5, likelihood: 4, affected_people: 2000, personal_data: true, special_category_data: false, external_users: true, oversight: 'in_the_loop' } };
  const CHAT = { approvals: 1, meta: { command_id: 'c', actor: someone('viktor'), door: 'slack' as const, assurance: 'chat' as const } };
  it.each([
    ['a high system', HIGH, 'assurance_too_weak'],
    ['a light one', { risk_profile: { ...HIGH.risk_profile, consequence: 1, likelihood: 1, affected_people: 1, personal_data: false, external_users: false } }, 'accepted'],
  ])('of %s', (_what, entry, code) => {
    const it = Register.with(entry);
    it.does('raise-blocker', { kind: 'pause_order', extent: { scope: 'system', id: it.state.id }, title: 'Stop', reason: 'x' }, 'viktor');
    const blocker_id = it.blockers[0]!.id;
    const waive = { blocker_id, reason: 'x', compensating_control: 'watched', until: later(MONDAY, DAY) };
    const found = [it.decide('release-blocker', { blocker_id, reason: 'x' }, 'viktor', MONDAY, CHAT), it.decide('waive-blocker', waive, 'viktor', MONDAY, CHAT)];
    expect(found.map((each) => (isRefusal(each) ? each.refused : 'accepted'))).toEqual([code, code]);
  });

  it('beyond one system takes what the heaviest path takes', () => {
    const it = House.ready();
    it.does('raise-blocker', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Stop', reason: 'x' }, 'viktor');
    const release = it.decide('release-blocker', { blocker_id: it.state.raised[0]!.id, reason: 'x' }, 'viktor', MONDAY, CHAT);
    expect(weak(release)).toMatchObject({ code: 'assurance_too_weak', needed: 'mfa' });
  });
});

describe('nobody lends more than they could sign as they are signed in', () => {
  const given = (assurance: 'chat' | 'mfa' | 'development', change: object = {}) => {
    const it = House.ready();
    const body = { from: 'theo', to: 'paula', lane: 'technical', until: later(MONDAY, 10 * DAY), keep_informed: false, ...change };
    return it.decide('grant-delegation', body, 'theo', MONDAY, { meta: { command_id: 'c', actor: someone('theo'), door: 'slack', assurance } });
  };
  it.each([
    ['a click in a chat is held to the tier that it could sign', 'chat', {}, 'medium'],
    ['several factors reach every tier', 'mfa', {}, null],
    ['development counts as several factors', 'development', {}, null],
    ['a lower cap stays as it was named', 'chat', { tier_cap: 'low' }, 'low'],
  ] as const)('%s', (_why, assurance, change, tier_cap) => {
    const decision = given(assurance, change);
    expect(isRefusal(decision) ? decision.detail : decision.events[0]?.body).toMatchObject({ tier_cap });
  });

  it('says up to which tier and why, in the answer and to the other person', () => {
    const decision = given('chat');
    expect(isRefusal(decision) ? null : decision.result).toMatchObject({ tier_cap: 'medium', held_by: 'chat' });
    const house = House.ready();
    house.does('grant-delegation', { from: 'theo', to: 'paula', lane: 'technical', until: later(MONDAY, DAY), keep_informed: false }, 'theo', MONDAY, { meta: { command_id: 'c', actor: someone('theo'), door: 'slack', assurance: 'chat' } });
    expect(house.messages.map(({ recipient, about }) => [recipient, about['tier_cap'], about['held_by']])).toEqual([['paula', 'medium', 'chat']]);
  });

  it.each(['high', 'prohibited'])('a named cap of "%s" above that is refused, with how to prove more', (tier_cap) => {
    expect(weak(given('chat', { tier_cap }))).toMatchObject({ code: 'assurance_too_weak', needed: 'mfa', page: expect.stringMatching(/^\/oidc\/step-up/) });
  });
});

describe('how fresh a proof is says the policy that the case goes by (R-86)', () => {
  const judged = (seconds: number, development = false) => {
    const world = new World('high').reviewed();
    const proof: Proof = { acr: null, amr: ['pwd', 'otp'], auth_time: later(world.now, -seconds * 1000) };
    const context = world.context({ kind: 'person', id: 'theo' }, seconds > 300 ? 'mfa' : 'session');
    const body = { obligation_id: world.lane('technical').obligation_id ?? '', package_digest: current(world.state).package_digest, verdict: 'approve', reason: 'sound', conditions: [] };
    const meta = { ...context.meta, proof, ...(development ? { development: true as const } : {}) };
    const decision = deploymentApproval.decide(world.state, { name: 'vote', body }, { ...context, meta });
    return isRefusal(decision) ? decision.refused : decision.events[0]?.body['assurance'];
  };
  it.each([
    ['a day old is refused, whatever the door made of it', 86_400, false, 'assurance_too_weak'],
    ['a minute old counts, though the door thought little of it', 60, false, 'mfa'],
    ['a minute old from the embedded provider is marked', 60, true, 'development'],
  ])('%s', (_why, seconds, development, expected) => {
    expect(judged(seconds, development)).toBe(expected);
  });
});
