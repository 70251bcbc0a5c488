import { Temporal } from 'temporal-polyfill';

export const DAY_MS = 86_400_000;

/** A stretch of time in which a zone keeps one offset from UTC (ms); `until` is excluded. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/** Looking an offset up costs 10 µs in the polyfill; a zone has two stretches a year, so they are kept for good. */
const known = new Map<string, Stretch[]>();

function lookUp(zone: string, ms: number): Stretch {
  let here: Temporal.ZonedDateTime;
  try {
    here = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  } catch {
    throw new RangeError(`"${zone}" is not a time zone; write an IANA name, e.g. Europe/Berlin`);
  }
  // "previous" leaves out a change at the very instant that it is asked for
  const previous = here.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    until: here.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offset: here.offsetNanoseconds / 1_000_000,
  };
}

function stretchAt(zone: string, ms: number): Stretch {
  const stretches = known.get(zone) ?? [];
  const kept = stretches.find((stretch) => ms >= stretch.from && ms < stretch.until);
  if (kept) return kept;
  const found = lookUp(zone, ms);
  known.set(zone, [found, ...stretches]);
  return found;
}

/** The local date at an instant, as days since 1970-01-01. @throws RangeError for an unknown zone. */
export const localDay = (zone: string, ms: number): number => Math.floor((ms + stretchAt(zone, ms).offset) / DAY_MS);

/**
 * The instant (ms) of a local date and time of day (ms after midnight, up to 24 h). A time that DST skips is read one
 * offset later, one that it repeats is read as the first of the two.
 */
export function atLocal(zone: string, day: number, timeMs: number): number {
  const local = day * DAY_MS + timeMs;
  const stretch = stretchAt(zone, local);
  // no offset reaches two days, so far from a change the local time can only mean this offset
  if (local - 2 * DAY_MS >= stretch.from && local + 2 * DAY_MS < stretch.until) return local - stretch.offset;
  const wall = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
  return wall.toZonedDateTime(zone).epochMilliseconds;
}
