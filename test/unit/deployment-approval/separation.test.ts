import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demands } from '../../../domain/deployment-approval/lanes.ts';
import { deploymentView } from '../../../domain/deployment-approval/view.ts';
import { bestFilling } from '../../support/filling.ts';
import { DOCUMENTS } from '../../../contracts/policy.ts';
import { digest, version, World } from '../../support/world.ts';

const REASON = { reason: 'r' };
const bare = (tier: 'medium' | 'high' = 'high'): World => new World(tier).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const states = (world: World) => Object.fromEntries(world.state.lanes.map((l) => [l.lane, l.state]));
const view = (world: World) => deploymentView(world.state, { ...world.facts, now: world.now });

describe('§1.05 one natural person fills one lane only', () => {
  it('a person in two lanes fills the one where nobody else stands, whichever vote came first', () => {
    const world = bare().reviewed();
    // tariq is a member of technical and of security
    world.vote('tariq', 'technical', 'approve', REASON);
    expect(states(world)).toMatchObject({ technical: 'passed', security: 'open' });
    world.vote('tariq', 'security', 'approve', REASON);
    expect(states(world)).toMatchObject({ technical: 'passed', security: 'open' });
    world.vote('theo', 'technical', 'approve', REASON);
    expect(states(world)).toMatchObject({ technical: 'passed', security: 'passed' });
    expect(world.last('lane.passed').body).toEqual({ lane: 'security', by: ['tariq'] });
  });

  it('a lane that passed stays passed while its people are moved about, and opens again with the vote that carried it', () => {
    const world = bare().reviewed();
    for (const [person, lane] of [['tariq', 'technical'], ['tariq', 'security'], ['theo', 'technical']] as const) world.vote(person, lane, 'approve', REASON);
    world.vote('theo', 'technical', 'withdraw');
    expect(states(world)).toMatchObject({ technical: 'passed', security: 'open' });
    expect(world.last('lane.reopened').body).toMatchObject({ lane: 'security' });
  });

  it('shows who could still satisfy a lane: nobody whom another lane cannot do without', () => {
    const world = bare().holds('sam', []).reviewed();
    expect(view(world).lanes.find((l) => l.lane === 'technical')).toMatchObject({ may_sign: ['theo', 'tess', 'tariq'], could_satisfy: ['theo', 'tess'] });
    expect(view(world).lanes.find((l) => l.lane === 'security')?.could_satisfy).toEqual(['tariq']);
  });

  it('reports the conflicts: who made the request or the version, and who reports to them', () => {
    const reported = view(bare().reviewed()).conflicts;
    expect(reported).toContainEqual({ person: 'mira', why: 'made the request' });
    expect(reported).toContainEqual({ person: 'devon', why: 'made the version' });
    expect(reported.map(({ person }) => person)).not.toContain('theo');
  });

  it('shows whoever asked for changes, who may still vote', () => {
    const world = bare().reviewed();
    world.vote('theo', 'technical', 'request_changes');
    expect(view(world).lanes.find((l) => l.lane === 'technical')?.could_satisfy).toContain('theo');
  });

  it('brings substitutes when the members are enough for each lane alone but not for all together', () => {
    const world = bare().holds('sam', []).holds('theo', []).holds('tess', ['security_backup']).reviewed();
    // tariq alone is left for technical and for security; the gate opens, since the reserves make it possible
    expect(world.events.filter((e) => e.type === 'lane.referred').map((e) => [e.body['lane'], e.body['standing'], e.body['to']])).toEqual([['security', 'backup', ['tess']]]);
  });

  it('brings substitutes when the only one left for a lane fills another that has passed', () => {
    const world = bare().holds('sam', []).reviewed();
    world.vote('tariq', 'technical', 'approve', REASON);
    expect(world.last('lane.referred').body).toMatchObject({ lane: 'security', standing: 'backup', to: ['tess'] });
    world.vote('tariq', 'security', 'approve', REASON);
    expect(world.refusal(world.vote('theo', 'technical', 'reject', REASON))).toBe('already_decided');
    expect(world.refusal(world.vote('theo', 'technical', 'approve', REASON))).toBe('accepted');
    expect(states(world)).toMatchObject({ technical: 'passed', security: 'passed' });
    expect(world.refusal(world.vote('tess', 'technical', 'approve', REASON))).toBe('already_decided');
  });

  it('is blocked as a vacancy where not even the reserves are enough', () => {
    const world = bare().holds('sam', []).holds('theo', []).holds('tess', []).holds('tilda', []).reviewed();
    expect([world.state.status, world.state.blocked_by]).toEqual(['blocked', ['vacancy/lane/security']]);
  });

  it('whatever is voted, lanes pass as a look at every seating says, and a person is seated once', () => {
    const members = ['lena', 'priya', 'paula', 'ruth', 'rohan', 'renate', 'theo', 'tess', 'tariq', 'sam', 'bela', 'gregor'];
    const step = fc.record({ person: fc.constantFrom(...members), lane: fc.constantFrom('legal', 'risk', 'technical', 'security', 'privacy', 'business'), verdict: fc.constantFrom('approve', 'approve', 'approve', 'abstain', 'recuse', 'withdraw') });
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 18 }), (steps) => {
        const world = bare().delegates('ruth', 'gregor', 'risk').delegates('lena', 'gregor', 'legal').reviewed();
        for (const { person, lane, verdict } of steps) {
          const before = new Set(world.state.lanes.filter((l) => l.state === 'passed').map((l) => l.lane));
          world.vote(person, lane, verdict, REASON);
          if (world.state.status !== 'in_review') return;
          const lanes = demands(world.state, { ...world.facts, now: world.now }).map((d) => ({ ...d, already_passed: before.has(d.lane) }));
          expect(world.state.lanes.filter((l) => l.state === 'passed').map((l) => l.lane)).toEqual(bestFilling(lanes));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('§1.05 who made it does not approve it', () => {
  it.each([
    ['the requester', 'mira', 'business', {}],
    ['a validator', 'ruth', 'risk', { validated_by: ['ruth'] }],
  ])('%s is refused, and told who may', (_who, person, lane, request) => {
    const world = bare('medium').reviewed(request);
    const refused = world.vote(person, lane) as { detail?: string; extra?: { may?: string[] } };
    expect(world.refusal(refused as never)).toBe('separation_of_duties');
    expect(refused.extra?.may).not.toContain(person);
    expect(refused.detail).toContain(`these may: ${refused.extra?.may?.join(', ') ?? ''}`);
  });

  it.each([
    ['the requester', 'mira'],
    ['an author', 'devon'],
  ])('%s validates nothing either, at the request and at a revision', (_who, person) => {
    const world = bare('medium');
    expect(world.request({ validated_by: ['sam', person] })).toMatchObject({ refused: 'separation_of_duties', pointer: '/validated_by/1' });
    world.reviewed();
    expect(world.refusal(world.as('dana', 'revise', { version_id: 'ver_2', validated_by: [person], reason: 'r' }))).toBe('separation_of_duties');
    expect(world.refusal(world.as('dana', 'revise', { version_id: 'ver_2', validated_by: ['sam'], reason: 'r' }))).toBe('accepted');
  });

  it('the author of the version is refused also when a lane member', () => {
    const world = bare('medium').holds('devon', ['technical_member']).reviewed();
    expect(world.refusal(world.vote('devon', 'technical'))).toBe('separation_of_duties');
  });

  it('the owner who revises the request has asked for it too', () => {
    const world = bare('medium').holds('dana', ['business_member']).reviewed();
    expect(world.refusal(world.vote('dana', 'business', 'abstain'))).toBe('accepted');
    world.does('dana', 'revise', { version_id: 'ver_2', reason: 'better' });
    world.check();
    expect(world.refusal(world.vote('dana', 'business'))).toBe('separation_of_duties');
  });
});

describe('§1.05 R-79 who made a version does not ask for it', () => {
  const asks = (world: World, by: string) => world.request({}, by);

  it('refuses the author, with who could ask instead', () => {
    expect(asks(new World('medium'), 'devon')).toMatchObject({
      refused: 'separation_of_duties',
      pointer: '/version_id',
      detail: 'devon made version 1 and cannot ask for it too (§1.05); somebody who is none of its authors (devon) asks, e.g. the system\'s owner',
    });
    expect(new World('medium').refusal(asks(new World('medium'), 'mira'))).toBe('accepted');
  });

  it('refuses a machine that asks for the author', () => {
    const world = new World('medium');
    const body = { system_id: world.facts.system?.id, version_id: 'ver_1', environment: 'production', title: 'First', change_type: 'retrain', rationale: 'Better', options: [], documents: {}, validated_by: [] };
    const complete = { ...body, documents: Object.fromEntries(world.facts.stored_evidence.map((sha256, i) => [DOCUMENTS[i] ?? '', sha256])) };
    expect(world.act({ kind: 'machine', id: 'ci', on_behalf_of: 'devon' }, 'submit', complete)).toMatchObject({ refused: 'separation_of_duties', pointer: '/version_id' });
  });

  it.each([
    ['by the requester, who made the new version', 'mira', ['mira']],
    ['by the owner, who made the new version', 'dana', ['dana']],
    ['by the owner, when the requester made it', 'dana', ['mira']],
  ])('refuses a revision %s', (_, by, authors) => {
    const world = new World('medium').reviewed();
    const made = version('own', { weights: digest('w9') }, { authors });
    world.facts = { ...world.facts, system: { ...world.facts.system!, versions: [...world.facts.system!.versions, made] } };
    expect(world.as(by, 'revise', { version_id: made.id, reason: 'mine' })).toMatchObject({ refused: 'separation_of_duties', pointer: '/version_id' });
  });

  it('lets the author ask where the policy says so, and approve still not', () => {
    const world = new World('medium').with({ separation: { requester_may_be_author: true } }).holds('devon', ['technical_member']);
    asks(world, 'devon');
    world.check();
    expect(world.state.status).toBe('in_review');
    expect(world.refusal(world.vote('devon', 'technical'))).toBe('separation_of_duties');
  });
});
