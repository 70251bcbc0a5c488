import { describe, expect, it } from '@jest/globals';
import { digest, type World } from '../../support/world.ts';
import { counting, fates, MEDIUM, resubmit, voted } from './voted.ts';

describe('§1.11 a resubmission', () => {
  const lapsed = () => {
    const world = voted('medium', MEDIUM.slice(0, 2));
    world.does('mira', 'withdraw', { reason: 'not now' });
    return world;
  };

  it('links to the revision before and keeps the history', () => {
    const world = lapsed();
    const before = world.state.revisions[0]?.package_digest;
    resubmit(world);
    expect(world.last('deployment.revised').body).toMatchObject({ previous_digest: before, resubmitted: true, revision: 2 });
    expect([world.state.status, world.state.outcome, world.state.closes_at]).toEqual(['checking', null, null]);
    expect(world.types()[0]).toBe('deployment.submitted');
  });

  it('carries approvals younger than 30 days whose evidence is unchanged', () => {
    const world = lapsed();
    world.now = '2026-04-01T07:59:59.999Z';
    resubmit(world);
    expect(fates(world)).toEqual(['business carried materiality_none', 'risk carried materiality_none']);
    world.check();
    expect(Object.fromEntries(world.state.lanes.map((l) => [l.lane, l.state]))).toEqual({ technical: 'open', risk: 'passed', business: 'passed' });
  });

  it('carries nothing that is 30 days old, and a carried vote stays as old as it is', () => {
    const world = lapsed();
    world.now = '2026-04-01T08:00:00.000Z';
    resubmit(world);
    expect(fates(world)).toEqual(['business voided too_old', 'risk voided too_old']);
    expect(world.state.lanes.map((l) => l.state)).toEqual(['waiting', 'waiting', 'waiting']);

    const twice = lapsed();
    twice.now = '2026-03-20T09:00:00.000Z';
    resubmit(twice);
    twice.does('mira', 'withdraw', { reason: 'not now' });
    twice.now = '2026-04-10T09:00:00.000Z';
    resubmit(twice);
    expect(counting(twice)).toEqual([]);
  });

  it('with other evidence carries nothing', () => {
    const world = lapsed();
    world.facts = { ...world.facts, stored_evidence: [...world.facts.stored_evidence, digest('new card')] };
    resubmit(world, { documents: { model_card: digest('new card') } });
    expect(counting(world)).toEqual([]);
  });

  it('never carries what it was rejected by', () => {
    const world = voted('high', [['sam', 'security']]);
    world.vote('lena', 'legal', 'reject');
    expect(world.state.status).toBe('rejected');
    resubmit(world);
    expect(counting(world)).toEqual(['security']);
  });

  it('is for a case that lapsed, was withdrawn or rejected, also after it closed', () => {
    expect(resubmit(voted('medium', []))).toBe('wrong_state');
    expect(resubmit(voted('medium', MEDIUM).live())).toBe('wrong_state');
    const silent = voted('medium', []);
    silent.runTo('2026-08-01T00:00:00.000Z');
    expect([silent.state.status, silent.state.outcome]).toEqual(['closed', 'lapsed']);
    expect(silent.agenda().open).toBe(false);
    expect(resubmit(silent, {}, 'dana')).toBe('accepted');
    expect(silent.agenda()).toMatchObject({ open: true, step: { name: 'check-package' } });
    silent.check();
    expect(silent.approveAll().state.status).toBe('approved');
  });

  it('does not stand on a lifted veto whose time is over', () => {
    const world = voted('high', []);
    world.vote('lena', 'legal', 'reject');
    world.does('viktor', 'override-veto', { reason: 'weighed' });
    world.does('ines', 'override-veto', { reason: 'weighed' });
    world.does('mira', 'withdraw', { reason: 'not now' });
    world.now = '2026-05-01T09:00:00.000Z';
    resubmit(world);
    world.check();
    expect(world.state.lanes.find((l) => l.lane === 'legal')?.state).toBe('open');
  });
});

describe('§1.12 a withdrawal', () => {
  it.each([
    ['the requester', 'mira', 'accepted'],
    ['the owner', 'dana', 'accepted'],
    ['anybody else', 'ruth', 'not_permitted'],
  ])('is for requester and owner: %s', (_who, by, answer) => {
    expect(voted('medium', []).as(by, 'withdraw', { reason: 'not now' })).toMatchObject(answer === 'accepted' ? { events: expect.any(Array) } : { refused: answer });
  });

  it('ends every obligation, voids the permit, and takes no vote any more', () => {
    const world = voted('medium', MEDIUM);
    world.does('mira', 'issue-permit');
    world.does('mira', 'withdraw', { reason: 'not now' });
    expect([world.state.status, world.state.outcome, world.state.permit?.state]).toEqual(['withdrawn', 'withdrawn', 'void']);
    const undecided = voted('medium', []);
    undecided.does('dana', 'withdraw', { reason: 'not now' });
    expect(undecided.state.obligations.filter((o) => o.state !== 'withdrawn')).toEqual([]);
    expect(undecided.vote('ruth', 'risk')).toMatchObject({ refused: 'already_decided', detail: expect.stringContaining('withdrawn by dana') });
  });

  it.each<[string, (world: World) => void, string]>([
    ['a second time', (world) => world.does('mira', 'withdraw', { reason: 'not now' }), 'already_decided'],
    ['once the permit was used', (world) => world.rolledOut(), 'wrong_state'],
    ['once it is live', (world) => world.live(), 'already_decided'],
  ])('is too late %s', (_when, before, answer) => {
    const world = voted('medium', MEDIUM);
    before(world);
    expect(world.refusal(world.as('mira', 'withdraw', { reason: 'not now' }))).toBe(answer);
  });
});
