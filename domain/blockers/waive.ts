import type { Instant } from '../../contracts/primitives.ts';
import { holdsAny, inPerson } from '../actors.ts';
import type { Context, Decision, NewEvent } from '../aggregate.ts';
import { currentPerson, calendarOf } from '../directory.ts';
import { addDuration } from '../time/calendar.ts';
import { earliest } from '../time/instant.ts';
import type { BlockerBook } from './book.ts';
import { blockerFact } from './book.ts';
import type { Place } from './raise.ts';
import { notTheirOwn, weakToOpen } from './raise.ts';
import { countWaivers, renewalFault } from './waivers.ts';

/** what is asked of a waiver. */
export interface WaiverAsked {
  readonly blocker_id: string;
  /** Null: for everything in the blocker's extent. */
  readonly system_id: string | null;
  readonly reason: string;
  readonly compensating_control: string;
  readonly until: Instant;
}

/** The latest end of something granted by a person now for at most `duration`. */
export function latestEnd(person: string, duration: Parameters<typeof addDuration>[1], context: Context): Instant {
  const granter = currentPerson(context.directory, person, context.now);
  const calendar = granter ? calendarOf(context.policy, granter) : { zone: 'UTC', hours: { from: '09:00', to: '17:00' }, workdays: [1, 2, 3, 4, 5], holidays: [] };
  return addDuration(context.now, duration, calendar);
}

/**
 * Waives one blocker for a time: by a role above the lane heads, never by the requester of an open deployment,
 * with a compensating control, at most as long and as often as the policy says. Any blocker that covers the record can be
 * waived, also one kept elsewhere. At the end it holds again by itself. Many in force at once are told to executives.
 */
export function waiveBlocker(book: BlockerBook, asked: WaiverAsked, context: Context, place: Place): Decision {
  const blocker = [...place.open, ...context.blockers].find(({ id }) => id === asked.blocker_id);
  if (!blocker) return { refused: 'unknown_blocker', detail: `no open blocker ${asked.blocker_id} here`, pointer: '/blocker_id' };
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const { approver_roles, at_most } = context.policy.thresholds.waiver;
  const unit = blocker.extent.scope === 'unit' ? blocker.extent.id : context.system?.entry?.unit;
  if (!holdsAny(context.directory, person, approver_roles, context.now, unit)) {
    return { refused: 'not_permitted', detail: `a waiver is granted by a role of: ${approver_roles.join(', ')} (R-68)` };
  }
  const fault = notTheirOwn(person, 'waive', context) ?? weakToOpen('a waiver here is granted', context) ?? renewalFault(asked, blocker, book, context);
  if (fault) return fault;
  const latest = latestEnd(person, at_most, context);
  if (asked.until <= context.now) return { refused: 'invalid', detail: `a waiver ends in the future, after ${context.now}`, pointer: '/until' };
  if (asked.until > latest) return { refused: 'limit_reached', detail: `a waiver lasts at most until ${latest}`, pointer: '/until' };
  const waiver_id = context.newId('wvr');
  const { blocker_id, system_id, reason, compensating_control, until } = asked;
  const waived = blockerFact('blocker.waived', { waiver_id, blocker_id, system_id, until, person, reason, compensating_control });
  const waiver = { id: waiver_id, blocker_id, system_id, until, granted_by: person };
  return { events: [waived, ...countWaivers(waiver, book, context, place)], result: { waiver_id } };
}

const current = (book: BlockerBook) => book.waivers.filter(({ ended }) => !ended);

/** Announces the waivers whose time is over; they stopped counting at `until` without it. */
export function endWaivers(book: BlockerBook, now: Instant): NewEvent[] {
  return current(book)
    .filter(({ until }) => until <= now)
    .map(({ id, blocker_id }) => blockerFact('waiver.ended', { waiver_id: id, blocker_id }));
}

/** The next end of a waiver to announce. */
export const nextWaiverEnd = (book: BlockerBook): Instant | null => earliest(current(book).map(({ until }) => until));
