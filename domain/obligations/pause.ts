import { calendarNamed } from '../directory.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Context } from '../aggregate.ts';
import { addDuration, percentOf, workingTimeBetween } from '../time/calendar.ts';
import { addMs, toMs } from '../time/instant.ts';

const HOUR_MS = 3_600_000;

/**
 * When the clock of an obligation must run again, though nobody answered, if it stands still from now on: `percent` of
 * its time is all the standstill that it ever gets, over all its pauses (§0.06). Now, when that is used up; the same
 * instant as before while a pause lasts. Business time pauses in business time. Null without a clock.
 */
export function pauseEnds(obligation: Pick<Obligation, 'sla' | 'calendar' | 'pauses'>, percent: number, context: Context): Instant | null {
  const { sla, calendar: key, pauses } = obligation;
  if (sla === null) return null;
  const { now, policy } = context;
  const calendar = calendarNamed(policy, key);
  const whole = percentOf(now, sla, percent, calendar);
  const byWall = typeof sla === 'string';
  const between = (from: Instant, until: Instant) => (byWall ? toMs(until) - toMs(from) : workingTimeBetween(from, until, calendar));
  const used = pauses.reduce((ms, pause) => ms + between(pause.from, pause.until ?? now), 0);
  const left = Math.max(0, between(now, whole) - used);
  return byWall ? addMs(now, left) : addDuration(now, { business_hours: left / HOUR_MS }, calendar);
}
