import type { Instant, WorkCalendar } from '../../contracts/primitives.ts';
import type { Context, Facts, NewEvent } from '../aggregate.ts';
import { calendarNamed, hasLeft } from '../directory.ts';
import { earliest } from '../time/instant.ts';
import { slotAfter, slotAt, type Slot } from '../time/opening.ts';
import { calendarKeyOf, digestReaders } from './digest-readers.ts';
import type { Digests } from './digest-rounds.ts';
import { fact } from './facts.ts';
import type { HouseState } from './state.ts';

/*
 * When managers get their digest:
 * 1. once a working day, from the opening hour of its reader's own calendar on: all whose day begins at one time are one round;
 * 2. a round that nobody was there to begin is begun later that day; after closing time it is folded into the next one;
 * 3. the house looks as long as a nonconformity is open. After two rounds in a row without one it sleeps until one is raised:
 *    after one alone, what is being written at that moment could be missed.
 */

/** Rounds in a row with nothing open, after which the house sleeps. */
const QUIET_ROUNDS = 2;

/** The round of one calendar's readers. */
interface Round {
  readonly calendar: string;
  readonly slot: Slot;
}

type Seen = Pick<Facts, 'directory' | 'policy'>;
type Awake = HouseState & { readonly digests: Digests };

const isAwake = (state: HouseState): state is Awake => state.digests !== undefined && state.digests.quiet < QUIET_ROUNDS;

/** The calendars of everybody who works here. */
function calendarsOf(seen: Seen, now: Instant): string[] {
  const found = new Set<string>();
  for (const person of seen.directory.people) {
    const key = hasLeft(person, now) ? null : calendarKeyOf(seen, person);
    if (key !== null) found.add(key);
  }
  return [...found];
}

const lastOf = ({ digests: { since, last } }: Awake, calendar: string): Instant => {
  const at = last[calendar];
  return at !== undefined && at > since ? at : since;
};

/** What a calendar and the policy say of its rounds. */
function timesOf({ policy }: Seen, calendar: string): { readonly calendar: WorkCalendar; readonly minutes: number } | null {
  const minutes = policy.nonconformities?.digest.minutes_after_opening;
  return minutes === undefined ? null : { calendar: calendarNamed(policy, calendar), minutes };
}

/** The rounds that are due now and that nobody began yet. */
function dueRounds(state: Awake, seen: Seen, now: Instant): Round[] {
  return calendarsOf(seen, now).flatMap((calendar) => {
    const times = timesOf(seen, calendar);
    const slot = times && slotAt(times.calendar, times.minutes, now);
    return slot && slot.from > lastOf(state, calendar) ? [{ calendar, slot }] : [];
  });
}

/** When the house looks next whom a digest is owed; null while it sleeps. */
export function nextDigest(state: HouseState, seen: Seen, now: Instant): Instant | null {
  if (!isAwake(state)) return null;
  const next = (calendar: string): Instant | null => {
    const times = timesOf(seen, calendar);
    if (!times) return null;
    const [last, here] = [lastOf(state, calendar), slotAt(times.calendar, times.minutes, now)];
    if (here && here.from > last) return here.from;
    return slotAfter(times.calendar, times.minutes, last > now ? last : now)?.from ?? null;
  };
  return earliest(calendarsOf(seen, now).map(next));
}

/** Begins to look once there is something, and begins the rounds that are due. */
export function beginDigests(state: HouseState, context: Context): NewEvent[] {
  const { digests: grounds, now } = context;
  if (grounds === undefined || context.policy.nonconformities === undefined) return [];
  if (!isAwake(state)) return grounds.open ? [fact('digests.begun', {})] : [];
  const rounds = dueRounds(state, context, now);
  if (rounds.length === 0) return [];
  const dates = new Map(rounds.map(({ calendar, slot }) => [calendar, slot.date]));
  const to = digestReaders(grounds.owing, context).flatMap(({ reader, calendar, managers }) => {
    const date = dates.get(calendar);
    return date === undefined ? [] : [{ reader, date, managers }];
  });
  return [fact('digests.due', { rounds: rounds.map(({ calendar, slot }) => ({ calendar, at: slot.from })), to, open: grounds.open })];
}
