import type { Instant, WorkCalendar } from '../../contracts/primitives.ts';
import { fromMs, toMs } from './instant.ts';
import { workingHours, type WorkingHours } from './working-time.ts';
import { atLocal, DAY_MS, localDay } from './zone.ts';

/** The time of a working day in which something of that day is done: from so long after its opening until it closes. */
export interface Slot {
  /** The local date, e.g. `2026-03-02`. */
  readonly date: string;
  readonly from: Instant;
  /** No longer part of it. Where it would begin after closing time, the end of the day. */
  readonly until: Instant;
}

/** A calendar without a working day in so many days has none. */
const FARTHEST_DAYS = 400;
const MINUTE_MS = 60_000;

function slotOf(hours: WorkingHours, day: number, afterMinutes: number): Slot {
  const from = atLocal(hours.zone, day, hours.opens + afterMinutes * MINUTE_MS);
  const closes = atLocal(hours.zone, day, hours.closes);
  return { date: fromMs(day * DAY_MS).slice(0, 10), from: fromMs(from), until: fromMs(closes > from ? closes : atLocal(hours.zone, day, DAY_MS)) };
}

/** The slot that lasts at an instant; null outside of it and on a day off. @throws RangeError for a calendar that makes no sense. */
export function slotAt(calendar: WorkCalendar, afterMinutes: number, at: Instant): Slot | null {
  const hours = workingHours(calendar);
  const day = localDay(hours.zone, toMs(at));
  const slot = hours.works(day) ? slotOf(hours, day, afterMinutes) : null;
  return slot !== null && slot.from <= at && at < slot.until ? slot : null;
}

/** The first slot that begins after an instant; null where the calendar has no working day within a year. @throws as {@link slotAt} */
export function slotAfter(calendar: WorkCalendar, afterMinutes: number, at: Instant): Slot | null {
  const hours = workingHours(calendar);
  const first = localDay(hours.zone, toMs(at));
  for (let day = first; day <= first + FARTHEST_DAYS; day += 1) {
    const slot = hours.works(day) ? slotOf(hours, day, afterMinutes) : null;
    if (slot !== null && slot.from > at) return slot;
  }
  return null;
}
