import type { WorkCalendar } from '../../contracts/primitives.ts';
import { atLocal, DAY_MS, localDay } from './zone.ts';

/** A working calendar prepared for counting. Times of day and lengths are in ms, days are days since 1970-01-01. */
export interface WorkingHours {
  readonly zone: string;
  readonly opens: number;
  readonly closes: number;
  /** The length of one business day. */
  readonly dayLength: number;
  readonly works: (day: number) => boolean;
}

/** Counting stops here: a calendar without a working day in a century is a mistake, not a wait. */
const FARTHEST_DAYS = 36_525;

const prepared = new WeakMap<WorkCalendar, WorkingHours>();

/**
 * Prepares a calendar; the work is done once per calendar object.
 * @throws RangeError that names the field at fault and what would be right.
 */
export function workingHours(calendar: WorkCalendar): WorkingHours {
  const kept = prepared.get(calendar);
  if (kept) return kept;
  const [opens, closes] = [timeOfDay(calendar.hours.from), timeOfDay(calendar.hours.to)];
  if (closes <= opens) throw new RangeError(`hours ${calendar.hours.from}–${calendar.hours.to} end before they begin; write e.g. 09:00–17:00`);
  const workdays = new Set(calendar.workdays);
  if (![1, 2, 3, 4, 5, 6, 7].some((day) => workdays.has(day))) throw new RangeError('a calendar needs a workday from 1 (Monday) to 7 (Sunday)');
  const holidays = new Set(calendar.holidays.map(dayOf));
  // day 0, 1970-01-01, was a Thursday
  const works = (day: number) => workdays.has(((((day + 3) % 7) + 7) % 7) + 1) && !holidays.has(day);
  const hours = { zone: calendar.zone, opens, closes, dayLength: closes - opens, works };
  prepared.set(calendar, hours);
  return hours;
}

function timeOfDay(text: string): number {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const ms = (Number(hour) * 60 + Number(minute)) * 60_000;
  if (!(ms <= DAY_MS)) throw new RangeError(`"${text}" is not a time of day; write e.g. 09:00, at most 24:00`);
  return ms;
}

function dayOf(date: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`holiday "${date}" is not a date; write e.g. 2026-12-25`);
  return ms / DAY_MS;
}

/** The working hours of one local date as instants (ms); empty on a day off. */
function shift(hours: WorkingHours, day: number): { readonly from: number; readonly to: number } {
  if (!hours.works(day)) return { from: 0, to: 0 };
  return { from: atLocal(hours.zone, day, hours.opens), to: atLocal(hours.zone, day, hours.closes) };
}

/**
 * The instant (ms) by which `amount` ms of working time have passed since `at`. From outside working hours it counts
 * from the next opening; an amount used up at closing time ends there, not at the next opening; nothing takes no time.
 * @throws RangeError when the calendar does not hold that much working time within a hundred years.
 */
export function addWorking(hours: WorkingHours, at: number, amount: number): number {
  if (amount === 0) return at;
  const first = localDay(hours.zone, at);
  let left = amount;
  for (let day = first; day <= first + FARTHEST_DAYS; day += 1) {
    const { from, to } = shift(hours, day);
    const start = Math.max(from, at);
    if (to <= start) continue;
    if (left <= to - start) return start + left;
    left -= to - start;
  }
  throw tooFar(amount);
}

/** The mirror of {@link addWorking}: the latest instant (ms) from which `amount` ms of working time pass until `at`. */
export function subtractWorking(hours: WorkingHours, at: number, amount: number): number {
  if (amount === 0) return at;
  const last = localDay(hours.zone, at);
  let left = amount;
  for (let day = last; day >= last - FARTHEST_DAYS; day -= 1) {
    const { from, to } = shift(hours, day);
    const end = Math.min(to, at);
    if (end <= from) continue;
    if (left <= end - from) return end - left;
    left -= end - from;
  }
  throw tooFar(amount);
}

const tooFar = (amount: number) =>
  new RangeError(`${amount / 3_600_000} hours of working time do not fit into a hundred years of this calendar; check its workdays and holidays`);

/** Working time (ms) from `a` to `b`, which must not be before `a`. */
export function workingBetween(hours: WorkingHours, a: number, b: number): number {
  let total = 0;
  const last = localDay(hours.zone, b);
  for (let day = localDay(hours.zone, a); day <= last; day += 1) {
    const { from, to } = shift(hours, day);
    total += Math.max(0, Math.min(to, b) - Math.max(from, a));
  }
  return total;
}
