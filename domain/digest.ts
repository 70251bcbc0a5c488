import type { MessageKind } from '../contracts/delivery.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Instant, WorkCalendar } from '../contracts/primitives.ts';
import { addDuration } from './time/calendar.ts';
import { fromMs, toMs } from './time/instant.ts';

/** Durations of a digest run by the wall and know no days, so any calendar counts them. */
const WALL: WorkCalendar = { zone: 'UTC', hours: { from: '00:00', to: '24:00' }, workdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };

/** Since when messages to somebody count towards a digest; null when the policy wants none. */
export function countedSince({ ladders }: Policy, now: Instant): Instant | null {
  const { digest } = ladders.channels;
  return digest === undefined ? null : fromMs(2 * toMs(now) - toMs(addDuration(now, digest.within, WALL)));
}

/**
 * Until when a message waits for others to the same person, because `before` messages went to them on this channel lately
 * null when it goes out at once. All that wait at one time wait until the same instant, no longer than the policy's.
 */
export function waitsUntil(kind: MessageKind, before: number, { ladders }: Policy, now: Instant): Instant | null {
  const { digest } = ladders.channels;
  if (digest === undefined || !digest.kinds.includes(kind) || before + 1 < digest.from) return null;
  const within = toMs(addDuration(now, digest.within, WALL)) - toMs(now);
  return within === 0 ? null : fromMs((Math.floor(toMs(now) / within) + 1) * within);
}
