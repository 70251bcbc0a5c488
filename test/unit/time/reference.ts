import type { Instant, WorkCalendar } from '../../../contracts/primitives.ts';

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, { day: string; weekday: string; minute: number }>();
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function format(zone: string): Intl.DateTimeFormat {
  const made = formats.get(zone) ?? new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** Local date and minute of the day by `Intl`, which knows nothing of our code; clocks only change on quarter hours. */
function wall(zone: string, ms: number): { day: string; weekday: string; minute: number } {
  const quarter = Math.floor(ms / (15 * MINUTE)) * 15 * MINUTE;
  const key = `${zone} ${quarter}`;
  let found = walls.get(key);
  if (!found) {
    const part = Object.fromEntries(format(zone).formatToParts(quarter).map(({ type, value }) => [type, value]));
    found = { day: `${part['year']}-${part['month']}-${part['day']}`, weekday: String(part['weekday']), minute: Number(part['hour']) * 60 + Number(part['minute']) };
    walls.set(key, found);
  }
  return { ...found, minute: found.minute + (ms - quarter) / MINUTE };
}

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Is the minute that begins at `ms` a working one? */
export function isWorking(calendar: WorkCalendar, ms: number): boolean {
  const { day, weekday, minute } = wall(calendar.zone, ms);
  return (
    calendar.workdays.includes(WEEKDAYS.indexOf(weekday) + 1) &&
    !calendar.holidays.includes(day) &&
    minute >= minutes(calendar.hours.from) &&
    minute < minutes(calendar.hours.to)
  );
}

/** Adds whole minutes of working time by looking at every single minute. */
export function stepMinutes(at: Instant, amount: number, calendar: WorkCalendar): Instant {
  let ms = Date.parse(at);
  for (let left = amount; left > 0; ms += MINUTE) if (isWorking(calendar, ms)) left -= 1;
  return new Date(ms).toISOString();
}
