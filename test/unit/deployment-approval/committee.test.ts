import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { World } from '../../support/world.ts';

/** The committee of five: maya in the chair, rosa, rafael, tilda and bruno; noor is the substitute, sabine the secretary. */
const MEMBERS = ['maya', 'rosa', 'rafael', 'tilda', 'bruno'];
const bare = (): World => new World('high', { approvals: 0 }).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const fresh = (): World => bare().reviewed();
const votes = (world: World, given: Readonly<Record<string, string>>) => Object.entries(given).map(([person, verdict]) => world.refusal(world.vote(person, 'committee', verdict, { reason: 'r' })));
const minutes = (world: World, by = 'sabine', attendance: readonly string[] = []) => world.refusal(world.as(by, 'minutes', { obligation_id: world.signOff('committee').id, attendance, minutes: 'Discussed' }));
const owed = (world: World) => world.state.obligations.filter((o) => o.kind === 'minutes' && o.state === 'open');

describe('§1.03 the committee lane', () => {
  it('passes by the minutes, not by votes alone, and the secretary owes them once it is quorate', () => {
    const world = fresh();
    votes(world, { rosa: 'approve', rafael: 'approve', tilda: 'approve', bruno: 'approve' });
    expect(owed(world)).toEqual([]);
    votes(world, { maya: 'abstain' });
    expect(owed(world)).toMatchObject([{ owed_by: { role: 'ai_committee_secretary' }, to: ['sabine'], subject: { lane: 'committee' } }]);
    expect(world.lane('committee').state).toBe('open');
    expect(minutes(world)).toBe('accepted');
    expect([world.lane('committee').state, owed(world)]).toEqual(['passed', []]);
    expect(world.last('committee.minuted').body).toMatchObject({ approvals: 4, rejections: 0, passed: true, attendance: ['rosa', 'rafael', 'tilda', 'bruno', 'maya'] });
  });

  it.each([
    ['half without the chair', { rosa: 'approve', rafael: 'approve' }, [], 'not_quorate'],
    ['more than half without the chair', { rosa: 'approve', rafael: 'approve', tilda: 'approve', bruno: 'approve' }, [], 'not_quorate'],
    ['the chair and one', { maya: 'approve', rosa: 'approve' }, [], 'not_quorate'],
    ['the chair and two', { maya: 'approve', rosa: 'approve', rafael: 'approve' }, [], 'accepted'],
    ['those who attended and said nothing', { rosa: 'approve' }, ['maya', 'rafael'], 'accepted'],
    ['guests, who do not count', { rosa: 'approve' }, ['maya', 'viktor', 'ines'], 'not_quorate'],
    ['somebody named twice', { rosa: 'approve' }, ['maya', 'maya', 'rosa'], 'not_quorate'],
  ])('needs attendance over one half and the chair: %s', (_who, given, attendance, answer) => {
    const world = fresh();
    votes(world, given);
    expect(minutes(world, 'sabine', attendance)).toBe(answer);
    expect(world.lane('committee').state).toBe(answer === 'accepted' ? 'passed' : 'open');
  });

  it.each([
    ['more approvals than rejections', { maya: 'approve', rosa: 'approve', rafael: 'reject' }, 'passed'],
    ['one approval and abstentions', { maya: 'abstain', rosa: 'approve', rafael: 'abstain' }, 'passed'],
    ['a tie', { maya: 'approve', rosa: 'reject', rafael: 'abstain' }, 'failed'],
    ['abstentions alone', { maya: 'abstain', rosa: 'abstain', rafael: 'abstain' }, 'failed'],
    ['more rejections', { maya: 'reject', rosa: 'reject', rafael: 'approve' }, 'failed'],
  ])('decides by majority: %s', (_how, given, state) => {
    const world = fresh();
    votes(world, given);
    expect(minutes(world)).toBe('accepted');
    expect(world.lane('committee').state).toBe(state);
    if (state === 'failed') expect(world.state.rejected).toMatchObject({ lane: 'committee', rule: 'committee_against', veto: false });
  });

  it('no single member vetoes it, even where the policy marks it so', () => {
    const world = bare();
    const { lanes } = world.facts.policy;
    world.facts = { ...world.facts, policy: { ...world.facts.policy, lanes: { ...lanes, lanes: { ...lanes.lanes, committee: { ...lanes.lanes['committee']!, veto: ['high'] } } } } };
    world.reviewed();
    votes(world, { rosa: 'reject' });
    expect(world.state.status).toBe('in_review');
    votes(world, { maya: 'reject', tilda: 'approve' });
    minutes(world);
    expect(world.state.rejected).toMatchObject({ lane: 'committee', veto: true });
  });

  it('takes the minutes from secretary and chair, or the deputy of one who is away, and from nobody else', () => {
    for (const [by, answer] of [['sabine', 'accepted'], ['maya', 'accepted'], ['rosa', 'not_permitted'], ['leon', 'not_permitted']] as const) {
      const world = fresh();
      votes(world, { maya: 'approve', rosa: 'approve', rafael: 'approve' });
      expect([by, minutes(world, by)]).toEqual([by, answer]);
    }
    const own = bare();
    own.request({}, 'sabine');
    own.check();
    votes(own, { maya: 'approve', rosa: 'approve', rafael: 'approve' });
    expect([minutes(own, 'sabine'), minutes(own, 'maya')]).toEqual(['not_permitted', 'accepted']);
    const away = fresh().away('sabine', 'leon');
    votes(away, { maya: 'approve', rosa: 'approve', rafael: 'approve' });
    expect([owed(away)[0]?.to, minutes(away, 'leon')]).toEqual([['leon'], 'accepted']);
  });

  it('counts a member and the member’s delegate as one place, the chair’s too', () => {
    const world = fresh().delegates('maya', 'noor', 'committee').delegates('rosa', 'gregor', 'committee');
    expect(votes(world, { noor: 'approve', gregor: 'approve' })).toEqual(['accepted', 'accepted']);
    expect(votes(world, { rosa: 'approve' })).toEqual(['already_voted']);
    expect(minutes(world, 'sabine', ['rosa', 'maya'])).toBe('not_quorate');
    votes(world, { tilda: 'reject' });
    expect(minutes(world)).toBe('accepted');
    expect(world.last('committee.minuted').body).toMatchObject({ attendance: ['maya', 'rosa', 'tilda'], approvals: 2, rejections: 1 });
  });

  it('is owed anew when a member takes a vote back after the minutes, and the minutes must be renewed', () => {
    const world = fresh();
    votes(world, { maya: 'approve', rosa: 'approve', rafael: 'approve', tilda: 'approve' });
    minutes(world);
    votes(world, { rosa: 'withdraw' });
    expect([world.lane('committee').state, owed(world).length]).toEqual(['open', 1]);
    expect(minutes(world)).toBe('accepted');
    expect(world.last('committee.minuted').body).toMatchObject({ approvals: 3 });
  });

  it('that approved a case opens again when a member takes a vote back, with one message and no second clock', () => {
    const world = fresh();
    votes(world, { maya: 'approve', rosa: 'approve', rafael: 'approve' });
    minutes(world);
    world.approveAll();
    expect(world.state.status).toBe('approved');
    votes(world, { rosa: 'withdraw' });
    expect([world.state.status, world.lane('committee').state]).toEqual(['checking', 'waiting']);
    expect(world.state.obligations.filter((o) => o.kind === 'sign_off' && o.state === 'open')).toEqual([]);
    world.check();
    expect([world.state.status, world.lane('committee').state, world.lane('legal').state]).toEqual(['in_review', 'open', 'passed']);
    expect(owed(world)).toEqual([]);
  });

  it('with enough votes when the review opens again has its minutes owed at once', () => {
    const world = fresh();
    votes(world, { maya: 'approve', rosa: 'approve', rafael: 'approve' });
    world.does('mira', 'revise', { version_id: 'ver_code', reason: 'new code' });
    expect(owed(world)).toEqual([]);
    world.check();
    expect([world.lane('committee').state, owed(world).length]).toEqual(['open', 1]);
  });

  it('owes no minutes once the case is decided elsewhere', () => {
    const world = fresh();
    votes(world, { maya: 'approve', rosa: 'approve', rafael: 'approve' });
    world.vote('lena', 'legal', 'reject');
    expect([world.state.status, world.state.obligations.filter((o) => o.state === 'open')]).toEqual(['rejected', []]);
  });

  it('attendance, chair and majority are as counted by hand, whatever is voted', () => {
    const verdict = fc.constantFrom('approve', 'reject', 'abstain', 'recuse', null);
    fc.assert(
      fc.property(fc.array(verdict, { minLength: 5, maxLength: 5 }), fc.subarray(MEMBERS), (given, attendance) => {
        const world = fresh();
        MEMBERS.forEach((person, i) => given[i] && world.vote(person, 'committee', given[i], { reason: 'r' }));
        const said = (what: string) => MEMBERS.filter((_, i) => given[i] === what);
        const out = said('recuse');
        const present = MEMBERS.filter((m, i) => !out.includes(m) && (given[i] !== null || attendance.includes(m)));
        const quorate = present.length * 2 > MEMBERS.length && present.includes('maya');
        expect(minutes(world, 'sabine', attendance)).toBe(quorate ? 'accepted' : 'not_quorate');
        if (quorate) expect(world.lane('committee').state).toBe(said('approve').length > said('reject').length ? 'passed' : 'failed');
      }),
      { numRuns: 60 },
    );
  });
});

describe('§1.04 a committee member who is recused', () => {
  it('does not make the quorum smaller; the substitute takes a place when the others are too few', () => {
    const world = fresh();
    votes(world, { rosa: 'recuse', rafael: 'recuse' });
    expect(world.types()).not.toContain('lane.referred');
    votes(world, { tilda: 'recuse' });
    expect(world.last('lane.referred').body).toMatchObject({ lane: 'committee', standing: 'backup', to: ['noor'], rule: 'recused' });
    votes(world, { maya: 'approve', bruno: 'approve' });
    expect(minutes(world)).toBe('not_quorate');
    votes(world, { noor: 'approve' });
    expect(minutes(world)).toBe('accepted');
  });

  it('leaves a committee stuck that can no longer sit, and head and governance hear', () => {
    const world = fresh();
    votes(world, { rosa: 'recuse', rafael: 'recuse', tilda: 'recuse', bruno: 'recuse' });
    expect(world.last('lane.stuck').body).toEqual({ lane: 'committee', tell: ['maya'] });
    expect(world.state.status).toBe('in_review');
  });

  it('blocks the gate as a vacancy when the only chair may not judge', () => {
    const world = bare();
    world.request({ validated_by: ['maya'] });
    world.check();
    expect([world.state.status, world.state.blocked_by]).toEqual(['blocked', ['vacancy/lane/committee']]);
  });
});

describe('§1.05 a committee member fills no other lane', () => {
  it('whichever comes first, and not through a delegate either', () => {
    const world = fresh().delegates('lena', 'rosa', 'legal').delegates('tilda', 'theo', 'committee');
    expect(world.refusal(world.vote('rosa', 'legal', 'approve', { reason: 'r' }))).toBe('accepted');
    expect(votes(world, { rosa: 'approve' })).toEqual(['separation_of_duties']);
    expect(votes(world, { theo: 'approve' })).toEqual(['accepted']);
    expect(world.refusal(world.vote('theo', 'technical', 'approve', { reason: 'r' }))).toBe('separation_of_duties');
  });

  it('does not attend for the quorum while another lane stands on that person', () => {
    const world = fresh().delegates('lena', 'rosa', 'legal');
    world.vote('rosa', 'legal', 'approve', { reason: 'r' });
    votes(world, { maya: 'approve', tilda: 'approve' });
    expect(minutes(world, 'sabine', ['rosa'])).toBe('not_quorate');
    expect(minutes(world, 'sabine', ['rafael'])).toBe('accepted');
  });

  it('who abstained elsewhere may still sit', () => {
    const world = fresh().delegates('lena', 'rosa', 'legal');
    world.vote('rosa', 'legal', 'abstain');
    expect(votes(world, { rosa: 'approve' })).toEqual(['accepted']);
  });
});
