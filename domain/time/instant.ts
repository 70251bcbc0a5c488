import type { Instant } from '../../contracts/primitives.ts';

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Milliseconds since 1970 of an instant.
 * @throws RangeError when the text is not in the exact form of `toISOString()`: any other form would not compare as text.
 */
export function toMs(at: Instant): number {
  const ms = FORM.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`"${at}" is not an instant; write UTC with milliseconds, e.g. 2026-03-02T09:00:00.000Z`);
  return ms;
}

/**
 * The instant of a number of milliseconds since 1970; a fraction of a millisecond is cut off.
 * @throws RangeError outside the years 0000 to 9999, where instants stop comparing as text.
 */
export function fromMs(ms: number): Instant {
  if (!(ms >= EARLIEST && ms <= LATEST)) throw new RangeError(`${ms} ms is outside the years 0000 to 9999; use a shorter duration`);
  return new Date(ms).toISOString();
}

/** The instant `ms` milliseconds of wall time after `at`; before it when negative. */
export const addMs = (at: Instant, ms: number): Instant => fromMs(toMs(at) + ms);

/** The earliest of the instants that are there, or null when none is. */
export function earliest(instants: Iterable<Instant | null | undefined>): Instant | null {
  let found: Instant | null = null;
  for (const at of instants) if (at && (found === null || at < found)) found = at;
  return found;
}

/** The latest of the instants that are there, or null when none is. */
export function latest(instants: Iterable<Instant | null | undefined>): Instant | null {
  let found: Instant | null = null;
  for (const at of instants) if (at && (found === null || at > found)) found = at;
  return found;
}
