import { describe, expect, it } from '@jest/globals';
import { World } from '../../support/world.ts';

const bare = (): World => new World('medium').house(() => ({ delegations: [], absences: [] })).leaves('walt');
/** A request that was sent back, so that one person, mira, owes a revision. */
const sentBack = (world = bare()): World => {
  world.request();
  world.check('fail');
  return world;
};
const told = (world: World) => world.messages.filter((m) => m.obligation_id === world.owed('revision').id).map((m) => [m.kind, m.recipient]);
const levels = (world: World) => world.events.filter((e) => e.type === 'rung.fired').map((e) => e.body['level']);

describe('§1.02 what is routed to one person', () => {
  it('goes to the deputy at the opening when that person is away', () => {
    const world = sentBack(bare().away('mira', 'bela'));
    expect([world.owed('revision').owed_by, told(world)]).toEqual([{ person: 'mira' }, [['task', 'bela']]]);
  });

  it('goes to the deputy while it is pending, at the instant the absence begins, and back when it ends', () => {
    const world = sentBack();
    const [starts_at, until] = ['2026-03-03T06:00:00.000Z', '2026-03-04T06:00:00.000Z'];
    world.house(() => ({ absences: [{ person: 'mira', deputy: 'bela', starts_at, until }] }));
    expect(world.agenda().wake_at).toBe(starts_at);
    world.runTo(until);
    expect(told(world)).toEqual([['task', 'mira'], ['task', 'bela'], ['reminder', 'bela'], ['task', 'mira']]);
    expect(world.owed('revision')).toMatchObject({ owed_by: { person: 'mira' }, to: ['mira'], version: 3 });
  });

  it('follows the deputy’s own deputy, also from the instant the deputy goes away', () => {
    const world = sentBack(bare().away('mira', 'bela'));
    world.house(({ absences }) => ({ absences: [...absences, { person: 'bela', deputy: 'dana', starts_at: '2026-03-03T06:00:00.000Z', until: '2026-03-20T06:00:00.000Z' }] }));
    world.runTo('2026-03-03T06:00:00.000Z');
    expect(world.owed('revision').to).toEqual(['dana']);
  });

  it('lets the deputy do what the person owes, and who does so has asked for it', () => {
    const world = sentBack(bare().away('mira', 'bela'));
    expect(world.refusal(world.as('ruth', 'revise', { version_id: 'ver_2', reason: 'r' }))).toBe('not_permitted');
    expect(world.refusal(world.as('bela', 'revise', { version_id: 'ver_2', reason: 'r' }))).toBe('accepted');
    world.check();
    expect(world.refusal(world.vote('bela', 'business'))).toBe('separation_of_duties');
  });

  it('keeps due instant and fired rungs on the way', () => {
    const world = sentBack();
    world.runTo(world.owed('revision').rungs[0]?.at ?? '');
    const before = world.owed('revision');
    world.away('mira', 'bela');
    const { due_at, fired, rungs, to } = world.owed('revision');
    expect([due_at, fired, rungs, to]).toEqual([before.due_at, before.fired, before.rungs, ['bela']]);
  });

  it('of somebody who goes away without a deputy climbs at once to who is there, once', () => {
    const world = sentBack();
    world.away('mira');
    expect(levels(world)).toEqual(['L0', 'L0', 'L1', 'L2']);
    expect(world.last('rung.fired').body['to']).toEqual(['bruno']);
    world.workflow('escalate');
    expect(levels(world)).toHaveLength(4);
  });

  it('of somebody who leaves passes to the manager, who can do it', () => {
    const world = sentBack();
    world.leaves('mira');
    expect([world.owed('revision').owed_by, told(world).at(-1)]).toEqual([{ person: 'bruno' }, ['task', 'bruno']]);
    expect(world.refusal(world.as('bruno', 'revise', { version_id: 'ver_2', reason: 'r' }))).toBe('accepted');
  });

  it('of somebody whose last day is known passes on at that instant', () => {
    const world = sentBack();
    world.house(({ people }) => ({ people: people.map((p) => (p.id === 'mira' ? { ...p, left_on: '2026-03-03' } : p)) }));
    expect(world.owed('revision').owed_by).toEqual({ person: 'mira' });
    world.runTo('2026-03-03T00:00:00.000Z');
    expect(world.owed('revision').owed_by).toEqual({ person: 'bruno' });
  });
});

describe('§1.02 members of a lane who are away', () => {
  it('are not asked, and their deputies are no members', () => {
    const world = bare().away('ruth', 'gregor').reviewed();
    expect(world.signOff('risk').to).toEqual(['rohan', 'renate']);
    expect(world.refusal(world.vote('gregor', 'risk'))).toBe('not_eligible');
  });

  it('hear with the next rung once they are back', () => {
    const world = bare().house(() => ({ absences: [{ person: 'ruth', starts_at: '2026-03-01T00:00:00.000Z', until: '2026-03-03T00:00:00.000Z' }] })).reviewed();
    world.runTo(world.signOff('risk').rungs[0]?.at ?? '');
    expect(world.signOff('risk').fired[0]?.to).toEqual(['ruth', 'rohan', 'renate']);
  });
});
