import { describe, expect, it } from '@jest/globals';
import { World } from '../../support/world.ts';

const REASON = { reason: 'r' };
const bare = (tier: 'medium' | 'high' = 'high', revote = false): World =>
  new World(tier).with({ revote_when_quorum_changes: revote }).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const flags = (world: World) => world.state.votes.map((v) => [v.person, v.weight, v.flagged]);

describe('§1.06 the quorum changes mid-flight', () => {
  it('a vote of somebody who then leaves stays valid and is flagged, once', () => {
    const world = bare().reviewed();
    world.vote('ruth', 'risk', 'approve', REASON);
    world.leaves('ruth');
    world.workflow('escalate');
    expect(flags(world)).toEqual([['ruth', 'counts', 'no_longer_eligible']]);
    expect(world.types().filter((t) => t === 'vote.flagged')).toHaveLength(1);
    world.vote('rohan', 'risk', 'approve', REASON);
    expect(world.lane('risk').state).toBe('passed');
  });

  it('is void where the policy asks to vote again: the lane that it carried opens again, with the time that was left', () => {
    const world = bare('high', true).reviewed();
    world.vote('ruth', 'risk', 'approve', REASON);
    world.vote('rohan', 'risk', 'approve', REASON);
    const before = world.signOff('risk');
    world.leaves('ruth');
    expect(flags(world)).toEqual([['ruth', 'void', 'no_longer_eligible'], ['rohan', 'counts', null]]);
    expect([world.lane('risk').state, world.signOff('risk').id, world.signOff('risk').due_at]).toEqual(['open', before.id, before.due_at]);
    world.vote('renate', 'risk', 'approve', REASON);
    expect(world.lane('risk').state).toBe('passed');
  });

  it.each([
    ['changes role', (world: World) => world.holds('ruth', [])],
    ['comes to hold the role for another unit alone', (world: World) => world.holds('ruth', [{ role: 'risk_member', unit: 'retail' }])],
  ])('is flagged too when the voter %s', (_how, change) => {
    const world = bare().reviewed();
    world.vote('ruth', 'risk', 'approve', REASON);
    change(world);
    expect(flags(world)).toEqual([['ruth', 'counts', 'no_longer_eligible']]);
  });

  it.each([
    ['the delegator leaves', (world: World) => world.leaves('ruth')],
    ['the delegate leaves', (world: World) => world.leaves('gregor')],
    ['the delegation is ended by hand', (world: World) => world.house(() => ({ delegations: [] }))],
  ])('is flagged for a delegate when %s', (_how, change) => {
    const world = bare().delegates('ruth', 'gregor', 'risk').reviewed();
    world.vote('gregor', 'risk', 'approve', REASON);
    change(world);
    expect(flags(world)).toEqual([['gregor', 'counts', 'no_longer_eligible']]);
  });

  it('is not flagged for a substitute or head to whom the lane was referred, nor for one who is only away', () => {
    const world = bare('medium').reviewed();
    for (const person of ['ruth', 'rohan', 'renate']) world.vote(person, 'risk', 'recuse');
    world.vote('rafael', 'risk', 'abstain');
    world.vote('noor', 'risk');
    world.away('noor').away('rafael');
    expect(world.state.votes.every((v) => v.flagged === null)).toBe(true);
  });

  it('is seen at the decision at the latest, even when nobody woke the case', () => {
    const world = bare('medium', true).reviewed();
    world.vote('theo', 'technical');
    world.vote('ruth', 'risk');
    world.facts = { ...world.facts, directory: { ...world.facts.directory, people: world.facts.directory.people.map((p) => (p.id === 'theo' ? { ...p, left_on: '2026-03-02' } : p)) } };
    world.vote('bela', 'business');
    expect([world.state.status, world.lane('technical').state]).toEqual(['in_review', 'open']);
  });

  it('a leaver who has not voted is replaced by the substitute where the quorum needs it, and the quorum stays', () => {
    const world = bare().reviewed();
    world.vote('ruth', 'risk', 'approve', REASON);
    world.leaves('rohan');
    expect(world.types()).not.toContain('lane.referred');
    world.leaves('rohan', 'renate');
    expect(world.last('lane.referred').body).toMatchObject({ standing: 'backup', to: ['noor'], rule: 'too_few_members' });
    expect([world.lane('risk').needed, world.lane('risk').state]).toEqual([2, 'open']);
  });

  it('a new member may sign at once', () => {
    const world = bare().reviewed();
    world.holds('gregor', ['risk_member']);
    expect(world.refusal(world.vote('gregor', 'risk', 'approve', REASON))).toBe('accepted');
  });
});
