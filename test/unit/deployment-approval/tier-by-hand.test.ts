import { describe, expect, it } from '@jest/globals';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { deploymentView } from '../../../domain/deployment-approval/view.ts';
import type { DOCUMENTS } from '../../../contracts/policy.ts';
import { canonicalJson } from '../../../contracts/json.ts';
import type { SystemEntry } from '../../../contracts/system.ts';
import { digest, World } from '../../support/world.ts';

const set = (world: World, tier: string, people = ['rafael', 'viktor']) => people.map((by) => world.refusal(world.as(by, 'set-tier', { tier, reason: 'seen more' })));
const lanes = (world: World) => Object.fromEntries(world.state.lanes.map((l) => [l.lane, l.state]));
const tierOf = (world: World) => world.state.revisions.at(-1)?.manifest.tier;
function profile(world: World, change: Partial<SystemEntry['risk_profile']>): void {
  const { system } = world.facts;
  if (system?.entry) world.facts = { ...world.facts, system: { ...system, entry: { ...system.entry, risk_profile: { ...system.entry.risk_profile, ...change } } } };
}
const revise = (world: World, version_id: string) => world.does('mira', 'revise', { version_id, reason: 'better' });
const checkSigned = (world: World, outcome: 'pass' | 'fail') =>
  world.workflow('record-checks', { revision: world.state.revisions.length, round: world.state.check_round, results: [{ check: 'signature', outcome, subject: 'weights', code: outcome === 'pass' ? 'genuine' : 'not_signed' }] });

describe('§1.23 the tier is pinned at submission', () => {
  it('a register entry that changes later changes nothing until the next revision', () => {
    const world = new World('medium').reviewed();
    profile(world, { consequence: 5, likelihood: 5 });
    world.workflow('escalate');
    expect([tierOf(world), Object.keys(lanes(world))]).toEqual(['medium', ['technical', 'risk', 'business']]);
    revise(world, 'ver_2');
    expect([tierOf(world), Object.keys(lanes(world)).length]).toEqual(['high', 6]);
  });
});

describe('R-02 a tier set by hand', () => {
  it.each([
    ['one person twice', ['rafael', 'rafael'], ['accepted', 'second_person_needed']],
    ['one without the role', ['theo'], ['not_permitted']],
    ['the requester', ['mira'], ['not_permitted']],
    ['two with the role', ['rafael', 'maya'], ['accepted', 'accepted']],
  ])('needs two people with the role: %s', (_who, people, answers) => {
    const world = new World('medium').reviewed();
    expect(set(world, 'high', people)).toEqual(answers);
    expect(tierOf(world)).toBe(answers.at(-1) === 'accepted' ? 'high' : 'medium');
  });

  it.each([
    ['what it is already', new World('medium').reviewed(), 'medium', 'invalid'],
    ['anything once the version is live', new World('medium').reviewed().approveAll().live(), 'high', 'already_decided'],
  ])('is refused for %s', (_what, world, tier, answer) => {
    expect(set(world, tier, ['rafael'])).toEqual([answer]);
  });
});

describe('§1.23 raising the tier', () => {
  it('adds lanes and approvals, keeps the votes that were cast and the clocks that run', () => {
    const world = new World('medium').reviewed();
    world.vote('ruth', 'risk');
    world.vote('bela', 'business');
    const due = world.state.obligations.find((o) => o.id === world.state.lanes.find((l) => l.lane === 'technical')?.obligation_id)?.due_at;
    set(world, 'high');
    checkSigned(world, 'pass');
    expect(lanes(world)).toEqual({ technical: 'open', risk: 'open', business: 'passed', legal: 'open', security: 'open', privacy: 'open' });
    expect(world.state.lanes.find((l) => l.lane === 'risk')).toMatchObject({ needed: 2, veto: true });
    expect(world.state.votes.map((v) => v.weight)).toEqual(['counts', 'counts']);
    expect(world.state.obligations.find((o) => o.id === world.state.lanes.find((l) => l.lane === 'technical')?.obligation_id)?.due_at).toBe(due);
    expect(world.approveAll().state.status).toBe('approved');
    expect(world.state.decided?.valid_until).toBe('2026-09-02T08:00:00.000Z');
  });

  it('has the package checked again for what the higher tier asks, and sends it back when that is missing', () => {
    const world = new World('medium').reviewed();
    set(world, 'high');
    expect([world.state.status, world.agenda().step?.name, world.state.revisions[0]?.signature_required]).toEqual(['checking', 'check-package', true]);
    checkSigned(world, 'fail');
    expect(world.state.status).toBe('changes_requested');
    expect(world.owed('revision').owed_by).toEqual({ person: 'mira' });
    expect(new Set(world.state.lanes.flatMap((l) => world.state.obligations.filter((o) => o.id === l.obligation_id).map((o) => o.state)))).toEqual(new Set(['paused']));
  });

  it('takes no notice of checks that were made for the tier before', () => {
    const world = new World('medium');
    world.request();
    const before = world.state.check_round;
    set(world, 'high');
    world.workflow('record-checks', { revision: 1, round: before, results: [{ check: 'digests', outcome: 'pass', subject: 'ver_1', code: 'as_registered' }] });
    expect([world.state.status, world.state.checks]).toEqual(['checking', null]);
  });

  it('asks for documents that the lower tier did not', () => {
    const some: (typeof DOCUMENTS)[number][] = ['model_card', 'assumptions', 'limitations', 'known_failures', 'rollback_plan', 'oversight_plan'];
    const world = new World('low').reviewed({ documents: Object.fromEntries(some.map((name) => [name, digest(name)])) });
    expect(world.state.status).toBe('in_review');
    set(world, 'medium');
    world.check();
    expect(world.state.checks?.results.filter((r) => r.outcome === 'fail').map((r) => r.subject)).toEqual(['datasheet', 'environmental_limits', 'impact_assessment']);
    expect(world.state.status).toBe('changes_requested');
    world.workflow('escalate');
    expect(world.state.status).toBe('changes_requested');
    expect(world.refusal(world.as('mira', 'revise', { version_id: 'ver_2', reason: 'better' }))).toBe('package_incomplete');
  });

  it('while changes are requested is checked before the review goes on', () => {
    const world = new World('medium').reviewed();
    world.vote('ruth', 'risk', 'request_changes');
    set(world, 'high');
    expect(world.state.status).toBe('changes_requested');
    world.vote('ruth', 'risk', 'withdraw');
    expect([world.state.status, world.agenda().step?.name]).toEqual(['checking', 'check-package']);
    checkSigned(world, 'pass');
    expect([world.state.status, lanes(world)['legal']]).toEqual(['in_review', 'open']);
  });

  it('of an approved case voids the permit and opens the review again', () => {
    const world = new World('medium').reviewed().approveAll();
    world.does('mira', 'issue-permit');
    set(world, 'high');
    expect([world.state.status, world.state.permit?.state, world.state.decided]).toEqual(['checking', 'void', null]);
    checkSigned(world, 'pass');
    expect(lanes(world)).toEqual({ technical: 'passed', risk: 'open', business: 'passed', legal: 'open', security: 'open', privacy: 'open' });
  });

  it('leaves the frozen manifest what its digest says, and shows the tier in force', () => {
    const world = new World('medium').reviewed();
    set(world, 'high');
    const view = deploymentView(world.state, { ...world.facts, now: world.now });
    expect([view.tier, view.path, view.manifest.tier]).toEqual(['high', 'high', 'medium']);
    expect(digest(canonicalJson(view.manifest))).toBe(view.package_digest);
  });

  it('stands in later revisions, whatever the register says', () => {
    const world = new World('medium').reviewed();
    set(world, 'high');
    profile(world, { consequence: 1, likelihood: 1 });
    revise(world, 'ver_2');
    expect([tierOf(world), world.state.revisions.at(-1)?.signature_required]).toEqual(['high', true]);
    revise(world, 'ver_1');
    expect(tierOf(world)).toBe('high');
  });

  it('tells requester and owner', () => {
    const world = new World('medium').reviewed();
    set(world, 'high');
    expect(world.messages.filter((m) => m.about['event'] === 'tier.changed').map((m) => m.recipient).sort()).toEqual(['dana', 'mira']);
  });
});

describe('§1.23 lowering the tier', () => {
  it('waits for the next revision', () => {
    const world = new World('high').reviewed();
    world.vote('bela', 'business', 'approve', { reason: 'sound' });
    expect(set(world, 'medium')).toEqual(['accepted', 'accepted']);
    expect([tierOf(world), world.state.status, Object.keys(lanes(world)).length]).toEqual(['high', 'in_review', 6]);
    revise(world, 'ver_code');
    expect([tierOf(world), Object.keys(lanes(world)).sort()]).toEqual(['medium', ['business', 'legal', 'risk', 'technical']]);
    world.check();
    expect(lanes(world)['business']).toBe('passed');
  });

  it('can be what a revision is for', () => {
    const world = new World('high').reviewed();
    set(world, 'medium');
    world.does('mira', 'revise', { reason: 'at the lower tier' });
    expect(tierOf(world)).toBe('medium');
  });

  it('stands while nothing got worse, and falls when the register says worse', () => {
    const world = new World('high').reviewed();
    set(world, 'medium');
    revise(world, 'ver_2');
    revise(world, 'ver_1');
    expect(tierOf(world)).toBe('medium');
    profile(world, { consequence: 5, likelihood: 5 });
    revise(world, 'ver_2');
    expect(tierOf(world)).toBe('high');
  });

  it('never reaches past a prohibited practice', () => {
    const world = new World('high').reviewed();
    set(world, 'low');
    profile(world, { prohibited_practices: ['social_scoring'] });
    revise(world, 'ver_2');
    expect([tierOf(world), world.state.status]).toEqual(['prohibited', 'rejected']);
  });
});

describe('§1.23 the first approval of a system', () => {
  it('is past once a case was approved, also when that approval was undone', () => {
    const world = new World('medium').reviewed();
    const approved = () => deploymentApproval.summary(world.state).approved;
    expect(approved()).toBe(false);
    world.approveAll();
    expect(approved()).toBe(true);
    revise(world, 'ver_2');
    expect([world.state.status, approved()]).toEqual(['checking', true]);
  });

  it('takes the novel path at tier high', () => {
    const world = new World('high', { approvals: 0 });
    world.request();
    expect([world.state.revisions[0]?.manifest.path, world.state.lanes.some((l) => l.committee)]).toEqual(['high_novel', true]);
  });
});
