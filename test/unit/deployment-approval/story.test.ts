import { describe, expect, it } from '@jest/globals';
import { World } from '../../support/world.ts';

describe('a deployment case on the rules alone', () => {
  it('goes from request to a live version', () => {
    const world = new World('medium');
    expect(world.refusal(world.request())).toBe('accepted');
    expect(world.agenda().step?.name).toBe('check-package');
    world.check();
    expect(world.state.status).toBe('in_review');
    for (const [person, lane] of [['theo', 'technical'], ['ruth', 'risk'], ['bela', 'business']] as const) expect(world.refusal(world.vote(person, lane))).toBe('accepted');
    expect(world.state.status).toBe('approved');
    const issued = world.as('mira', 'issue-permit');
    expect(world.refusal(issued)).toBe('accepted');
    expect(world.refusal(world.as('mira', 'use-permit', { permit_id: world.state.permit?.id }))).toBe('accepted');
    expect(world.refusal(world.as('mira', 'use-permit', { permit_id: world.state.permit?.id }))).toBe('permit_spent');
    expect(world.refusal(world.as('mira', 'confirm-live', { digests: {} }))).toBe('digest_mismatch');
    expect(world.refusal(world.as('mira', 'confirm-live', { digests: world.state.permit?.digests ?? {} }))).toBe('accepted');
    expect(world.state.status).toBe('live');
    world.runTo('2027-03-01T00:00:00.000Z');
    expect(world.state.status).toBe('expired');
    expect(world.types().filter((t) => t === 'approval.expiring')).toHaveLength(4);
  });

  it('climbs to the board and lapses when nobody says a word', () => {
    const world = new World('high');
    world.request();
    world.check();
    world.runTo('2027-03-01T00:00:00.000Z');
    expect(world.state.status).toBe('closed');
    expect(world.state.outcome).toBe('lapsed');
    expect(world.types()).toContain('deployment.lapsed');
    expect(new Set(world.events.filter((e) => e.type === 'rung.fired').map((e) => e.body['level']))).toEqual(new Set(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']));
  });

  it('voids the votes that a changed digest touches and carries the others', () => {
    const world = new World('medium');
    world.request();
    world.check();
    world.vote('ruth', 'risk');
    world.vote('bela', 'business');
    expect(world.refusal(world.as('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' }))).toBe('accepted');
    expect(world.types().filter((t) => t === 'vote.voided')).toHaveLength(2);
    world.check();
    expect(world.state.lanes.map((l) => l.state)).toEqual(['open', 'open', 'open']);
  });

  it('reopens after a vetoed rejection when two executives lift the veto', () => {
    const world = new World('high');
    world.request();
    world.check();
    world.vote('lena', 'legal', 'reject');
    expect(world.state.status).toBe('rejected');
    expect(world.refusal(world.as('viktor', 'override-veto', { reason: 'x' }))).toBe('accepted');
    expect(world.refusal(world.as('viktor', 'override-veto', { reason: 'x' }))).toBe('already_voted');
    expect(world.refusal(world.as('ines', 'override-veto', { reason: 'x' }))).toBe('accepted');
    expect(world.state.status).toBe('checking');
    world.check();
    expect(world.state.lanes.find((l) => l.lane === 'legal')?.state).toBe('overridden');
    expect(world.state.lanes.find((l) => l.lane === 'risk')?.state).toBe('open');
  });

  it('asks, pauses, answers and goes on', () => {
    const world = new World('medium');
    world.request();
    world.check();
    const lane = world.state.lanes.find((l) => l.lane === 'risk');
    expect(world.refusal(world.as('ruth', 'ask', { obligation_id: lane?.obligation_id, question: 'why?' }))).toBe('accepted');
    expect(world.state.obligations.find((o) => o.id === lane?.obligation_id)?.state).toBe('paused');
    world.now = '2026-03-03T09:00:00.000Z';
    expect(world.refusal(world.as('mira', 'answer', { obligation_id: world.state.questions[0]?.answer_obligation_id, answer: 'so' }))).toBe('accepted');
    expect(world.state.obligations.find((o) => o.id === lane?.obligation_id)?.state).toBe('open');
  });
});
