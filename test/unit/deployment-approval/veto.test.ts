import { describe, expect, it } from '@jest/globals';
import { calendarOf, currentPerson } from '../../../domain/directory.ts';
import { addDuration } from '../../../domain/time/calendar.ts';
import { addMs } from '../../../domain/time/instant.ts';
import { World } from '../../support/world.ts';

const REASON = { reason: 'r' };
type Tier = 'low' | 'medium' | 'high';
/** In the medium tier legal takes part when personal data are processed. */
const fresh = (tier: Tier): World => {
  const world = new World(tier).house(() => ({ delegations: [], absences: [] })).leaves('walt');
  const { system } = world.facts;
  if (system?.entry) world.facts = { ...world.facts, system: { ...system, entry: { ...system.entry, risk_profile: { ...system.entry.risk_profile, personal_data: true } } } };
  return world.reviewed();
};
const vetoed = (): World => {
  const world = fresh('high');
  world.vote('lena', 'legal', 'reject');
  return world;
};
const lift = (world: World, ...people: string[]) => people.map((p) => world.refusal(world.as(p, 'override-veto', { reason: 'Needed' })));
const ownerCalendar = (world: World) => calendarOf(world.facts.policy, currentPerson(world.facts.directory, 'dana', world.now)!);

describe('§1.07 a veto', () => {
  it.each([
    ['legal', 'lena', 'medium', true],
    ['legal', 'lena', 'high', true],
    ['risk', 'ruth', 'high', true],
    ['risk', 'ruth', 'medium', false],
    ['technical', 'theo', 'high', false],
    ['technical', 'theo', 'low', false],
    ['business', 'bela', 'medium', false],
    ['privacy', 'paula', 'high', false],
  ] as const)('of %s by %s at tier %s rejects at once: %s', (lane, person, tier, at_once) => {
    const world = fresh(tier);
    world.vote(person, lane, 'reject');
    expect(world.state.status).toBe(at_once ? 'rejected' : 'in_review');
    if (at_once) expect(world.last('deployment.rejected').body).toMatchObject({ lane, veto: true, rule: 'veto' });
  });

  it('rejects also while changes are requested, and nobody can vote or take it back any more', () => {
    const world = fresh('high');
    world.vote('theo', 'technical', 'request_changes');
    world.vote('lena', 'legal', 'reject');
    expect(world.state.status).toBe('rejected');
    expect(world.refusal(world.vote('lena', 'legal', 'withdraw'))).toBe('already_decided');
    expect(world.refusal(world.vote('leon', 'legal', 'approve', REASON))).toBe('already_decided');
  });

  it('comes of a rejection that stands when the tier is raised', () => {
    const world = fresh('medium');
    world.vote('ruth', 'risk', 'reject');
    for (const person of ['rafael', 'maya']) world.does(person, 'set-tier', { tier: 'high', reason: 'seen more' });
    world.check();
    expect(world.state.rejected).toMatchObject({ lane: 'risk', veto: true });
  });
});

describe('§1.07 lifting a veto', () => {
  it('takes two executives, and reopens the case with the lane overridden until its expiry', () => {
    const world = vetoed();
    expect(lift(world, 'viktor')).toEqual(['accepted']);
    expect(world.state.status).toBe('rejected');
    expect(lift(world, 'viktor', 'ines')).toEqual(['already_voted', 'accepted']);
    const until = addDuration(world.now, 'P30D', ownerCalendar(world));
    expect(world.last('lane.overridden').body).toEqual({ lane: 'legal', until });
    expect(world.state.status).toBe('checking');
    world.check();
    world.approveAll();
    expect(world.state.status).toBe('approved');
    expect(world.state.decided).toMatchObject({ valid_until: until, dissent: [{ lane: 'legal', person: 'lena', verdict: 'reject' }] });
  });

  it.each([
    ['the requester', 'mira', 'not_permitted'],
    ['a lane head', 'rosa', 'not_permitted'],
    ['the governance lead', 'maya', 'not_permitted'],
    ['an outsider', 'nobody', 'not_permitted'],
  ])('is not for %s', (_who, person, answer) => {
    expect(lift(vetoed(), person)).toEqual([answer]);
  });

  it('is not for an executive who asked for it, made it, or reports to one who did', () => {
    const world = new World('high').house(() => ({ delegations: [], absences: [] })).leaves('walt');
    world.request({}, 'viktor');
    world.check();
    world.vote('lena', 'legal', 'reject');
    expect(lift(world, 'viktor')).toEqual(['separation_of_duties']);
    const made = new World('high').leaves('walt');
    made.facts = { ...made.facts, system: { ...made.facts.system!, versions: made.facts.system!.versions.map((v) => ({ ...v, authors: ['ines'] })) } };
    made.reviewed();
    made.vote('lena', 'legal', 'reject');
    expect(lift(made, 'ines', 'viktor', 'gregor')).toEqual(['separation_of_duties', 'accepted', 'accepted']);
  });

  it('is not for a machine, not even in an executive’s name', () => {
    const world = vetoed();
    expect(world.refusal(world.act({ kind: 'machine', id: 'ci', on_behalf_of: 'viktor' }, 'override-veto', REASON))).toBe('machine_cannot_sign');
  });

  it('is possible until five business days have passed, and the case waits that long', () => {
    const end = addDuration('2026-03-02T09:00:00.000Z', { business_days: 5 }, ownerCalendar(vetoed()));
    const just = vetoed();
    just.now = addMs(end, -1);
    expect(lift(just, 'viktor', 'ines')).toEqual(['accepted', 'accepted']);
    const late = vetoed();
    lift(late, 'viktor');
    late.now = end;
    expect(lift(late, 'ines')).toEqual(['not_due']);
    expect(late.state.status).toBe('rejected');
  });

  it('is not for a rejection without a veto', () => {
    const world = fresh('medium');
    for (const person of ['ruth', 'rohan', 'renate']) world.vote(person, 'risk', 'reject');
    expect([world.state.status, ...lift(world, 'viktor')]).toEqual(['rejected', 'wrong_state']);
  });

  it('that ends before the approval has the lane signed again: the rejection is void and whoever gave it may vote', () => {
    const world = vetoed();
    lift(world, 'viktor', 'ines');
    world.check();
    const until = world.lane('legal').overridden_until ?? '';
    expect(world.refusal(world.vote('leon', 'legal', 'approve', REASON))).not.toBe('accepted');
    world.facts = { ...world.facts, policy: { ...world.facts.policy, ladders: { ...world.facts.policy.ladders, ladders: { ...world.facts.policy.ladders.ladders, sign_off: { ...world.facts.policy.ladders.ladders['sign_off']!, lapse: 'never' } } } } };
    world.runTo(until);
    expect([world.state.status, world.lane('legal').state]).toEqual(['in_review', 'open']);
    world.approveAll();
    expect(world.state.status).toBe('approved');
    expect(world.state.decided?.dissent).toEqual([]);
  });

  it('lifts one lane, not the veto of another', () => {
    const world = vetoed();
    lift(world, 'viktor', 'ines');
    world.check();
    world.vote('ruth', 'risk', 'reject');
    expect(world.state.rejected?.lane).toBe('risk');
    expect(lift(world, 'viktor')).toEqual(['accepted']);
  });
});

describe('§1.07 §0.04 a rejection for a prohibited practice', () => {
  const ground = { ground: 'prohibited_practice' };
  it('cannot be overridden, and the board, legal and governance hear at once', () => {
    const world = fresh('high');
    expect(world.refusal(world.vote('lena', 'legal', 'reject', ground))).toBe('accepted');
    expect(lift(world, 'viktor')).toEqual(['wrong_state']);
    expect(world.last('board.triggered').body).toEqual({ trigger: 'prohibited_practice', to: ['beatrix', 'olu'], rule: 'ladders.board_triggers.prohibited_practice' });
    expect(world.messages.filter((m) => m.kind === 'board').map((m) => m.recipient)).toEqual(['beatrix', 'olu']);
    const told = world.messages.filter((m) => m.about['event'] === 'deployment.rejected').map((m) => m.recipient);
    expect(told).toEqual(expect.arrayContaining(['mira', 'dana', 'lena', 'leon', 'priya', 'maya', 'beatrix', 'olu']));
  });

  it('rouses the board also from a lane without a veto, whose case goes on', () => {
    const world = fresh('high');
    world.vote('theo', 'technical', 'reject', ground);
    expect([world.state.status, world.types().filter((t) => t === 'board.triggered').length]).toEqual(['in_review', 1]);
  });

  it('is a ground for a rejection only', () => {
    expect(fresh('high').refusal(fresh('high').vote('lena', 'legal', 'abstain', ground))).toBe('invalid');
  });
});
