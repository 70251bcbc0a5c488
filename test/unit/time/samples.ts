import fc from 'fast-check';
import type { WorkCalendar } from '../../../contracts/primitives.ts';

/** Three zones that change their clocks on different dates; Lord Howe by half an hour only. */
export const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const;

export const berlin: WorkCalendar = {
  zone: 'Europe/Berlin',
  hours: { from: '09:00', to: '17:00' },
  workdays: [1, 2, 3, 4, 5],
  holidays: ['2026-04-03', '2026-04-06', '2026-12-25'],
};

/** Minutes of 2026, so that every clock change of the year lies inside. */
export const instants = fc
  .integer({ min: 0, max: 365 * 24 * 60 - 1 })
  .map((minute) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString());

/** Calendars of the three zones, some of which work through the night of a clock change. */
export const calendars: fc.Arbitrary<WorkCalendar> = fc.record({
  zone: fc.constantFrom(...ZONES),
  hours: fc.record({ from: fc.constantFrom('00:00', '08:30', '09:00'), to: fc.constantFrom('12:15', '17:00', '24:00') }),
  workdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 2 }),
  holidays: fc.array(fc.integer({ min: 1, max: 28 }).map((day) => `2026-04-${String(day).padStart(2, '0')}`), { maxLength: 5 }),
});
