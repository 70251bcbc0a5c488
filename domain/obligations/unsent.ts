import type { DeliveryState, MessageKind } from '../../contracts/delivery.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant, WorkCalendar } from '../../contracts/primitives.ts';
import { calendarOf, personById } from '../directory.ts';
import { addDuration } from '../time/calendar.ts';

/*
 * What becomes of a message that was not sent yet (design §6): it falls through to its next channel at a step of the
 * policy, and it is dropped when nobody needs it any more.
 */

/** Messages that are pointless once the obligation they speak of has ended; the others tell of its end. */
const ASKING: ReadonlySet<string> = new Set<MessageKind>(['sign_off', 'task', 'reminder', 'escalation', 'board', 'question']);

const ALWAYS: WorkCalendar = { zone: 'UTC', hours: { from: '00:00', to: '24:00' }, workdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };
/** The last answer per calendar: the messages of one commit share it. */
const steps = new WeakMap<WorkCalendar, { readonly now: Instant; readonly step: unknown; readonly at: Instant }>();

/** When a message that is put on a channel at `now` moves to its next one: a step of the policy, on the recipient's calendar. */
export function fallsThroughAt(recipient: string, policy: Policy, directory: Directory, now: Instant): Instant {
  const person = personById(directory, recipient);
  const calendar = (person ? calendarOf(policy, person) : Object.values(policy.calendars)[0]) ?? ALWAYS;
  const step = policy.ladders.channels.fall_through_after;
  const kept = steps.get(calendar);
  if (kept?.now === now && kept.step === step) return kept.at;
  const at = addDuration(now, step, calendar);
  steps.set(calendar, { now, step, at });
  return at;
}

/** A message as far as these rules ask. */
export interface Waiting {
  readonly kind: string;
  readonly state: string;
  readonly obligation_id: string | null;
  readonly due_at: Instant;
}

const is = (message: Waiting, state: DeliveryState): boolean => message.state === state;

/** Whether its time on its channel is over. One that is being sent right now is left alone: it may just be arriving. */
export const fallsThrough = (message: Waiting, now: Instant): boolean => !is(message, 'sending') && message.due_at <= now;

/** Whether nobody needs it any more, since the obligation that it asks for ended before anything of it went out. */
export const isPointless = (message: Waiting, ended: ReadonlySet<string>): boolean =>
  is(message, 'pending') && message.obligation_id !== null && ended.has(message.obligation_id) && ASKING.has(message.kind);

/** Whether the newer message takes this one's place: of a person's digests only the last is sent, and it tells what changed since one that was. */
export const isFolded = (message: Waiting & { readonly recipient: string }, newer: { readonly kind: string; readonly recipient: string }): boolean =>
  message.kind === 'digest' && newer.kind === 'digest' && is(message, 'pending') && message.recipient === newer.recipient;
