import { Temporal } from 'temporal-polyfill';
import type { Duration, Instant, WorkCalendar } from '../../contracts/primitives.ts';
import { parseDuration } from './duration.ts';
import type { ParsedDuration } from './duration.ts';
import { fromMs, toMs } from './instant.ts';
import { addWorking, subtractWorking, workingBetween, workingHours } from './working-time.ts';

/** For ISO 8601 durations, which run by the wall: of it only the zone counts (design §8). */
export const BY_THE_WALL: WorkCalendar = { zone: 'UTC', hours: { from: '09:00', to: '17:00' }, workdays: [1, 2, 3, 4, 5], holidays: [] };

/*
 * How time is counted (design §8, §0.08):
 * 1. ISO 8601 durations run by the wall of the calendar's zone: P1D keeps the time of day across a DST change, PT24H
 *    does not; months clamp to the month's end. They know no holidays and no working hours.
 * 2. Business durations run in the working hours of the calendar; one business day is one of its working days long.
 * 3. A percentage of a duration with date parts is a share of the elapsed time between `at` and `at` plus the duration,
 *    so 100 % is exactly the duration, and more goes on in a straight line. It always rises with the percentage.
 */

/**
 * The instant when `duration` has passed since `at`. A business duration from outside working hours counts from the
 * next opening; of no length at all it is `at` itself.
 * @throws RangeError naming the duration, zone, hours or instant at fault.
 */
export function addDuration(at: Instant, duration: Duration, calendar: WorkCalendar): Instant {
  const parsed = parseDuration(duration);
  if (parsed.kind === 'wall') return moveByWall(at, parsed.wall, calendar);
  return fromMs(addWorking(workingHours(calendar), toMs(at), workingMs(parsed, calendar)));
}

/** The instant from which `duration` runs until `at`: for notices before something is due. Throws as {@link addDuration}. */
export function subtractDuration(at: Instant, duration: Duration, calendar: WorkCalendar): Instant {
  const parsed = parseDuration(duration);
  if (parsed.kind === 'wall') return moveByWall(at, parsed.wall.negated(), calendar);
  return fromMs(subtractWorking(workingHours(calendar), toMs(at), workingMs(parsed, calendar)));
}

/**
 * The instant when `percent` % of `duration` has passed since `at`; 0 % is `at`, and more than 100 % is allowed (§0.03).
 * @throws RangeError for a percentage that is negative or not a number, else as {@link addDuration}.
 */
export function percentOf(at: Instant, duration: Duration, percent: number, calendar: WorkCalendar): Instant {
  if (!(percent >= 0 && percent < Infinity)) throw new RangeError(`${percent} is not a percentage; write a number from 0, e.g. 150`);
  const parsed = parseDuration(duration);
  const start = toMs(at);
  if (parsed.kind === 'wall') {
    const whole = toMs(moveByWall(at, parsed.wall, calendar)) - start;
    return fromMs(start + share(whole, percent));
  }
  return fromMs(addWorking(workingHours(calendar), start, share(workingMs(parsed, calendar), percent)));
}

/** Milliseconds of working time from `a` to `b`; negative when `b` comes first. */
export function workingTimeBetween(a: Instant, b: Instant, calendar: WorkCalendar): number {
  const [from, to] = [toMs(a), toMs(b)];
  const hours = workingHours(calendar);
  return from <= to ? workingBetween(hours, from, to) : -workingBetween(hours, to, from);
}

/**
 * Where something planned at `planned` moves when its clock stood still from `pausedAt` to `resumedAt` (§0.06): business
 * durations keep the working time that was left, ISO durations the wall time. What was due by `pausedAt` stays.
 * @throws RangeError when the pause ends before it begins.
 */
export function resumeAt(pausedAt: Instant, planned: Instant, resumedAt: Instant, duration: Duration, calendar: WorkCalendar): Instant {
  if (resumedAt < pausedAt) throw new RangeError(`a pause from ${pausedAt} cannot end at ${resumedAt}; give an instant that is not earlier`);
  if (planned <= pausedAt) return planned;
  if (parseDuration(duration).kind === 'wall') return fromMs(toMs(resumedAt) + toMs(planned) - toMs(pausedAt));
  const hours = workingHours(calendar);
  return fromMs(addWorking(hours, toMs(resumedAt), workingBetween(hours, toMs(pausedAt), toMs(planned))));
}

const share = (whole: number, percent: number) => Math.round((whole * percent) / 100);

function workingMs(parsed: Exclude<ParsedDuration, { kind: 'wall' }>, calendar: WorkCalendar): number {
  const unit = parsed.kind === 'business_days' ? workingHours(calendar).dayLength : 3_600_000;
  return Math.round(parsed.amount * unit);
}

function moveByWall(at: Instant, wall: Temporal.Duration, calendar: WorkCalendar): Instant {
  const start = toMs(at);
  const dateParts = wall.years !== 0 || wall.months !== 0 || wall.weeks !== 0 || wall.days !== 0;
  let end: number;
  try {
    end = dateParts
      ? Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(calendar.zone).add(wall).epochMilliseconds
      : start + wall.total('milliseconds');
  } catch {
    throw new RangeError(`${wall.toString()} cannot be counted from ${at} in "${calendar.zone}"; use an IANA zone, e.g. Europe/Berlin, and a shorter duration`);
  }
  return fromMs(end);
}
