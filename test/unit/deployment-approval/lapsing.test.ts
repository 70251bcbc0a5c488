import { describe, expect, it } from '@jest/globals';
import { World } from '../../support/world.ts';

type Lapse = Parameters<World['hourly']>[0];

/** In review with a ladder in hours. */
const silent = (lapse?: Lapse, change: Partial<World['facts']> = {}): World => new World('medium', change).hourly(lapse).reviewed();
const lapsedAt = (world: World) => world.events.find((e) => e.type === 'deployment.lapsed')?.at ?? null;
const LATE = '2026-06-01T00:00:00.000Z';

describe('§1.S lapsed', () => {
  it.each([
    ['600 % of the time given, when the board heard long before', 'PT1H', '2026-03-04T21:00:00.000Z'],
    ['the time after the board was told, when that is later', 'PT48H', '2026-03-06T01:00:00.000Z'],
  ])('at %s', (_when, after_board, at) => {
    const world = silent({ percent: 600, after_board });
    world.runTo(LATE);
    expect([lapsedAt(world), world.state.outcome]).toEqual([at, 'lapsed']);
  });

  it('never, where the policy says so', () => {
    const world = silent('never');
    world.runTo('2031-01-01T00:00:00.000Z');
    expect([world.state.status, world.agenda()]).toEqual(['in_review', expect.objectContaining({ open: true, wake_at: null })]);
  });

  it('is told to requester, owner and L3, and is no rejection', () => {
    const world = silent();
    world.runTo('2026-03-05T00:00:00.000Z');
    expect(world.messages.filter((m) => m.about['event'] === 'deployment.lapsed').map((m) => m.recipient).sort()).toEqual(['dana', 'maya', 'mira']);
    expect([world.state.status, world.state.rejected]).toEqual(['lapsed', null]);
    expect(world.state.obligations.filter((o) => o.state === 'open')).toEqual([]);
  });

  it('waits while the message to the board is on the way, and counts from when it arrived', () => {
    const world = silent({ percent: 600, after_board: 'PT5H' }, { board_told: [] });
    world.runTo('2026-03-10T00:00:00.000Z');
    expect(world.state.status).toBe('in_review');
    const told = { obligation_id: world.state.lanes[0]?.obligation_id ?? '', at: '2026-03-10T06:00:00.000Z' };
    world.facts = { ...world.facts, board_told: [told] };
    world.runTo('2026-03-10T10:59:59.999Z');
    expect(world.state.status).toBe('in_review');
    world.runTo('2026-03-10T11:00:00.000Z');
    expect(lapsedAt(world)).toBe('2026-03-10T11:00:00.000Z');
  });

  it('knows that the board heard when somebody of it acknowledged', () => {
    const world = silent({ percent: 600, after_board: 'PT1H' }, { board_told: [] });
    world.runTo('2026-03-04T02:00:00.000Z');
    world.does('beatrix', 'acknowledge', { obligation_id: world.state.lanes[0]?.obligation_id });
    world.runTo('2026-03-05T00:00:00.000Z');
    expect(lapsedAt(world)).toBe('2026-03-04T21:00:00.000Z');
  });

  it('does not take an earlier message to the board for the one of a new ladder', () => {
    const world = silent({ percent: 600, after_board: 'PT1H' }, { board_told: [] });
    const obligation_id = world.state.lanes[0]?.obligation_id ?? '';
    world.facts = { ...world.facts, board_told: [{ obligation_id, at: '2026-03-02T10:00:00.000Z' }] };
    world.runTo(LATE);
    expect(world.state.status).toBe('in_review');
  });

  it('comes to nobody’s request when the board has nobody who could be told', () => {
    const world = silent();
    const people = world.facts.directory.people.map((p) => ({ ...p, roles: p.roles.filter((role) => role !== 'board_risk_committee') }));
    world.facts = { ...world.facts, directory: { ...world.facts.directory, people } };
    world.runTo(LATE);
    expect([world.state.status, world.types().includes('ladder.stuck')]).toEqual(['in_review', true]);
  });

  it('does not come while the requester is awaited, and the time that was left runs on after', () => {
    const world = silent();
    world.now = '2026-03-02T19:00:00.000Z';
    world.workflow('escalate');
    world.vote('ruth', 'risk', 'request_changes');
    const { changes_resume_by } = world.state;
    expect(changes_resume_by).toBe('2026-03-03T05:00:00.000Z');
    world.runTo(LATE);
    expect(lapsedAt(world)).toBe('2026-03-05T07:00:00.000Z');
  });
});
