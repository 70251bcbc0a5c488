import { describe, expect, it } from '@jest/globals';
import { World } from '../../support/world.ts';

/** A house where nobody delegated anything and nobody is away; risk has three members: ruth, rohan and renate. */
const bare = (tier: 'low' | 'medium' | 'high' = 'medium'): World => new World(tier).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const fresh = (tier: 'low' | 'medium' | 'high' = 'medium'): World => bare(tier).reviewed();
const all = (world: World, lane: string, votes: Readonly<Record<string, string>>) => Object.entries(votes).map(([person, verdict]) => world.refusal(world.vote(person, lane, verdict, { reason: 'r' })));
const referrals = (world: World) => world.events.filter((e) => e.type === 'lane.referred').map(({ body }) => [body['lane'], body['standing'], body['to'], body['rule']]);
/** Whom the case asked to sign in a lane, by the messages. */
const asked = (world: World, lane: string) => world.messages.filter((m) => m.kind === 'sign_off' && m.about['lane'] === lane).map((m) => m.recipient);

describe('§1.03 when a lane passes', () => {
  it('only with its N approvals, however long nobody else says a word', () => {
    const world = fresh('high');
    all(world, 'risk', { ruth: 'approve' });
    world.runTo('2026-04-01T09:00:00.000Z');
    expect(world.lane('risk').state).toBe('open');
    all(world, 'risk', { rohan: 'approve_with_conditions' });
    expect(world.lane('risk').state).toBe('open');
    world.vote('rohan', 'risk', 'approve_with_conditions', { reason: 'r', conditions: [{ type: 'before_deploy', title: 't', owner: 'bruno', criteria: 'c' }] });
    expect([world.lane('risk').state, world.last('lane.passed').body['by']]).toEqual(['passed', ['ruth', 'rohan']]);
  });

  it('an abstention is no approval', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'abstain', rohan: 'abstain' });
    expect([world.lane('risk').state, referrals(world)]).toEqual(['open', []]);
  });

  it('whose members all abstain goes to the lane head, not to the substitutes', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'abstain', rohan: 'abstain', renate: 'abstain' });
    expect(referrals(world)).toEqual([['risk', 'head', ['rafael'], 'abstained']]);
    expect(asked(world, 'risk')).toContain('rafael');
    expect(world.refusal(world.vote('noor', 'risk'))).toBe('not_eligible');
    expect(world.refusal(world.vote('rafael', 'risk'))).toBe('accepted');
    expect(world.lane('risk').state).toBe('passed');
  });

  it('reminds the head then, and not the members who had their say', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'abstain', rohan: 'abstain', renate: 'abstain' });
    world.runTo(world.signOff('risk').rungs[1]?.at ?? '');
    expect(world.signOff('risk').fired.map((r) => [r.id, r.to])).toEqual([['reminder_50', ['rafael']], ['reminder_80', ['rafael']]]);
  });

  it('that the head leaves open too is stuck: head and governance hear at once, and the quorum stays', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'abstain', rohan: 'abstain', renate: 'abstain', rafael: 'abstain' });
    expect(world.last('lane.stuck').body).toEqual({ lane: 'risk', tell: ['rafael', 'maya'] });
    expect([world.lane('risk').state, world.lane('risk').needed, world.state.status]).toEqual(['open', 1, 'in_review']);
    expect(world.events.filter((e) => e.type === 'lane.stuck')).toHaveLength(1);
    world.vote('ruth', 'risk', 'withdraw');
    world.vote('ruth', 'risk', 'approve');
    expect(world.lane('risk').state).toBe('passed');
  });

  it('a rejection without a veto leaves it open while others can approve', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'reject', rohan: 'reject' });
    expect(world.lane('risk').state).toBe('open');
    world.vote('renate', 'risk');
    world.approveAll();
    expect(world.state.status).toBe('approved');
    expect(world.state.decided?.dissent).toEqual([{ lane: 'risk', person: 'ruth', verdict: 'reject' }, { lane: 'risk', person: 'rohan', verdict: 'reject' }]);
  });

  it.each([
    ['all reject', { ruth: 'reject', rohan: 'reject', renate: 'reject' }],
    ['the last one rejects', { ruth: 'abstain', rohan: 'abstain', renate: 'reject' }],
  ])('it fails once N approvals can no longer be reached, and one failed lane rejects the case: %s', (_why, votes) => {
    const world = fresh();
    all(world, 'risk', votes);
    expect(world.last('deployment.rejected').body).toMatchObject({ lane: 'risk', veto: false, rule: 'lane_failed', override_until: null });
    expect(referrals(world)).toEqual([]);
    expect(world.state.obligations.filter((o) => o.state === 'open')).toEqual([]);
  });

  it('with quorum 2 it fails when one approval and one chance are left of three', () => {
    const world = fresh('high');
    world.facts = { ...world.facts, policy: { ...world.facts.policy, lanes: { ...world.facts.policy.lanes, lanes: { ...world.facts.policy.lanes.lanes, risk: { ...world.facts.policy.lanes.lanes['risk']!, veto: [] } } } } };
    const plain = new World('high', { policy: world.facts.policy, directory: world.facts.directory }).reviewed();
    all(plain, 'risk', { ruth: 'approve', rohan: 'reject' });
    expect(plain.state.status).toBe('in_review');
    all(plain, 'risk', { renate: 'reject' });
    expect(plain.state.rejected).toMatchObject({ lane: 'risk', veto: false });
  });
});

describe('§1.04 recusal', () => {
  it('with enough others needs no substitute', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'recuse' });
    expect(referrals(world)).toEqual([]);
    expect(world.refusal(world.vote('ruth', 'risk'))).toBe('already_voted');
  });

  it('of those who are needed brings the substitute, who is asked and may sign, and nobody more', () => {
    const world = fresh('high');
    all(world, 'risk', { ruth: 'recuse' });
    expect(referrals(world)).toEqual([]);
    all(world, 'risk', { rohan: 'recuse' });
    expect(referrals(world)).toEqual([['risk', 'backup', ['noor'], 'recused']]);
    expect(asked(world, 'risk')).toContain('noor');
    expect(world.refusal(world.vote('rafael', 'risk', 'approve', { reason: 'r' }))).toBe('not_eligible');
    all(world, 'risk', { renate: 'approve', noor: 'approve' });
    expect(world.last('lane.passed').body).toEqual({ lane: 'risk', by: ['renate', 'noor'] });
  });

  it('of all brings the substitute and the head; then nobody is left, and the quorum is never smaller', () => {
    const world = fresh('high');
    all(world, 'risk', { ruth: 'recuse', rohan: 'recuse', renate: 'recuse' });
    expect(referrals(world)).toEqual([['risk', 'backup', ['noor'], 'recused'], ['risk', 'head', ['rafael'], 'recused']]);
    all(world, 'risk', { noor: 'recuse' });
    expect(world.last('lane.stuck').body['tell']).toEqual(['rafael', 'maya']);
    all(world, 'risk', { rafael: 'approve' });
    expect([world.lane('risk').state, world.lane('risk').needed]).toEqual(['open', 2]);
  });

  it('does not fail a lane that a substitute can still carry', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'recuse', rohan: 'reject', renate: 'reject' });
    expect([world.state.status, referrals(world)]).toEqual(['in_review', [['risk', 'backup', ['noor'], 'recused']]]);
    all(world, 'risk', { noor: 'reject' });
    expect(referrals(world).at(-1)).toEqual(['risk', 'head', ['rafael'], 'recused']);
    all(world, 'risk', { rafael: 'reject' });
    expect(world.state.rejected?.lane).toBe('risk');
  });

  it('with substitutes who abstain goes on to the head', () => {
    const world = fresh();
    all(world, 'risk', { ruth: 'recuse', rohan: 'abstain', renate: 'abstain', noor: 'abstain' });
    expect(referrals(world).map(([, standing]) => standing)).toEqual(['backup', 'head']);
  });

  it('where there is no substitute goes to the head', () => {
    const world = bare().holds('noor', []).reviewed();
    all(world, 'risk', { ruth: 'recuse', rohan: 'recuse', renate: 'recuse' });
    expect(referrals(world)).toEqual([['risk', 'head', ['rafael'], 'recused']]);
  });

  it('silences the reminders to whoever is out, and to whoever has spoken', () => {
    const world = fresh('high');
    all(world, 'risk', { ruth: 'recuse', rohan: 'approve' });
    world.runTo(world.signOff('risk').rungs[0]?.at ?? '');
    expect(world.events.filter((e) => e.type === 'rung.fired' && e.body['obligation_id'] === world.signOff('risk').id).map((e) => e.body['to'])).toEqual([['renate']]);
  });

  it.each([
    ['an author', 'tess', {}],
    ['a validator', 'theo', { validated_by: ['theo'] }],
  ])('is by rule for %s, who is not asked', (_who, person, request) => {
    const world = bare();
    world.facts = { ...world.facts, system: { ...world.facts.system!, versions: world.facts.system!.versions.map((v) => ({ ...v, authors: ['devon', 'tess'] })) } };
    world.reviewed(request);
    expect(asked(world, 'technical')).not.toContain(person);
    expect(world.refusal(world.vote(person, 'technical'))).toBe('separation_of_duties');
  });

  it('is by rule for who reports to the requester or an author, and the substitute is found by rule', () => {
    const world = bare();
    world.request({}, 'bruno');
    world.check();
    // every business member reports to bruno, dana, who would step in, too, and he is the head himself
    expect([world.state.status, world.state.blocked_by]).toEqual(['blocked', ['vacancy/lane/business']]);
    const other = bare().house(({ people }) => ({ people: people.map((p) => (p.id === 'dana' ? { ...p, manager: 'yuki' } : p)) }));
    other.request({}, 'bruno');
    other.check();
    expect(referrals(other)).toEqual([['business', 'backup', ['dana'], 'too_few_members']]);
    for (const person of ['bela', 'bruno']) expect(other.refusal(other.vote(person, 'business'))).toBe('separation_of_duties');
    expect(other.refusal(other.vote('dana', 'business'))).toBe('accepted');
  });
});

describe('§1.04 members who are away', () => {
  it('bring the substitute when nobody is here to sign, and may still sign themselves', () => {
    const world = bare().away('ruth').away('rohan').away('renate').reviewed();
    expect(referrals(world)).toEqual([['risk', 'backup', ['noor'], 'too_few_members']]);
    expect(world.refusal(world.vote('renate', 'risk'))).toBe('accepted');
  });

  it('need no substitute while a delegate is here', () => {
    const world = bare().away('ruth').away('rohan').away('renate').delegates('ruth', 'gregor', 'risk').reviewed();
    expect(referrals(world)).toEqual([]);
    expect(asked(world, 'risk')).toEqual(['gregor']);
  });
});
