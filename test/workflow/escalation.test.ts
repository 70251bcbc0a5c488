import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../contracts/primitives.ts';
import { eventually } from '../support/case-workflow.ts';
import { driven, HOUR } from '../support/driven.ts';
import { calledFor, fakeRecord } from '../support/fake-record.ts';

const cases = driven();
const { inHours } = cases;
const sleepHours = (hours: number) => cases.server.sleep(hours * HOUR);
const now = () => cases.server.now();
const timersStarted = () => cases.count('timerStartedEventAttributes');
const hoursBetween = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / HOUR;

describe('escalation', () => {
  it('commits escalate at the instant of the agenda and not before', async () => {
    const due = await inHours(48);
    const record = fakeRecord(now, { rungs: [due] });
    await cases.drive(record);
    await sleepHours(47);
    expect(calledFor(record, 'escalate')).toEqual([]);
    await sleepHours(2);
    await eventually('the rung fired', () => record.ledger.includes(`rung ${due}`));
    expect(hoursBetween(due, calledFor(record, 'escalate')[0]!.at)).toBeLessThan(0.01);
  });

  it('keeps its timer when the instant moves later, and answers the later one on time', async () => {
    const first = await inHours(10);
    const record = fakeRecord(now, { rungs: [first] });
    await cases.drive(record);
    await eventually('the timer is armed', async () => (await timersStarted()) === 1);
    const later = await inHours(20);
    await cases.signal(record.commit('extended', { rungs: [later] }));
    await sleepHours(9);
    expect(await timersStarted()).toBe(1);
    await sleepHours(2);
    await eventually('the timer was armed again', async () => (await timersStarted()) === 2);
    expect(calledFor(record, 'escalate')).toEqual([]);
    await sleepHours(10);
    await eventually('the later rung fired', () => record.ledger.includes(`rung ${later}`));
    expect(await cases.count('timerCanceledEventAttributes')).toBe(0);
  });

  it('arms its timer again when the instant moves earlier', async () => {
    const record = fakeRecord(now, { rungs: [await inHours(100)] });
    await cases.drive(record);
    await eventually('the timer is armed', async () => (await timersStarted()) === 1);
    const earlier = await inHours(5);
    await cases.signal(record.commit('re-dated', { rungs: [earlier] }));
    await eventually('the timer was armed again', async () => (await timersStarted()) === 2);
    expect(await cases.count('timerCanceledEventAttributes')).toBe(1);
    await sleepHours(6);
    await eventually('the earlier rung fired', () => record.ledger.includes(`rung ${earlier}`));
  });

  it('answers at once an instant that is past', async () => {
    const record = fakeRecord(now, { rungs: [await inHours(-3), await inHours(-1)] });
    await cases.drive(record);
    await eventually('both rungs fired', () => record.ledger.length === 2);
    expect(calledFor(record, 'escalate')).toHaveLength(1);
  });

  it('escalates at once when it is woken although nothing seems due', async () => {
    const record = fakeRecord(now, { rungs: [await inHours(50)] });
    await cases.drive(record);
    await eventually('the timer is armed', async () => (await timersStarted()) === 1);
    await cases.signal(record.agenda(), true);
    await eventually('it looked', () => calledFor(record, 'escalate').length === 1);
    await cases.signal(record.agenda(), true);
    await eventually('it looked again', () => calledFor(record, 'escalate').length === 2);
    expect(new Set(calledFor(record, 'escalate').map(({ key }) => key)).size).toBe(2);
    // an instant that has not come is not named: the clock's skew would let its rung fire early
    expect(calledFor(record, 'escalate').map(({ woke_for }) => woke_for)).toEqual([null, null]);
  });

  it('tries again after 1 s, doubling to 1 min, when nothing moved, each time as a command of its own', async () => {
    const due = await inHours(1);
    const record = fakeRecord(now, { rungs: [due] });
    record.stall(true);
    await cases.drive(record);
    await sleepHours(1.1);
    record.stall(false);
    await sleepHours(0.1);
    await eventually('the rung fired', () => record.ledger.includes(`rung ${due}`));
    const tries = calledFor(record, 'escalate');
    const gaps = tries.slice(1).map(({ at }, i) => Math.round((Date.parse(at) - Date.parse(tries[i]!.at)) / 1000));
    expect(gaps.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(new Set(tries.map(({ key }) => key)).size).toBe(tries.length);
    expect(tries[0]!.key).toBe(`${due}@1`);
  });
});
