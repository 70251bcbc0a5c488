import { describe, expect, it } from '@jest/globals';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { digest, World } from '../../support/world.ts';

type Kind = 'before_deploy' | 'within' | 'ongoing';
const condition = (type: Kind, owner = 'bruno', more = {}) => ({
  type,
  title: 'Watch the drift',
  owner,
  criteria: 'A report of four weeks',
  ...(type === 'within' ? { within: 'P10D' } : {}),
  ...(type === 'ongoing' ? { every: 'P30D' } : {}),
  ...more,
});

/** Approved at medium tier, with conditions that the risk lane set. */
function approved(...conditions: object[]): World {
  const world = new World('medium').reviewed();
  world.vote('ruth', 'risk', 'approve_with_conditions', { conditions });
  return world.approveAll();
}

const REPORT = { evidence: [digest('model_card')], comment: 'here it is' };
const handIn = (world: World, by = 'bruno') => world.refusal(world.as(by, 'complete', { obligation_id: world.owed('condition').id, ...REPORT }));
const accept = (world: World, by = 'ruth') => world.refusal(world.as(by, 'accept', { obligation_id: world.owed('condition_review').id }));
const only = (world: World) => world.state.conditions[0];
const stateOf = (world: World) => world.state.conditions.map((c) => c.state).join();
const holds = (world: World) => deploymentApproval.blockers(world.state).map(({ kind }) => kind);

describe('§1.08 a condition before deploy', () => {
  it('makes the approval conditional and is owed by its owner', () => {
    const world = approved(condition('before_deploy'));
    expect(world.state.status).toBe('conditionally_approved');
    expect(world.owed('condition').owed_by).toEqual({ person: 'bruno' });
  });

  it('holds the permit until the lane that set it accepts the evidence', () => {
    const world = approved(condition('before_deploy'));
    expect(world.as('mira', 'issue-permit')).toMatchObject({ refused: 'blocked', detail: expect.stringContaining('Watch the drift') });
    expect(handIn(world)).toBe('accepted');
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('blocked');
    expect(accept(world)).toBe('accepted');
    expect(stateOf(world)).toBe('met');
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
    expect(world.state.obligations.filter((o) => o.state === 'open')).toEqual([]);
  });

  it.each([
    ['its owner', 'bruno', 'not_eligible'],
    ['another lane', 'theo', 'not_eligible'],
    ['the requester', 'mira', 'not_eligible'],
    ['another member of the lane that set it', 'rohan', 'accepted'],
  ])('is accepted or refused by %s: %s is %s', (_who, by, answer) => {
    const world = approved(condition('before_deploy'));
    handIn(world);
    expect(accept(world, by)).toBe(answer);
  });

  it('is not accepted by a member of the lane who owns it, was given it, or handed it in', () => {
    const owned = approved(condition('before_deploy', 'rohan'));
    handIn(owned, 'rohan');
    expect([accept(owned, 'rohan'), accept(owned, 'ruth')]).toEqual(['not_eligible', 'accepted']);

    const given = approved(condition('before_deploy'));
    given.does('maya', 'reassign', { obligation_id: given.owed('condition').id, to: 'rohan', reason: 'knows it' });
    expect([handIn(given, 'bruno'), handIn(given, 'rohan')]).toEqual(['not_permitted', 'accepted']);
    expect([accept(given, 'rohan'), accept(given, 'renate')]).toEqual(['not_eligible', 'accepted']);
  });

  it.each([
    ['by somebody else', 'bela', REPORT, 'not_permitted'],
    ['on a word alone', 'bruno', { ...REPORT, evidence: [] }, 'invalid'],
    ['with a file that is not there', 'bruno', { ...REPORT, evidence: [digest('nowhere')] }, 'evidence_missing'],
  ])('is not handed in %s', (_how, by, body, answer) => {
    const world = approved(condition('before_deploy'));
    expect(world.refusal(world.as(by, 'complete', { obligation_id: world.owed('condition').id, ...body }))).toBe(answer);
    expect(stateOf(world)).toBe('open');
  });

  it('is not accepted on a file that was changed or is gone since it was handed in', () => {
    const world = approved(condition('before_deploy'));
    handIn(world);
    const [sha256 = ''] = REPORT.evidence;
    for (const [found, code] of [['changed', 'evidence_changed'], ['gone', 'evidence_missing']] as const) {
      world.facts = { ...world.facts, damaged_evidence: [{ sha256, found }] };
      expect(accept(world)).toBe(code);
    }
    world.facts = { ...world.facts, damaged_evidence: [] };
    expect(accept(world)).toBe('accepted');
  });

  it('goes back to its owner with a reason, and can be handed in again', () => {
    const world = approved(condition('before_deploy'));
    handIn(world);
    world.does('ruth', 'return', { obligation_id: world.owed('condition_review').id, reason: 'three weeks only' });
    expect(stateOf(world)).toBe('open');
    expect(world.messages.filter((m) => m.about['event'] === 'condition.returned').map((m) => m.recipient)).toEqual(['bruno']);
    expect([handIn(world), accept(world)]).toEqual(['accepted', 'accepted']);
  });

  it('may be overdue without being missed: it keeps its permit shut and climbs', () => {
    const world = approved(condition('before_deploy'));
    world.runTo('2026-06-01T00:00:00.000Z');
    expect(stateOf(world)).toBe('open');
    expect([world.types().includes('condition.missed'), world.state.status, holds(world)]).toEqual([false, 'conditionally_approved', []]);
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('blocked');
  });
});

describe('§1.08 a condition after deploy', () => {
  it('is owed once the version is live, not before', () => {
    const world = approved(condition('within'), condition('ongoing'));
    expect(world.state.status).toBe('conditionally_approved');
    expect(() => world.owed('condition')).toThrow();
    world.live();
    expect(world.state.conditions.map((c) => c.state)).toEqual(['open', 'open']);
    expect(world.owed('condition').due_at).toBe('2026-03-12T09:00:00.000Z');
  });

  it('that is ongoing comes again each time it was accepted, from then on', () => {
    const world = approved(condition('ongoing')).live();
    world.now = '2026-03-20T09:00:00.000Z';
    const first = world.owed('condition').id;
    handIn(world);
    accept(world);
    const next = world.owed('condition');
    expect(next.id).not.toBe(first);
    expect([stateOf(world), next.due_at]).toEqual(['open', '2026-04-19T08:00:00.000Z']);
    expect(only(world)).toMatchObject({ evidence: [], submitted_by: null, missed_at: null });
  });

  it('that is missed blocks the system, and at L4 of its ladder the approval is revoked', () => {
    const world = approved(condition('within')).live();
    world.runTo('2026-03-12T08:59:59.999Z');
    expect(holds(world)).toEqual([]);
    world.runTo('2026-03-12T09:00:00.000Z');
    expect([stateOf(world), world.state.status, holds(world)]).toEqual(['missed', 'live', ['overdue_condition']]);
    expect(deploymentApproval.blockers(world.state)[0]).toMatchObject({ owner: 'bruno', holds: ['gate', 'permit', 'live'], raised_at: '2026-03-12T09:00:00.000Z', ends_by: 'cure' });
    // ten days are due at 100 %, and L4 hears at 300 %
    world.runTo('2026-04-01T08:59:59.999Z');
    expect(world.state.status).toBe('live');
    world.runTo('2026-04-01T09:00:00.000Z');
    expect(world.state.status).toBe('revoked');
    expect(world.last('approval.revoked').body).toMatchObject({ rule: 'condition_missed', person: null });
    expect(holds(world)).toEqual(['approval_expired']);
    expect(world.owed('retirement_review').owed_by).toEqual({ person: 'dana' });
  });

  it('ends its block when it is accepted late', () => {
    const world = approved(condition('within')).live();
    world.runTo('2026-03-13T09:00:00.000Z');
    handIn(world);
    expect([stateOf(world), holds(world)]).toEqual(['submitted', ['overdue_condition']]);
    accept(world);
    expect([stateOf(world), holds(world)]).toEqual(['met', []]);
    world.runTo('2026-05-01T00:00:00.000Z');
    expect(world.state.status).toBe('live');
  });

  it('that was handed in and not accepted in time is missed, and can still be accepted or returned', () => {
    const world = approved(condition('within'), condition('within', 'tilda')).live();
    handIn(world);
    world.runTo('2026-03-13T09:00:00.000Z');
    expect([stateOf(world), holds(world)]).toEqual(['submitted,missed', ['overdue_condition', 'overdue_condition']]);
    expect(world.types().filter((t) => t === 'condition.missed')).toHaveLength(2);
    world.does('ruth', 'return', { obligation_id: world.owed('condition_review').id, reason: 'not yet' });
    expect([stateOf(world), holds(world).length]).toEqual(['missed,missed', 2]);
    expect(handIn(world)).toBe('accepted');
    expect(accept(world)).toBe('accepted');
    expect([stateOf(world), holds(world).length]).toEqual(['met,missed', 1]);
  });

  it('that is given more time is not missed any more, and is missed again when that time is over', () => {
    const world = approved(condition('within')).live();
    world.runTo('2026-03-16T09:00:00.000Z');
    expect(holds(world)).toHaveLength(1);
    world.does('maya', 'extend', { obligation_id: world.owed('condition').id, until: '2026-06-01T09:00:00.000Z', reason: 'summer data' });
    expect([stateOf(world), holds(world)]).toEqual(['open', []]);
    world.runTo('2026-05-31T09:00:00.000Z');
    expect([stateOf(world), world.state.status]).toEqual(['open', 'live']);
    world.runTo('2026-06-01T09:00:00.000Z');
    expect([stateOf(world), holds(world)]).toEqual(['missed', ['overdue_condition']]);
  });

  it('is judged by its due instant when nobody looked for months', () => {
    const world = approved(condition('within')).live();
    world.now = '2026-07-01T09:00:00.000Z';
    world.workflow('escalate');
    expect(world.types().slice(-6)).toContain('condition.missed');
    expect(world.state.status).toBe('revoked');
  });

  it('of somebody who left by then is the manager’s from the start', () => {
    const world = approved(condition('within', 'tess'));
    const people = world.facts.directory.people.map((p) => (p.id === 'tess' ? { ...p, left_on: '2026-03-02' } : p));
    world.facts = { ...world.facts, directory: { ...world.facts.directory, people } };
    world.live();
    expect(world.owed('condition')).toMatchObject({ owed_by: { person: 'tilda' }, to: ['tilda'] });
    expect([handIn(world, 'tilda'), accept(world)]).toEqual(['accepted', 'accepted']);
  });

  it('is missed at its due instant although its rung was snoozed past it', () => {
    const world = approved(condition('within')).live();
    world.runTo('2026-03-11T09:00:00.000Z');
    world.does('bruno', 'snooze', { obligation_id: world.owed('condition').id, for: 'P2D', reason: 'nearly there' });
    expect(world.agenda().wake_at).toBe('2026-03-12T09:00:00.000Z');
    world.runTo('2026-03-12T09:00:00.000Z');
    expect([stateOf(world), world.owed('condition').fired.map((r) => r.id)]).toEqual(['missed', ['reminder_50', 'reminder_80']]);
  });

  it('revokes at the policy’s level or the next one above that the ladder has', () => {
    const world = approved(condition('within'));
    const { ladders } = world.facts.policy;
    const standard = ladders.ladders['standard'];
    const rungs = (standard?.rungs ?? []).filter((rung) => rung.level !== 'L4');
    world.facts = { ...world.facts, policy: { ...world.facts.policy, ladders: { ...ladders, ladders: { ...ladders.ladders, standard: { rungs, lapse: 'never' } } } } };
    world.live().runTo('2026-04-02T00:00:00.000Z');
    expect(world.state.status).toBe('live');
    world.runTo('2026-04-12T00:00:00.000Z');
    expect(world.state.status).toBe('revoked');
  });
});

describe('§1.08 a condition follows the vote that set it', () => {
  it('vanishes with a vote that is taken back, and nobody owes it any more', () => {
    const world = approved(condition('before_deploy'));
    const owed = world.owed('condition').id;
    world.vote('ruth', 'risk', 'withdraw');
    expect([stateOf(world), world.state.obligations.find((o) => o.id === owed)?.state]).toEqual(['dropped', 'withdrawn']);
    world.check();
    world.vote('rohan', 'risk');
    expect(world.state.status).toBe('approved');
  });

  it('vanishes with a vote that a changed digest voids', () => {
    const world = approved(condition('before_deploy'));
    const owed = world.owed('condition').id;
    world.does('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' });
    expect([stateOf(world), world.state.obligations.find((o) => o.id === owed)?.state]).toEqual(['dropped', 'withdrawn']);
  });

  it('stays with a vote that is carried, and is owed anew after the next approval', () => {
    const world = new World('medium').reviewed();
    world.vote('bela', 'business', 'approve_with_conditions', { conditions: [condition('before_deploy')] });
    world.approveAll();
    handIn(world);
    world.does('mira', 'revise', { version_id: 'ver_code', reason: 'a fix' });
    expect(world.types()).toContain('vote.carried');
    expect(world.state.conditions[0]).toMatchObject({ state: 'set', obligation_id: null, review_obligation_id: null, evidence: [] });
    world.check();
    world.approveAll();
    expect([world.state.status, stateOf(world)]).toEqual(['conditionally_approved', 'open']);
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('blocked');
    expect([handIn(world), accept(world, 'bela')]).toEqual(['accepted', 'accepted']);
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
  });

  it('that was met stays met with a vote that is carried', () => {
    const world = new World('medium').reviewed();
    world.vote('bela', 'business', 'approve_with_conditions', { conditions: [condition('before_deploy')] });
    world.approveAll();
    handIn(world);
    accept(world, 'bela');
    world.does('mira', 'revise', { version_id: 'ver_code', reason: 'a fix' });
    world.check();
    world.approveAll();
    expect([stateOf(world), world.state.status]).toEqual(['met', 'approved']);
  });
});

describe('§1.15 a model whose version floats', () => {
  const floating = [
    { name: 'base-model', kind: 'model' as const, pinned: false },
    { name: 'pinned-model', kind: 'model' as const, pinned: true },
    { name: 'queue', kind: 'service' as const, pinned: false },
  ];

  it('is a condition by rule, without any vote setting it', () => {
    const world = new World('medium', {}, { dependencies: floating }).reviewed().approveAll();
    expect(world.state.conditions.map(({ dependency, lane, owner, vote_id }) => [dependency, lane, owner, vote_id])).toEqual([['base-model', 'technical', 'dana', null]]);
    expect(world.state.status).toBe('conditionally_approved');
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('blocked');
    expect([handIn(world, 'dana'), accept(world, 'dana'), accept(world, 'tess')]).toEqual(['accepted', 'not_eligible', 'accepted']);
    expect(world.refusal(world.as('mira', 'issue-permit'))).toBe('accepted');
  });

  it('stays one condition over revisions, and one that began to float meanwhile is another', () => {
    const world = new World('medium', {}, { dependencies: floating.slice(0, 1) }).reviewed();
    const entry = world.facts.system?.entry;
    const more = [...floating.slice(0, 1), { name: 'reranker', kind: 'model' as const, pinned: false }];
    if (world.facts.system && entry) world.facts = { ...world.facts, system: { ...world.facts.system, entry: { ...entry, dependencies: more } } };
    world.does('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' });
    world.does('mira', 'revise', { version_id: 'ver_1', reason: 'back again' });
    expect(world.state.conditions.map((c) => [c.dependency, c.state])).toEqual([['base-model', 'set'], ['reranker', 'set']]);
  });
});
