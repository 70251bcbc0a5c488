import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WorkCalendar } from '../../../contracts/primitives.ts';
import { addDuration, percentOf, resumeAt, subtractDuration, workingTimeBetween } from '../../../domain/time/calendar.ts';
import { isWorking, stepMinutes } from './reference.ts';
import { berlin, calendars, instants } from './samples.ts';

const hours = (n: number) => ({ business_hours: n });
const days = (n: number) => ({ business_days: n });
const amounts = fc.integer({ min: 1, max: 50 * 60 });
const quick = { numRuns: 60 };

describe('business time', () => {
  it.each([
    ['Friday 16:00 plus a day is Monday 16:00', '2026-03-06T15:00:00.000Z', days(1), '2026-03-09T15:00:00.000Z'],
    ['a whole day from opening ends at closing, not at the next opening', '2026-03-02T08:00:00.000Z', days(1), '2026-03-02T16:00:00.000Z'],
    ['from a Saturday it counts from Monday’s opening', '2026-03-07T11:00:00.000Z', hours(1), '2026-03-09T09:00:00.000Z'],
    ['from before opening it counts from opening', '2026-03-02T03:00:00.000Z', hours(2), '2026-03-02T10:00:00.000Z'],
    ['half a business day is four hours', '2026-03-02T08:00:00.000Z', days(0.5), '2026-03-02T12:00:00.000Z'],
    ['Good Friday, the weekend and Easter Monday do not count', '2026-04-02T12:00:00.000Z', days(1), '2026-04-07T12:00:00.000Z'],
    ['opening stays at nine when summer time has begun', '2026-03-27T15:00:00.000Z', hours(2), '2026-03-30T08:00:00.000Z'],
    ['nothing takes no time, even on a Sunday', '2026-03-08T11:00:00.000Z', hours(0), '2026-03-08T11:00:00.000Z'],
  ])('%s', (_reason, at, duration, due) => {
    expect(addDuration(at, duration, berlin)).toBe(due);
  });

  it('takes half of five business days as two and a half', () => {
    expect(percentOf('2026-03-02T08:00:00.000Z', days(5), 50, berlin)).toBe('2026-03-04T12:00:00.000Z');
  });

  it('makes a business day as long as the calendar’s own working day', () => {
    const partTime = { ...berlin, hours: { from: '09:00', to: '12:00' } };
    expect(addDuration('2026-03-02T08:00:00.000Z', days(2), partTime)).toBe('2026-03-03T11:00:00.000Z');
  });

  it('agrees with a count of every single minute', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, (calendar, at, amount) => {
        expect(addDuration(at, hours(amount / 60), calendar)).toBe(stepMinutes(at, amount, calendar));
      }),
      quick,
    );
  });

  it('adds up: a then b is a plus b', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, amounts, (calendar, at, a, b) => {
        const twice = addDuration(addDuration(at, hours(a / 60), calendar), hours(b / 60), calendar);
        expect(twice).toBe(addDuration(at, hours((a + b) / 60), calendar));
      }),
    );
  });

  it('never ends outside working hours, except exactly at closing', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, (calendar, at, amount) => {
        const end = Date.parse(addDuration(at, hours(amount / 60), calendar));
        expect(isWorking(calendar, end) || isWorking(calendar, end - 60_000)).toBe(true);
      }),
    );
  });

  it('measures between two instants what was added', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, (calendar, at, amount) => {
        const end = addDuration(at, hours(amount / 60), calendar);
        expect(workingTimeBetween(at, end, calendar)).toBe(amount * 60_000);
        expect(workingTimeBetween(end, at, calendar)).toBe(-amount * 60_000);
      }),
    );
  });

  it('subtracts to the latest instant from which the amount runs', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, (calendar, due, amount) => {
        const start = subtractDuration(due, hours(amount / 60), calendar);
        const later = new Date(Date.parse(start) + 60_000).toISOString();
        expect(workingTimeBetween(start, due, calendar)).toBe(amount * 60_000);
        expect(workingTimeBetween(later, due, calendar)).toBeLessThan(amount * 60_000);
      }),
    );
  });

  it('keeps the working time that was left across a pause', () => {
    fc.assert(
      fc.property(calendars, instants, amounts, fc.nat(40_000), fc.nat(40_000), (calendar, at, amount, before, length) => {
        const planned = addDuration(at, hours(amount / 60), calendar);
        const paused = new Date(Date.parse(at) + before * 60_000).toISOString();
        const resumed = new Date(Date.parse(paused) + length * 60_000).toISOString();
        const moved = resumeAt(paused, planned, resumed, hours(amount / 60), calendar);
        if (planned <= paused) expect(moved).toBe(planned);
        else {
          expect(workingTimeBetween(resumed, moved, calendar)).toBe(workingTimeBetween(paused, planned, calendar));
          expect(moved >= planned && moved >= resumed).toBe(true);
        }
      }),
    );
  });

  it.each<[string, Partial<WorkCalendar>, RegExp]>([
    ['an unknown zone', { zone: 'Mars/Base' }, /"Mars\/Base" is not a time zone; write .*Europe\/Berlin/],
    ['hours the wrong way round', { hours: { from: '17:00', to: '09:00' } }, /17:00–09:00 end before they begin/],
    ['a time of day after midnight', { hours: { from: '09:00', to: '25:00' } }, /"25:00" is not a time of day; write e\.g\. 09:00/],
    ['no workday', { workdays: [] }, /needs a workday/],
    ['a holiday that is no date', { holidays: ['25 December'] }, /"25 December" is not a date; write e\.g\. 2026-12-25/],
  ])('refuses %s and says what would be right', (_name, wrong, message) => {
    expect(() => addDuration('2026-03-02T08:00:00.000Z', hours(1), { ...berlin, ...wrong })).toThrow(message);
  });

  it('gives up on more working time than a century holds', () => {
    expect(() => addDuration('2026-03-02T08:00:00.000Z', days(1e6), berlin)).toThrow(/do not fit into a hundred years/);
    expect(() => subtractDuration('2026-03-02T08:00:00.000Z', days(1e6), berlin)).toThrow(/do not fit into a hundred years/);
  });
});
