import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fireDue, pauseObligation, reopenObligation, resumeObligation, meetObligation, withdrawObligation, failObligation } from '../../../domain/obligations/index.ts';
import { duty, Matter } from './matter.ts';
import { at, DAY, directory, HOUR, later, MONDAY, policy } from './world.ts';

const pause = (matter: Matter, id: string, when: string) => matter.record(pauseObligation(matter.list, id), at(when));
/** The house after these have left. */
const without = (...people: readonly string[]) => ({ directory: { ...directory, people: directory.people.filter(({ id }) => !people.includes(id)) } });
const resume = (matter: Matter, id: string, when: string) => matter.record(resumeObligation(matter.list, id, at(when)), at(when));

describe('a clock that stands still', () => {
  it('keeps the time that was left, and fires nothing meanwhile', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    pause(matter, id, later(MONDAY, HOUR));
    expect(fireDue(matter.list, at(later(MONDAY, 9 * DAY)))).toEqual([]);
    resume(matter, id, later(MONDAY, 10 * HOUR));
    const resumed = matter.list[0]!;
    expect(resumed).toMatchObject({ state: 'open', version: 2, due_at: later(MONDAY, 13 * HOUR), paused_at: null });
    expect(resumed.rungs[0]?.at).toBe(later(MONDAY, 11 * HOUR));
  });

  it('keeps working time on the lane’s calendar', () => {
    const matter = new Matter();
    const { id, due_at } = matter.open({ sla: { business_hours: 16 } }, at(MONDAY));
    // Monday 10:00 in Berlin; 16 working hours end on Wednesday at 10:00
    expect(due_at).toBe('2026-11-04T09:00:00.000Z');
    pause(matter, id, '2026-11-02T16:00:00.000Z'); // Monday 17:00, nine left
    resume(matter, id, '2026-11-03T08:00:00.000Z'); // Tuesday 09:00: the night was no working time
    expect(matter.list[0]?.due_at).toBe('2026-11-04T09:00:00.000Z');
  });

  it('does not fire a second time what fired before the pause', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    const half = at(later(MONDAY, 2 * HOUR));
    matter.record(fireDue(matter.list, half), half);
    pause(matter, id, later(MONDAY, 2.5 * HOUR));
    resume(matter, id, later(MONDAY, 30 * HOUR));
    const end = at(later(MONDAY, 90 * HOUR));
    matter.record(fireDue(matter.list, end), end);
    expect(matter.of('rung.fired').map(({ body }) => body['rung'])).toEqual(['reminder_50', 'reminder_80', 'breach', 'head', 'governance', 'executive', 'board']);
  });

  it('pauses only what runs and resumes only what is paused; escalations have no clock', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    expect(resumeObligation(matter.list, id, at(MONDAY))).toEqual([]);
    pause(matter, id, MONDAY);
    expect(pauseObligation(matter.list, id)).toEqual([]);
    resume(matter, id, MONDAY);
    const end = at(later(MONDAY, 4 * HOUR));
    matter.record(fireDue(matter.list, end), end);
    expect(pauseObligation(matter.list, matter.find((o) => o.kind === 'escalation').id)).toEqual([]);
    expect(pauseObligation(matter.list, 'obl_none')).toEqual([]);
  });

  it('however often it stands still, the time that runs adds up to the time given', () => {
    const spans = fc.array(fc.record({ run: fc.integer({ min: 0, max: 20 }), stand: fc.integer({ min: 0, max: 5_000 }) }), { maxLength: 8 });
    fc.assert(
      fc.property(spans, (list) => {
        const matter = new Matter();
        const { id } = matter.open({}, at(MONDAY));
        let [now, ran] = [0, 0];
        for (const { run, stand } of list) {
          now += run;
          ran += run;
          pause(matter, id, later(MONDAY, now * 60_000));
          now += stand;
          resume(matter, id, later(MONDAY, now * 60_000));
        }
        expect(matter.list[0]?.due_at).toBe(later(MONDAY, (now + 4 * 60 - ran) * 60_000));
        expect(matter.list[0]?.version).toBe(1 + list.length);
      }),
    );
  });
});

describe('an obligation that ends', () => {
  it.each([
    ['met', meetObligation],
    ['failed', failObligation],
    ['withdrawn', withdrawObligation],
  ] as const)('is %s once, also while it is paused', (state, end) => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    pause(matter, id, MONDAY);
    matter.record(end(matter.list, id, 'lane.passed'), at(MONDAY));
    expect(matter.list[0]).toMatchObject({ state, closed_at: MONDAY, paused_at: null });
    expect(end(matter.list, id)).toEqual([]);
  });

  it('opens again with the time that was left, one version on, and tells those anew who owe it by now', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    const half = at(later(MONDAY, 2 * HOUR));
    matter.record(fireDue(matter.list, half), half);
    matter.record(meetObligation(matter.list, id), at(later(MONDAY, 3 * HOUR)));
    expect(reopenObligation(matter.list, 'obl_none', at(MONDAY))).toEqual([]);
    const first = matter.list[0]!.to;
    const [gone = ''] = first;
    const back = at(later(MONDAY, 100 * HOUR), undefined, without(gone));
    const told = matter.record(reopenObligation(matter.list, id, back, { rule: '§0.05' }), back);
    expect(first.length).toBeGreaterThan(1);
    expect(Matter.told(told)).toEqual(first.filter((person) => person !== gone).map((person) => `sign_off ${person}`).sort());
    expect(told[0]?.key).toContain('@2/reopened/');
    expect(matter.list[0]).toMatchObject({ state: 'open', version: 2, due_at: later(MONDAY, 101 * HOUR), closed_at: null });
    expect(fireDue(matter.list, back)).toEqual([]);
  });

  it('opens again with nobody to tell: the next rungs fire at once, until an escalation is heard', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    matter.record(meetObligation(matter.list, id), at(MONDAY));
    const events = reopenObligation(matter.list, id, at(MONDAY, undefined, without(...matter.list[0]!.to)));
    expect(events.map(({ type }) => type)).toEqual(['obligation.reopened', 'rung.fired', 'rung.fired', 'rung.fired', 'obligation.opened']);
  });

  it('a person’s duty climbs past an empty level to the manager at once', () => {
    const matter = new Matter();
    matter.open(duty, at(MONDAY));
    const end = at(later(MONDAY, 4 * HOUR));
    expect(Matter.told(matter.record(fireDue(matter.list, end), end))).toEqual(['escalation bruno', 'reminder bela']);
    expect(policy.ladders.use.condition).toBe('standard');
  });
});
