import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Duration } from '../../../contracts/primitives.ts';
import { addDuration } from '../../../domain/time/calendar.ts';
import { compareDurations, parseDuration } from '../../../domain/time/duration.ts';
import { addMs, earliest, fromMs, latest, toMs } from '../../../domain/time/instant.ts';
import { calendars, instants } from './samples.ts';

describe('durations', () => {
  it.each(['', '3 days', 'P', 'PT', '-P1D', '+P1D', 'p1d', 'P0.5D', 'P1DT', 'PT1.5H30M'])('refuses the text %p with an example', (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" is not an ISO 8601 duration; write e.g. "PT4H"`);
  });

  it.each([{ business_days: -1 }, { business_hours: Number.NaN }, { days: 3 }, {}, { business_days: 1, business_hours: 1 }])(
    'refuses the object %p with an example',
    (wrong) => {
      expect(() => parseDuration(wrong as Duration)).toThrow(/is not a duration; write e\.g\. .*business_days/);
    },
  );

  it.each<[Duration, Duration, -1 | 0 | 1 | undefined, string]>([
    ['PT1H', 'PT60M', 0, 'hours and minutes are fixed'],
    ['P1Y', 'P12M', 0, 'a year has twelve months'],
    ['P2W', 'P14D', 0, 'a week has seven days'],
    ['P1M', 'P27D', 1, 'a month has at least 28 days'],
    ['P1D', 'PT26H', -1, 'a day has at most 25 hours'],
    ['P1M', 'P30D', undefined, 'depends on the month'],
    ['P1D', 'PT24H', undefined, 'depends on the clock change'],
    [{ business_days: 3 }, { business_days: 2.5 }, 1, 'same unit'],
    [{ business_days: 1 }, { business_hours: 8 }, undefined, 'depends on the calendar'],
    [{ business_hours: 8 }, 'P1D', undefined, 'wall and business time do not compare'],
  ])('compares %j with %j as %p: %s', (a, b, order) => {
    expect(compareDurations(a, b)).toBe(order);
    expect(compareDurations(b, a)).toBe(order === undefined ? undefined : order === 0 ? 0 : -order);
  });

  it('claim an order only if it holds wherever they are counted from', () => {
    const part = fc.nat(40);
    const wall = fc.tuple(fc.nat(2), part, part).map(([months, days, hours]) => `P${months}M${days}DT${hours}H`);
    fc.assert(
      fc.property(wall, wall, calendars, instants, (a, b, calendar, at) => {
        const order = compareDurations(a, b);
        if (order === undefined) return;
        const [endA, endB] = [addDuration(at, a, calendar), addDuration(at, b, calendar)];
        expect(Math.sign(toMs(endA) - toMs(endB))).toBe(order);
      }),
    );
  });
});

describe('instants', () => {
  it('survive the way to milliseconds and back', () => {
    fc.assert(fc.property(instants, (at) => expect(fromMs(toMs(at))).toBe(at)));
    expect(addMs('2026-03-02T08:00:00.000Z', 1500)).toBe('2026-03-02T08:00:01.500Z');
  });

  it.each(['2026-03-02', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00.000+01:00', '2026-13-02T08:00:00.000Z'])('refuse %p, which would not compare as text', (text) => {
    expect(() => toMs(text)).toThrow(`"${text}" is not an instant; write UTC with milliseconds`);
  });

  it('end with the year 9999, after which they would not compare as text', () => {
    expect(() => addMs('9999-12-31T23:59:59.999Z', 1)).toThrow(/outside the years 0000 to 9999/);
    expect(() => fromMs(Number.NaN)).toThrow(/outside the years/);
  });

  it('tell the earliest and the latest of those that are there', () => {
    const some = ['2026-03-02T08:00:00.000Z', null, '2026-03-01T08:00:00.000Z', undefined];
    expect([earliest(some), latest(some), earliest([null]), latest([])]).toEqual([some[2], some[0], null, null]);
  });
});
