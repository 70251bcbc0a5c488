import { describe, expect, it } from '@jest/globals';
import type { Blocker } from '../../../contracts/blocker.ts';
import { system } from '../../../domain/system/index.ts';
import { DAY, later, MONDAY, pipeline, refusal, workflow } from '../obligations/world.ts';
import { digest, REASON, Register, risk, SYS } from './register.ts';

const extent = { scope: 'system', id: SYS };
const raise = (kind: string, change: object = {}) => ({ kind, extent, title: 'Wrong prices seen', ...REASON, ...change });

function raised(kind: string, by = 'maya', change: object = {}) {
  const register = Register.with();
  register.does('raise-blocker', raise(kind, change), by);
  return { register, blocker_id: register.state.raised[0]!.id };
}
const LIVE = { environment: 'production', case_id: 'dep_1', version_id: 'ver_1', digests: { weights: digest(1), code: digest(2) }, at: MONDAY };
const live = { live: [LIVE] };
const WAIVE = { ...REASON, compensating_control: 'each price is checked by hand' };
const SOON = later(MONDAY, 20 * DAY);

describe('raising a blocker by hand', () => {
  it.each([
    ['pause_order', ['permit', 'live'], '§1.16: it holds permits, never reviews'],
    ['manual', ['gate', 'permit', 'live'], 'it holds everything'],
    ['incident', ['gate', 'permit', 'live'], 'it holds everything'],
    ['nonconformity', ['gate', 'permit', 'live'], 'it holds everything'],
  ])('%s holds %j (%s)', (kind, holds) => {
    const { register } = raised(kind);
    expect(register.blockers).toMatchObject([{ kind, holds, owner: 'bela', ends_by: 'release', source_case: null, link: `/v1/systems/${SYS}/blockers`, dormant_until: null }]);
  });

  it('tells its owner, the system’s owner and L3, not who raised it', () => {
    const { register } = raised('manual', 'devon', { owner: 'mira' });
    expect(register.told).toEqual(['notice bela', 'notice maya', 'notice mira']);
    expect(raised('manual', 'bela').register.told).toEqual(['notice maya']);
  });

  it('anybody may stop the line, also a pipeline for a person; a pause order needs a role', () => {
    expect(raised('manual', 'devon').register.blockers).toHaveLength(1);
    expect(Register.with().does('raise-blocker', raise('manual'), pipeline('devon'))).toEqual(['blocker.raised']);
    expect(refusal(Register.with().decide('raise-blocker', raise('pause_order'), 'devon'))).toBe('not_permitted');
    expect(raised('pause_order', 'sam').register.blockers).toHaveLength(1);
  });

  it.each([
    ['another system', { extent: { scope: 'system', id: 'sys_2' } }, 'invalid /extent'],
    ['a unit', { extent: { scope: 'unit', id: 'claims' } }, 'invalid /extent'],
    ['an unknown owner', { owner: 'nobody' }, 'unknown_person /owner'],
  ])('refuses %s', (_, change, code) => {
    expect(refusal(Register.with().decide('raise-blocker', raise('manual', change), 'maya'))).toBe(code);
  });

  it('refuses a workflow and a machine of its own', () => {
    for (const by of [workflow, pipeline(null)]) expect(refusal(Register.with().decide('raise-blocker', raise('manual'), by))).toBe('not_permitted');
  });
});

describe('releasing a blocker', () => {
  it.each([
    ['pause_order', 'sam', 'accepted', 'a role that may order a pause'],
    ['pause_order', 'bela', 'not_permitted', 'its owner may not lift an order'],
    ['manual', 'bela', 'accepted', 'its owner'],
    ['manual', 'maya', 'accepted', 'L3'],
    ['manual', 'devon', 'not_permitted', 'somebody else'],
  ])('%s by %s: %s (%s)', (kind, by, expected) => {
    const { register, blocker_id } = raised(kind);
    const decision = register.decide('release-blocker', { blocker_id, ...REASON }, by);
    expect('refused' in decision ? decision.refused : 'accepted').toBe(expected);
  });

  it('ends it, tells its owner and L3, and cannot be done twice', () => {
    const { register, blocker_id } = raised('manual', 'devon', { owner: 'mira' });
    expect(register.does('release-blocker', { blocker_id, ...REASON }, 'maya')).toEqual(['blocker.released']);
    expect(register.blockers).toEqual([]);
    expect(register.told).toEqual(['notice bela', 'notice mira']);
    expect(refusal(register.decide('release-blocker', { blocker_id, ...REASON }, 'maya'))).toBe('unknown_blocker /blocker_id');
  });

  it('is a person’s word', () => {
    const { register, blocker_id } = raised('manual');
    expect(refusal(register.decide('release-blocker', { blocker_id, ...REASON }, pipeline('maya')))).toBe('machine_cannot_sign');
  });

  it('of what follows from other facts is refused', () => {
    const register = Register.with();
    register.does('add-risk', risk, 'bela');
    expect(refusal(register.decide('release-blocker', { blocker_id: register.blockers[0]!.id, ...REASON }, 'maya'))).toBe('wrong_state');
    const elsewhere: Blocker = { ...register.blockers[0]!, id: 'blk_9', kind: 'overdue_condition' };
    expect(refusal(register.decide('release-blocker', { blocker_id: 'blk_9', ...REASON }, 'maya', MONDAY, { blockers: [elsewhere] }))).toBe('wrong_state');
  });
});

describe('§1.21 a blocker that names a case', () => {
  it.each([
    ['incident', 'inc_1', 'sam'],
    ['manual', 'nc_1', 'noor'],
    ['manual', 'dep_1', 'maya'],
    ['nonconformity', 'ret_1', 'noor'],
  ])('%s from %s is never released, but cured by the word of %s', (kind, source_case, by) => {
    const { register, blocker_id } = raised(kind, 'devon', { source_case });
    expect(register.blockers).toMatchObject([{ source_case, ends_by: 'cure', link: `/v1/cases/${source_case}` }]);
    expect(refusal(register.decide('release-blocker', { blocker_id, ...REASON }, 'maya'))).toBe('wrong_state');
    expect(refusal(register.decide('cure-blocker', { blocker_id, ...REASON }, 'devon'))).toBe('not_permitted');
    expect(refusal(register.decide('cure-blocker', { blocker_id, ...REASON }, pipeline(by)))).toBe('machine_cannot_sign');
    expect(register.does('cure-blocker', { blocker_id, ...REASON }, by)).toEqual(['blocker.cured']);
    expect(register.blockers).toEqual([]);
  });

  it('is cured by a workflow too', () => {
    const { register, blocker_id } = raised('incident', 'devon', { source_case: 'inc_1' });
    expect(register.does('cure-blocker', { blocker_id, ...REASON }, workflow)).toEqual(['blocker.cured']);
    expect(register.told).toEqual(['notice bela', 'notice maya']);
  });

  it('one that names no case is released, not cured', () => {
    const { register, blocker_id } = raised('incident');
    expect(refusal(register.decide('cure-blocker', { blocker_id, ...REASON }, 'sam'))).toBe('wrong_state');
  });
});

describe('R-68 waiving a blocker', () => {
  it('is recorded with scope and end, told to owner and L3, and ends by itself', () => {
    const { register, blocker_id } = raised('incident', 'devon', { source_case: 'inc_1' });
    expect(register.does('waive-blocker', { blocker_id, until: SOON, ...WAIVE }, 'viktor')).toEqual(['blocker.waived']);
    expect(system.waivers(register.state)).toMatchObject([{ blocker_id, system_id: SYS, until: SOON, granted_by: 'viktor' }]);
    expect(register.blockers).toHaveLength(1);
    expect(register.told).toEqual(['notice bela', 'notice maya']);
    expect(register.wakeAt).toBe(SOON);
    expect(register.does('escalate', {}, workflow, SOON)).toEqual(['waiver.ended']);
    expect(register.told).toEqual(['expiry bela', 'expiry maya', 'expiry viktor']);
    expect(register.does('escalate', {}, workflow, SOON)).toEqual([]);
    expect(register.wakeAt).toBeNull();
  });

  it('says nothing at its end when the blocker is gone by then', () => {
    const { register, blocker_id } = raised('manual');
    register.does('waive-blocker', { blocker_id, until: SOON, ...WAIVE }, 'viktor');
    register.does('release-blocker', { blocker_id, ...REASON }, 'maya');
    register.does('escalate', {}, workflow, SOON);
    expect(register.told).toEqual([]);
  });

  it.each([
    ['a lane head', 'rafael', SOON, {}, 'not_permitted'],
    ['the requester of an open deployment', 'viktor', SOON, { open_requesters: ['devon', 'viktor'] }, 'separation_of_duties'],
    ['a machine for the right person', pipeline('viktor'), SOON, {}, 'machine_cannot_sign'],
    ['more than 30 days', 'viktor', later(MONDAY, 30 * DAY + 1), {}, 'limit_reached /until'],
    ['an end in the past', 'viktor', MONDAY, {}, 'invalid /until'],
  ])('refuses %s', (_, by, until, change, code) => {
    const { register, blocker_id } = raised('manual');
    expect(refusal(register.decide('waive-blocker', { blocker_id, until, ...WAIVE }, by, MONDAY, change))).toBe(code);
  });

  it('refuses what is no blocker here, and another system', () => {
    const { register, blocker_id } = raised('manual');
    expect(refusal(register.decide('waive-blocker', { blocker_id: 'blk_none', until: SOON, ...WAIVE }, 'viktor'))).toBe('unknown_blocker /blocker_id');
    expect(refusal(register.decide('waive-blocker', { blocker_id, system_id: 'sys_2', until: SOON, ...WAIVE }, 'viktor'))).toBe('invalid /system_id');
  });

  it('reaches a risk item, and a blocker of the organisation that covers the system', () => {
    const register = Register.with();
    register.does('add-risk', risk, 'bela');
    expect(register.does('waive-blocker', { blocker_id: register.blockers[0]!.id, until: SOON, ...WAIVE }, 'viktor')).toEqual(['blocker.waived']);
    const wide: Blocker = { ...register.blockers[0]!, id: 'blk_9', kind: 'pause_order', extent: { scope: 'organisation' } };
    expect(register.does('waive-blocker', { blocker_id: 'blk_9', until: SOON, ...WAIVE }, 'viktor', MONDAY, { blockers: [wide] })).toEqual(['blocker.waived']);
  });
});

describe('§1.22 digests observed', () => {
  const seen = (digests: object, change: object = {}) => ({ environment: 'production', digests, ...change });

  it('that match are no event', () => {
    const register = Register.with();
    expect(register.does('observe-digests', seen({ weights: digest(1) }), pipeline(null), MONDAY, live)).toEqual([]);
  });

  it.each([
    ['another digest', { weights: digest(9) }, ['weights']],
    ['a component that nobody approved', { weights: digest(1), prompt_config: digest(3) }, ['prompt_config']],
    ['two at once', { weights: digest(9), code: digest(9) }, ['code', 'weights']],
  ])('%s raises a blocker, told to owner and L3', (_, digests, differing) => {
    const register = Register.with();
    expect(register.does('observe-digests', seen(digests), pipeline(null), MONDAY, live)).toEqual(['digests.drift_observed']);
    expect(register.blockers).toMatchObject([{ kind: 'digest_drift', holds: ['gate', 'permit', 'live'], source_case: 'dep_1', ends_by: 'cure', owner: 'bela' }]);
    expect(register.state.drift[0]?.differing).toEqual(differing);
    expect(register.told).toEqual(['drift bela', 'drift maya']);
  });

  it('the same again is no event; another difference is one, of the same blocker', () => {
    const register = Register.with();
    register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, live);
    const before = register.blockers[0]!.id;
    expect(register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, live)).toEqual([]);
    expect(register.does('observe-digests', seen({ code: digest(9) }), 'devon', later(MONDAY, DAY), live)).toEqual(['digests.drift_observed']);
    expect(register.blockers).toMatchObject([{ id: before, raised_at: MONDAY }]);
    expect(register.state.drift[0]?.differing).toEqual(['code', 'weights']);
  });

  it('ends only when what differed is seen to match, not when it is left out', () => {
    const register = Register.with();
    register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, live);
    expect(register.does('observe-digests', seen({ code: digest(2) }), 'devon', MONDAY, live)).toEqual([]);
    expect(register.blockers).toHaveLength(1);
    expect(register.does('observe-digests', seen({ weights: digest(1) }), 'devon', MONDAY, live)).toEqual(['digests.drift_ended']);
    expect(register.blockers).toEqual([]);
    expect(register.told).toEqual(['notice bela', 'notice maya']);
  });

  it('is judged by what is live now', () => {
    const register = Register.with();
    register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, live);
    const next = { live: [{ ...LIVE, case_id: 'dep_2', digests: { weights: digest(9) } }] };
    expect(register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, next)).toEqual(['digests.drift_ended']);
  });

  it('keeps environments apart and answers what it saw', () => {
    const register = Register.with();
    const both = { live: [LIVE, { ...LIVE, environment: 'staging', case_id: 'dep_2' }] };
    register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, both);
    register.does('observe-digests', seen({ weights: digest(9) }, { environment: 'staging' }), 'devon', MONDAY, both);
    expect(register.blockers.map(({ source_case }) => source_case)).toEqual(['dep_1', 'dep_2']);
    const decision = register.decide('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, both);
    expect(decision).toMatchObject({ events: [], result: { matches: false, differing: ['weights'] } });
  });

  it('refuses where nothing is live', () => {
    expect(refusal(Register.with().decide('observe-digests', seen({ weights: digest(1) }), 'devon'))).toBe('wrong_state /environment');
  });

  it('can be waived, but not released', () => {
    const register = Register.with();
    register.does('observe-digests', seen({ weights: digest(9) }), 'devon', MONDAY, live);
    const blocker_id = register.blockers[0]!.id;
    expect(refusal(register.decide('release-blocker', { blocker_id, ...REASON }, 'maya'))).toBe('wrong_state');
    expect(register.does('waive-blocker', { blocker_id, until: SOON, ...WAIVE }, 'ines')).toEqual(['blocker.waived']);
  });
});
