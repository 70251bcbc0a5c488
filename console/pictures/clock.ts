import type { Instant } from '../../contracts/primitives.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The month of a `2026-11…` as three letters. */
export const monthWord = (at: string): string => MONTHS[Number(at.slice(5, 7)) - 1] ?? at;

/** How a time zone writes instants, for pictures and their tables. */
export interface Clock {
  /** `24 Nov 2026 14:00 CET`; with seconds only where there are some. */
  readonly words: (at: Instant) => string;
  /** {@link Clock.words} without year and zone, which the picture says once. */
  readonly short: (at: Instant) => string;
  /** What the zone is called at that instant, e.g. `CET`. */
  readonly name: (at: Instant) => string;
  /** What wall clocks there show, as milliseconds that count as UTC's do. */
  readonly wall: (ms: number) => number;
}

const zoned = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string): Intl.DateTimeFormat {
  const kept = zoned.get(zone);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });
  zoned.set(zone, made);
  return made;
}

/** The day of a wall clock's `2026-11-24…`: `24 Nov`. */
export const dayWord = (wall: string): string => `${Number(wall.slice(8, 10))} ${monthWord(wall)}`;

/** The clock of a time zone as the calendars of the policy name it, e.g. `Europe/Berlin`. @throws RangeError for a name that is none */
export function clockIn(zone: string): Clock {
  const format = formatOf(zone);
  const partsOf = (ms: number) => new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const wall = (ms: number): number => {
    const parts = partsOf(ms);
    const n = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    return Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second'));
  };
  const name = (at: Instant): string => partsOf(Date.parse(at)).get('timeZoneName') ?? zone;
  const pieces = (at: Instant) => {
    const shown = new Date(wall(Date.parse(at))).toISOString();
    return { day: dayWord(shown), year: shown.slice(0, 4), time: `${shown.slice(11, 16)}${shown.slice(17, 19) === '00' ? '' : shown.slice(16, 19)}` };
  };
  return {
    name,
    wall,
    words: (at) => {
      const { day, year, time } = pieces(at);
      return `${day} ${year} ${time} ${name(at)}`;
    },
    short: (at) => {
      const { day, time } = pieces(at);
      return `${day} ${time}`;
    },
  };
}

/** What the zone is called over these instants: one name, or two where summer time begins or ends between them. */
export const namesOf = ({ name }: Clock, instants: readonly Instant[]): string => [...new Set(instants.map(name))].join('/');
