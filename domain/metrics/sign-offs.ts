import type { Instant, WorkCalendar } from '../../contracts/primitives.ts';
import { workingTimeBetween } from '../time/calendar.ts';
import { toMs } from '../time/instant.ts';

/** A sign-off that is over, as far as the figures ask. */
export interface ClosedSignOff {
  readonly lane: string;
  /** `met` when its lane passed. */
  readonly state: string;
  readonly opened_at: Instant;
  readonly closed_at: Instant;
  readonly due_at: Instant | null;
  readonly pauses: readonly { readonly from: Instant; readonly until: Instant | null }[];
  /** The level of each rung that fired. */
  readonly levels: readonly string[];
}

/** How long a lane waited for its signatures, in milliseconds. */
export interface Wait {
  readonly wall_ms: number;
  readonly business_ms: number;
}

/**
 * From the opening of the lane to its passing, without the time in which its clock stood still (§0.06); business time runs
 * on the lane's calendar. Pauses that overlap are counted once.
 */
export function waitOf({ opened_at, closed_at, pauses }: Pick<ClosedSignOff, 'opened_at' | 'closed_at' | 'pauses'>, calendar: WorkCalendar): Wait {
  const business = (a: Instant, b: Instant) => workingTimeBetween(a, b, calendar);
  const wait = { wall_ms: toMs(closed_at) - toMs(opened_at), business_ms: business(opened_at, closed_at) };
  let counted = opened_at;
  for (const { from, until } of [...pauses].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const [begin, end] = [from > counted ? from : counted, until !== null && until < closed_at ? until : closed_at];
    if (end <= begin) continue;
    wait.wall_ms -= toMs(end) - toMs(begin);
    wait.business_ms -= business(begin, end);
    counted = end;
  }
  return wait;
}

/** Whether it was still owed after it was due; pauses and extensions have moved the due instant. */
export const wasOverdue = ({ closed_at, due_at }: Pick<ClosedSignOff, 'closed_at' | 'due_at'>): boolean => due_at !== null && closed_at > due_at;
