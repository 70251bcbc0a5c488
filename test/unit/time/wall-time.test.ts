import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Duration } from '../../../contracts/primitives.ts';
import { addDuration, percentOf, resumeAt, subtractDuration } from '../../../domain/time/calendar.ts';
import { berlin, calendars, instants, ZONES } from './samples.ts';

const durations: fc.Arbitrary<Duration> = fc.oneof(
  fc.constantFrom('PT1S', 'PT36H', 'P1D', 'P2W', 'P1M', 'P9M', 'P1Y', 'P1M3DT4H'),
  fc.integer({ min: 1, max: 400 }).map((n) => ({ business_days: n / 10 })),
  fc.integer({ min: 1, max: 900 }).map((n) => ({ business_hours: n / 60 })),
);
const inZone = (zone: string) => ({ ...berlin, zone });

describe('wall time', () => {
  it.each([
    ['Europe/Berlin', 'spring', '2026-03-28T11:00:00.000Z', '2026-03-29T10:00:00.000Z'],
    ['Europe/Berlin', 'autumn', '2026-10-24T10:00:00.000Z', '2026-10-25T11:00:00.000Z'],
    ['America/New_York', 'spring', '2026-03-07T17:00:00.000Z', '2026-03-08T16:00:00.000Z'],
    ['America/New_York', 'autumn', '2026-10-31T16:00:00.000Z', '2026-11-01T17:00:00.000Z'],
    ['Australia/Lord_Howe', 'autumn, by half an hour', '2026-04-04T01:00:00.000Z', '2026-04-05T01:30:00.000Z'],
    ['Australia/Lord_Howe', 'spring, by half an hour', '2026-10-03T01:30:00.000Z', '2026-10-04T01:00:00.000Z'],
  ])('keeps noon for P1D over the clock change of %s in %s, and PT24H does not', (zone, _season, noon, nextNoon) => {
    expect(addDuration(noon, 'P1D', inZone(zone))).toBe(nextNoon);
    expect(addDuration(noon, 'PT24H', inZone(zone))).not.toBe(nextNoon);
    expect(Date.parse(addDuration(noon, 'PT24H', inZone(zone))) - Date.parse(noon)).toBe(86_400_000);
  });

  it('reads P1D and PT24H alike where no clock changes', () => {
    for (const zone of ZONES) {
      expect(addDuration('2026-06-10T12:00:00.000Z', 'P1D', inZone(zone))).toBe(addDuration('2026-06-10T12:00:00.000Z', 'PT24H', inZone(zone)));
    }
  });

  it.each([
    ['a month from 31 January is the end of February', '2026-01-31T11:00:00.000Z', 'P1M', '2026-02-28T11:00:00.000Z'],
    ['a year from 29 February is 28 February', '2028-02-29T11:00:00.000Z', 'P1Y', '2029-02-28T11:00:00.000Z'],
    ['weekends and holidays count', '2026-04-02T12:00:00.000Z', 'P5D', '2026-04-07T12:00:00.000Z'],
    ['seconds and milliseconds count', '2026-04-02T12:00:00.000Z', 'PT1.250S', '2026-04-02T12:00:01.250Z'],
  ])('%s', (_rule, at, duration, due) => {
    expect(addDuration(at, duration, berlin)).toBe(due);
  });

  it('takes a percentage of a duration with date parts from the time that really passes', () => {
    // the day of the change to summer time has 23 hours
    expect(percentOf('2026-03-28T23:00:00.000Z', 'P1D', 50, berlin)).toBe('2026-03-29T10:30:00.000Z');
    expect(percentOf('2026-03-28T23:00:00.000Z', 'P1D', 200, berlin)).toBe('2026-03-30T21:00:00.000Z');
  });

  it('subtracts a month to the same day of the month before', () => {
    expect(subtractDuration('2026-07-15T10:00:00.000Z', 'P30D', berlin)).toBe('2026-06-15T10:00:00.000Z');
    expect(subtractDuration('2026-03-31T10:00:00.000Z', 'P1M', berlin)).toBe('2026-02-28T11:00:00.000Z');
  });

  it('moves a planned instant by the length of the pause, and leaves what was already due', () => {
    const [paused, resumed] = ['2026-03-06T12:00:00.000Z', '2026-03-09T13:30:00.000Z'];
    expect(resumeAt(paused, '2026-03-06T14:00:00.000Z', resumed, 'PT4H', berlin)).toBe('2026-03-09T15:30:00.000Z');
    expect(resumeAt(paused, paused, resumed, 'PT4H', berlin)).toBe(paused);
    expect(() => resumeAt(resumed, '2026-03-10T00:00:00.000Z', paused, 'PT4H', berlin)).toThrow(/give an instant that is not earlier/);
  });
});

describe('percentages', () => {
  it('make 100 % exactly the duration, and 0 % the start', () => {
    fc.assert(
      fc.property(calendars, instants, durations, (calendar, at, duration) => {
        expect(percentOf(at, duration, 100, calendar)).toBe(addDuration(at, duration, calendar));
        expect(percentOf(at, duration, 0, calendar)).toBe(at);
      }),
    );
  });

  it('never go back as they rise, up to 1000 %', () => {
    const percent = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(calendars, instants, durations, percent, percent, (calendar, at, duration, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(percentOf(at, duration, less, calendar) <= percentOf(at, duration, more, calendar)).toBe(true);
      }),
    );
  });

  it.each([-1, Number.NaN, Infinity])('of %p are refused', (percent) => {
    expect(() => percentOf('2026-03-02T08:00:00.000Z', 'P1D', percent, berlin)).toThrow(/is not a percentage; write a number from 0/);
  });
});
