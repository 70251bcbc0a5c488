import { describe, expect, it } from '@jest/globals';
import type { Blocker } from '../../../contracts/blocker.ts';
import { World } from '../../support/world.ts';

const BLOCKER: Blocker = {
  id: 'blk_1', kind: 'manual', extent: { scope: 'organisation' }, holds: ['gate', 'permit', 'live'], owner: 'dana', title: 'Look into it', link: '/v1/blockers/blk_1',
  raised_at: '2026-03-01T09:00:00.000Z', source_case: null, ends_by: 'release', dormant_until: null,
};
const LATE = '2026-06-01T00:00:00.000Z';
/** Submitted on 2 March at nine, with ten hours for a lane: the board hears at 400 %, and the cap of 600 % is on 4 March at 21. */
const BOARD = '2026-03-04T01:00:00.000Z';
const CAP = '2026-03-04T21:00:00.000Z';

type Lapse = Parameters<World['hourly']>[0];

/** Nothing is submitted yet; the policy counts in hours. */
const hourly = (change: Partial<World['facts']> = {}, lapse?: Lapse): World => new World('medium', change).hourly(lapse);
/** Held by a blocker before a lane opens. */
const held = (change: Partial<World['facts']> = {}, lapse?: Lapse): World => hourly({ blockers: [BLOCKER], ...change }, lapse).reviewed();
const lapsedAt = (world: World) => world.events.find((e) => e.type === 'deployment.lapsed')?.at ?? null;
const called = (world: World) => world.state.obligations.filter((o) => o.subject['trigger'] === 'request_stalled');

describe('§1.S lapsed a request that is held before its lanes open', () => {
  it.each([
    ['600 % of a lane’s time after its submission', 'PT1H', CAP],
    ['the time after the board was told, when that is later', 'PT48H', '2026-03-06T01:00:00.000Z'],
  ])('lapses at %s', (_when, after_board, at) => {
    const world = held({}, { percent: 600, after_board });
    expect([world.state.status, world.agenda().wake_at]).toEqual(['blocked', BOARD]);
    world.runTo(LATE);
    expect([lapsedAt(world), world.state.outcome]).toEqual([at, 'lapsed']);
  });

  it('is told to the board when a silent sign-off would be, and to requester, owner and L3 when it lapses', () => {
    const world = held();
    world.runTo(LATE);
    expect(world.messages.filter((m) => m.kind === 'board').map((m) => m.recipient).sort()).toEqual(['beatrix', 'olu']);
    expect(called(world)).toMatchObject([{ kind: 'escalation', opened_at: BOARD, state: 'failed', owed_by: { role: 'board_risk_committee' } }]);
    expect(world.messages.filter((m) => m.about['event'] === 'deployment.lapsed').map((m) => m.recipient).sort()).toEqual(['dana', 'maya', 'mira']);
  });

  it('lapses too when its checks never come', () => {
    const world = hourly();
    world.request();
    world.runTo(LATE);
    expect([lapsedAt(world), world.state.outcome]).toEqual([CAP, 'lapsed']);
  });

  it('lapses too when every lane passed and the gate is held after', () => {
    const world = hourly().reviewed();
    world.facts = { ...world.facts, blockers: [BLOCKER] };
    world.approveAll();
    expect(world.state.status).toBe('blocked');
    world.runTo(LATE);
    expect([lapsedAt(world), world.state.outcome]).toEqual([CAP, 'lapsed']);
  });

  it('counts from the last signature, however long the review took', () => {
    const world = hourly().reviewed();
    world.facts = { ...world.facts, blockers: [BLOCKER] };
    const votes = [['theo', 'technical'], ['ruth', 'risk']] as const;
    for (const [person, lane] of votes) world.vote(person, lane);
    world.runTo('2026-03-04T15:00:00.000Z');
    world.vote('bela', 'business');
    expect([world.state.status, called(world)]).toEqual(['blocked', []]);
    world.runTo(LATE);
    expect(called(world)[0]?.opened_at).toBe('2026-03-06T07:00:00.000Z');
    expect(lapsedAt(world)).toBe('2026-03-07T03:00:00.000Z');
  });

  it('waits while the message to the board is on the way, and counts from when it arrived', () => {
    const world = held({ board_told: [] }, { percent: 600, after_board: 'PT5H' });
    world.runTo('2026-03-10T00:00:00.000Z');
    expect(world.state.status).toBe('blocked');
    world.facts = { ...world.facts, board_told: [{ obligation_id: called(world)[0]?.id ?? '', at: '2026-03-10T06:00:00.000Z' }] };
    world.runTo(LATE);
    expect(lapsedAt(world)).toBe('2026-03-10T11:00:00.000Z');
  });

  it.each([
    ['acknowledged', (world: World) => world.does('beatrix', 'acknowledge', { obligation_id: called(world)[0]?.id })],
    ['answered', (world: World) => world.does('sabine', 'complete', { obligation_id: called(world)[0]?.id, evidence: [], comment: 'Wait for the owner' })],
  ])('knows that the board heard when it %s', (_how, act) => {
    const world = held({ board_told: [] });
    world.runTo(BOARD);
    act(world);
    world.runTo(LATE);
    expect(lapsedAt(world)).toBe(CAP);
  });

  it('never lapses when the board has nobody who could be told; L3 hears in its place', () => {
    const world = hourly({ blockers: [BLOCKER] });
    const people = world.facts.directory.people.map((p) => ({ ...p, roles: p.roles.filter((role) => role !== 'board_risk_committee') }));
    world.facts = { ...world.facts, directory: { ...world.facts.directory, people } };
    world.reviewed().runTo(LATE);
    expect([world.state.status, called(world).map(({ to }) => to)]).toEqual(['blocked', [['maya']]]);
  });

  it('never lapses where the policy says so, and the board hears all the same', () => {
    const world = held({}, 'never');
    world.runTo('2031-01-01T00:00:00.000Z');
    expect([world.state.status, called(world).length, world.agenda().wake_at]).toEqual(['blocked', 1, null]);
  });

  it('goes to its lanes when the hold ends in time, and nobody of the board is called', () => {
    const world = held();
    world.runTo('2026-03-03T09:00:00.000Z');
    world.facts = { ...world.facts, blockers: [] };
    world.workflow('escalate');
    world.check();
    expect([world.state.status, called(world)]).toEqual(['in_review', []]);
  });

  it('ends the call of the board when the lanes open after it, and when it is withdrawn', () => {
    const world = held();
    world.runTo(BOARD);
    world.facts = { ...world.facts, blockers: [] };
    world.workflow('escalate');
    world.check();
    expect([world.state.status, called(world)[0]?.state]).toEqual(['in_review', 'withdrawn']);
    const other = held();
    other.runTo(BOARD);
    other.does('mira', 'withdraw', { reason: 'Not now' });
    expect(called(other)[0]?.state).toBe('withdrawn');
  });

  it('starts its time anew with a revision and with a resubmission', () => {
    const world = held();
    world.runTo('2026-03-04T09:00:00.000Z');
    world.does('mira', 'revise', { version_id: 'ver_2', reason: 'new weights' });
    world.check();
    expect([world.state.status, called(world).map(({ state }) => state), world.agenda().wake_at]).toEqual(['blocked', ['withdrawn'], '2026-03-06T01:00:00.000Z']);
    world.runTo('2026-03-06T20:59:59.999Z');
    expect(world.state.status).toBe('blocked');
    world.runTo(LATE);
    expect(lapsedAt(world)).toBe('2026-03-06T21:00:00.000Z');
    world.now = '2026-03-09T09:00:00.000Z';
    world.does('mira', 'resubmit', { reason: 'again' });
    world.check();
    expect([world.state.status, world.agenda().wake_at]).toEqual(['blocked', '2026-03-11T01:00:00.000Z']);
  });
});

describe('§1.S lapsed a request whose checks failed', () => {
  it('lapses when nobody revises it, after the board was told', () => {
    const world = hourly();
    world.request();
    world.check('fail');
    expect(world.state.status).toBe('changes_requested');
    world.runTo(LATE);
    expect([lapsedAt(world), world.state.outcome]).toEqual([CAP, 'lapsed']);
    expect(world.messages.filter((m) => m.kind === 'board').map((m) => m.recipient).sort()).toEqual(['beatrix', 'olu']);
  });

  it('never lapses where the policy gives a revision a ladder without an end', () => {
    const world = hourly();
    const { policy } = world.facts;
    world.facts = { ...world.facts, policy: { ...policy, ladders: { ...policy.ladders, use: { ...policy.ladders.use, revision: 'standard' } } } };
    world.request();
    world.check('fail');
    world.runTo('2031-01-01T00:00:00.000Z');
    expect(world.state.status).toBe('changes_requested');
  });
});
