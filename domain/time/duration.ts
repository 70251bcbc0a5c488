import { Temporal } from 'temporal-polyfill';
import type { Duration } from '../../contracts/primitives.ts';

/** A duration taken apart: by the wall, or an amount of working time (design §8). */
export type ParsedDuration =
  | { readonly kind: 'wall'; readonly wall: Temporal.Duration }
  | { readonly kind: 'business_days'; readonly amount: number }
  | { readonly kind: 'business_hours'; readonly amount: number };

const RIGHT = 'write e.g. "PT4H", "P30D", {"business_days": 3} or {"business_hours": 4}';

/**
 * Takes a duration apart. Signs and fractions of days, weeks, months and years are refused: a policy that needs them
 * says hours, or business days.
 * @throws RangeError that names the text and a right example.
 */
export function parseDuration(duration: Duration): ParsedDuration {
  if (typeof duration === 'string') return { kind: 'wall', wall: parseWall(duration) };
  const [entry, ...more] = Object.entries(duration) as [string, unknown][];
  const [kind, amount] = entry ?? [];
  const known = kind === 'business_days' || kind === 'business_hours';
  if (known && more.length === 0 && typeof amount === 'number' && Number.isFinite(amount) && amount >= 0) return { kind, amount };
  throw new RangeError(`${JSON.stringify(duration)} is not a duration; ${RIGHT}`);
}

function parseWall(text: string): Temporal.Duration {
  try {
    if (/^P[\dT]/.test(text)) return Temporal.Duration.from(text);
  } catch {
    // the polyfill's own message names neither the policy's form nor an example
  }
  throw new RangeError(`"${text}" is not an ISO 8601 duration; ${RIGHT}`);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The fewest and the most days of a month. */
const MONTH = { fewest: 28, most: 31 };
/** What a clock change can make between two ends that lie on different dates. */
const CLOCK_CHANGE = HOUR;

/** What two durations differ by, unit by unit; units that both share cancel out. */
function difference(a: Temporal.Duration, b: Temporal.Duration): readonly [months: number, days: number, ms: number] {
  const time = (d: Temporal.Duration) => ((d.hours * 60 + d.minutes) * 60 + d.seconds) * 1000 + d.milliseconds;
  return [
    (a.years - b.years) * 12 + a.months - b.months,
    (a.weeks - b.weeks) * 7 + a.days - b.days,
    time(a) - time(b),
  ];
}

function compareWall(a: Temporal.Duration, b: Temporal.Duration): number | undefined {
  const [months, days, ms] = difference(a, b);
  const slack = months === 0 && days === 0 ? 0 : CLOCK_CHANGE;
  const [shortest, longest] = months >= 0 ? [MONTH.fewest, MONTH.most] : [MONTH.most, MONTH.fewest];
  const least = (months * shortest + days) * DAY + ms - slack;
  const most = (months * longest + days) * DAY + ms + slack;
  if (least === 0 && most === 0) return 0;
  if (least > 0) return 1;
  return most < 0 ? -1 : undefined;
}

/**
 * -1, 0 or 1 where the order of two durations holds whatever the date and the calendar; undefined where it does not:
 * `P1M` and `P30D`, `P1D` and `PT24H`, wall and business, business days and business hours (which need a calendar).
 * @throws RangeError when one of them is not a duration.
 */
export function compareDurations(a: Duration, b: Duration): -1 | 0 | 1 | undefined {
  const [left, right] = [parseDuration(a), parseDuration(b)];
  let order: number | undefined;
  if (left.kind === 'wall' && right.kind === 'wall') order = compareWall(left.wall, right.wall);
  else if (left.kind !== 'wall' && right.kind === left.kind) order = left.amount - right.amount;
  return order === undefined ? undefined : (Math.sign(order) as -1 | 0 | 1);
}
