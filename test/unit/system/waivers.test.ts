import { describe, expect, it } from '@jest/globals';
import type { Blocker, Waiver } from '../../../contracts/blocker.ts';
import { house } from '../../../domain/house/index.ts';
import { at, DAY, later, MONDAY, pipeline, policy, refusal, workflow } from '../obligations/world.ts';
import { REASON, Register, SYS } from './register.ts';

const RAISE = { kind: 'manual', extent: { scope: 'system', id: SYS }, title: 'Wrong prices seen', ...REASON };
const WAIVE = { ...REASON, compensating_control: 'each price is checked by hand' };
const days = (n: number) => later(MONDAY, n * DAY);

/** A system with so many blockers raised by hand. */
function held(times: number, change: object = {}): { register: Register; ids: string[] } {
  const register = Register.with();
  for (let i = 0; i < times; i += 1) register.does('raise-blocker', { ...RAISE, ...change }, 'devon');
  return { register, ids: register.state.raised.map(({ id }) => id) };
}
const wide = (id: string): Blocker => ({ ...held(1).register.blockers[0]!, id, extent: { scope: 'organisation' } });
const waiver = (blocker_id: string, system_id: string | null, n = 1): Waiver => ({ id: `wvr_${blocker_id}${system_id ?? ''}${n}`, blocker_id, system_id, until: days(n), granted_by: 'viktor' });

describe('R-68 the renewal of a waiver', () => {
  const waived = (register: Register, blocker_id: string, from: number, until: number) => register.does('waive-blocker', { blocker_id, until: days(until), ...WAIVE }, 'viktor', days(from));

  it('is granted as often as the policy says, whether the last one is over or not, and then refused with what to do instead', () => {
    const { register, ids: [blocker_id = ''] } = held(1);
    waived(register, blocker_id, 0, 5);
    waived(register, blocker_id, 4, 9);
    const third = register.decide('waive-blocker', { blocker_id, until: days(20), ...WAIVE }, 'viktor', days(10));
    expect(refusal(third)).toBe('limit_reached /blocker_id');
    expect(third).toMatchObject({ detail: `${blocker_id} was waived 2 times already, and the policy allows 1 renewal(s) (R-68); its owner bela has it cured at /v1/systems/${SYS}/blockers, or releases it with POST /v1/blockers/${blocker_id}/release` });
  });

  it('of what only a cure ends names the cure alone', () => {
    const { register, ids: [blocker_id = ''] } = held(1, { kind: 'incident', source_case: 'inc_1' });
    waived(register, blocker_id, 0, 5);
    waived(register, blocker_id, 5, 9);
    const third = register.decide('waive-blocker', { blocker_id, until: days(20), ...WAIVE }, 'viktor', days(10));
    expect(third).toMatchObject({ refused: 'limit_reached', detail: expect.stringMatching(/cured at \/v1\/cases\/inc_1$/) });
  });

  it('counts each blocker for itself', () => {
    const { register, ids: [first = '', second = ''] } = held(2);
    waived(register, first, 0, 5);
    waived(register, first, 0, 5);
    expect(waived(register, second, 0, 5)).toEqual(['blocker.waived']);
  });

  it.each([
    [0, 'limit_reached'],
    [2, 'accepted'],
  ])('goes by the number of the policy: with %s renewals a second one after the first is %s', (renewals, expected) => {
    const { register, ids: [blocker_id = ''] } = held(1);
    waived(register, blocker_id, 0, 5);
    const { thresholds } = policy;
    const strict = { ...policy, thresholds: { ...thresholds, waiver: { ...thresholds.waiver, renewals } } };
    const again = register.decide('waive-blocker', { blocker_id, until: days(9), ...WAIVE }, 'viktor', days(5), { policy: strict });
    expect('refused' in again ? again.refused : 'accepted').toBe(expected);
  });

  it.each([
    ['the waivers for every system', [waiver('blk_9', null), waiver('blk_9', null, 2)], 'limit_reached'],
    ['the waivers for this system, kept elsewhere', [waiver('blk_9', SYS), waiver('blk_9', null, 2)], 'limit_reached'],
    ['not those for another system', [waiver('blk_9', 'sys_2'), waiver('blk_9', 'sys_2', 2)], 'accepted'],
  ])('of a blocker of the organisation counts %s', (_, waivers, expected) => {
    const decision = Register.with().decide('waive-blocker', { blocker_id: 'blk_9', until: days(9), ...WAIVE }, 'viktor', days(3), { blockers: [wide('blk_9')], waivers });
    expect('refused' in decision ? decision.refused : 'accepted').toBe(expected);
  });

  it('for all systems at once is refused when one of them has had its renewals', () => {
    const waivers = [waiver('blk_9', 'sys_2'), waiver('blk_9', 'sys_2', 2), waiver('blk_9', 'sys_3')];
    const ask = (blocker_id: string) => house.decide(house.initial('house'), { name: 'waive-blocker', body: { blocker_id, until: days(9), ...WAIVE } }, at(days(3), 'viktor', { blockers: [wide('blk_9'), wide('blk_8')], waivers }));
    expect(refusal(ask('blk_9'))).toBe('limit_reached /blocker_id');
    expect(ask('blk_8')).toMatchObject({ events: [{ type: 'blocker.waived' }] });
  });
});

describe('R-68 many waivers in force', () => {
  const { from } = policy.thresholds.waiver.many;
  const waiveAll = (register: Register, ids: readonly string[], change: object = {}) => ids.map((blocker_id) => register.does('waive-blocker', { blocker_id, until: days(9), ...WAIVE }, 'viktor', MONDAY, change));

  it('are told to executives and L3, not to who granted the last, from the number of the policy on', () => {
    const { register, ids } = held(from + 1);
    const events = waiveAll(register, ids.slice(0, from));
    expect(events.map((types) => types.length)).toEqual([...Array<number>(from - 1).fill(1), 2]);
    expect(register.events.at(-1)).toMatchObject({ type: 'waivers.accumulated', body: { blocker_id: ids[from - 1], in_force: from, from } });
    const told = register.messages.filter(({ about }) => about['what'] === 'waivers.accumulated');
    expect(told.map(({ kind, recipient }) => `${kind} ${recipient}`).sort()).toEqual(['notice gregor', 'notice ines', 'notice maya', 'notice yuki']);
    expect(told[0]?.about).toEqual({ what: 'waivers.accumulated', blocker: ids[from - 1], in_force: String(from) });
    expect(waiveAll(register, ids.slice(from))).toEqual([['blocker.waived', 'waivers.accumulated']]);
  });

  it('reach the deputy of an executive who is away', () => {
    const { register, ids } = held(from);
    waiveAll(register, ids.slice(0, -1));
    const { directory } = at(MONDAY);
    const absences = [...directory.absences, { person: 'ines', deputy: 'tilda', starts_at: MONDAY, until: days(9) }];
    waiveAll(register, ids.slice(-1), { directory: { ...directory, absences } });
    expect(register.told).toEqual(expect.arrayContaining(['notice tilda']));
    expect(register.told).not.toEqual(expect.arrayContaining(['notice ines']));
  });

  it.each([
    ['a renewal before the end', (ids: string[]) => ids.slice(0, from - 1), (ids: string[]) => ids[0]!, 0],
    ['one after the others ended', (ids: string[]) => ids.slice(0, from - 1), (ids: string[]) => ids.at(-1)!, 10],
  ])('do not grow by %s', (_, before, next, day) => {
    const { register, ids } = held(from);
    waiveAll(register, before(ids));
    expect(register.does('waive-blocker', { blocker_id: next(ids), until: days(day + 5), ...WAIVE }, 'viktor', days(day))).toEqual(['blocker.waived']);
  });

  it('do not count the waiver of a blocker that is gone', () => {
    const { register, ids } = held(from);
    waiveAll(register, ids.slice(0, -1));
    register.does('release-blocker', { blocker_id: ids[0], ...REASON }, 'maya');
    expect(waiveAll(register, ids.slice(-1))).toEqual([['blocker.waived']]);
  });

  it('count on a system’s record what reaches it from wider blockers, and on the house’s record every system', () => {
    const others = Array.from({ length: from - 1 }, (_, i) => `blk_${i}`);
    const blockers = others.map(wide);
    const told = (system: string | null) => {
      const { register, ids } = held(1);
      return waiveAll(register, ids, { blockers, waivers: others.map((id) => waiver(id, system)) })[0]?.length;
    };
    expect([told(null), told(SYS), told('sys_2')]).toEqual([2, 2, 1]);
    const body = { blocker_id: 'blk_last', system_id: 'sys_3', until: days(9), ...WAIVE };
    const decision = house.decide(house.initial('house'), { name: 'waive-blocker', body }, at(MONDAY, 'viktor', { blockers: [...blockers, wide('blk_last')], waivers: others.map((id) => waiver(id, 'sys_2')) }));
    expect(decision).toMatchObject({ events: [{ type: 'blocker.waived' }, { type: 'waivers.accumulated' }] });
  });
});

describe('§1.05 the requester of an open deployment', () => {
  const own = { open_requesters: ['bela', 'sam'] };

  it('does not release what holds it, not even as the owner, and somebody else does', () => {
    const { register, ids: [blocker_id = ''] } = held(1);
    const decision = register.decide('release-blocker', { blocker_id, ...REASON }, 'bela', MONDAY, own);
    expect(decision).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('bela asked for an open deployment here, and who asks cannot release what holds it') });
    expect(register.does('release-blocker', { blocker_id, ...REASON }, 'maya', MONDAY, own)).toEqual(['blocker.released']);
  });

  it('releases it once nothing that they asked for is open', () => {
    const { register, ids: [blocker_id = ''] } = held(1);
    expect(register.does('release-blocker', { blocker_id, ...REASON }, 'bela', MONDAY, { open_requesters: ['mira'] })).toEqual(['blocker.released']);
  });

  it('says of no source that it is cured; its own workflow does', () => {
    const { register, ids: [blocker_id = ''] } = held(1, { kind: 'incident', source_case: 'inc_1' });
    expect(refusal(register.decide('cure-blocker', { blocker_id, ...REASON }, 'sam', MONDAY, own))).toBe('separation_of_duties');
    expect(refusal(register.decide('cure-blocker', { blocker_id, ...REASON }, pipeline('sam'), MONDAY, own))).toBe('machine_cannot_sign');
    expect(register.does('cure-blocker', { blocker_id, ...REASON }, workflow, MONDAY, own)).toEqual(['blocker.cured']);
  });

  it('lifts no order of the whole house either', () => {
    const raise = { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Freeze', ...REASON };
    const raised = { ...wide('blk_7'), kind: raise.kind as 'pause_order' };
    const state = { ...house.initial('house'), raised: [raised] };
    const release = (by: string) => house.decide(state, { name: 'release-blocker', body: { blocker_id: 'blk_7', ...REASON } }, at(MONDAY, by, own));
    expect(refusal(release('sam'))).toBe('separation_of_duties');
    expect(release('maya')).toMatchObject({ events: [{ type: 'blocker.released' }] });
  });
});
