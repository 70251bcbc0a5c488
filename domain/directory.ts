import type { Absence, Directory, Person } from '../contracts/directory.ts';
import type { Policy } from '../contracts/policy.ts';
import { TIERS } from '../contracts/primitives.ts';
import type { Instant, Tier, WorkCalendar } from '../contracts/primitives.ts';
import { everyHolder, personById } from './directory-index.ts';

export { personById };

/** Whether the person has left by `at`. `left_on` counts from midnight UTC: the directory knows no zones. */
export const hasLeft = (person: Pick<Person, 'left_on'>, at: Instant): boolean => person.left_on !== undefined && at.slice(0, 10) >= person.left_on;

/** The person bound to a Slack user who works here at that instant (design §7). */
export const personOfSlack = ({ people }: Directory, user: string | null | undefined, at: Instant): Person | undefined =>
  user == null ? undefined : people.find((each) => each.slack_user_id === user && !hasLeft(each, at));

/** The person, when known and still working here at `at`. */
export function currentPerson(directory: Directory, id: string, at: Instant): Person | undefined {
  const person = personById(directory, id);
  return person && !hasLeft(person, at) ? person : undefined;
}

/** A unit and every unit above it, nearest first; never runs in a circle. An unknown unit stands alone. */
export function unitAndAbove(directory: Directory, unit: string): string[] {
  const path: string[] = [];
  let next: string | undefined = unit;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = directory.units.find(({ id }) => id === path.at(-1))?.parent;
  }
  return path;
}

/**
 * Whether the person holds the role for a matter of `unit`: for the whole organisation, for that unit, or for one above
 * it. Without a unit the matter concerns the organisation, and only a holding for the organisation counts.
 */
export function holdsRole(directory: Directory, person: Person, role: string, unit?: string): boolean {
  const units = unit === undefined ? [] : unitAndAbove(directory, unit);
  return person.roles.some((held) => (typeof held === 'string' ? held === role : held.role === role && units.includes(held.unit)));
}

/** Everybody who holds the role at `at` for a matter of `unit` (see {@link holdsRole}), absent or not; leavers hold nothing. */
export function holders(directory: Directory, role: string, at: Instant, unit?: string): Person[] {
  return everyHolder(directory, role).filter((person) => !hasLeft(person, at) && holdsRole(directory, person, role, unit));
}

/** The holders of the role who are not absent at `at`. */
export function availableHolders(directory: Directory, role: string, at: Instant, unit?: string): Person[] {
  return holders(directory, role, at, unit).filter((person) => !isAbsent(directory, person.id, at));
}

/** The one role that no directory holds: the owner named in the system's register entry (R-04, §0.01). */
export const SYSTEM_OWNER = 'system_owner';

/** Whether anybody in the directory holds the role, for whatever unit; {@link SYSTEM_OWNER} always, by the register. */
export function isHeldAnywhere(directory: Directory, role: string, at: Instant): boolean {
  if (role === SYSTEM_OWNER) return true;
  return everyHolder(directory, role).some((person) => !hasLeft(person, at));
}

const lasts = (span: { readonly starts_at?: Instant | undefined; readonly until: Instant }, at: Instant): boolean =>
  (span.starts_at === undefined || span.starts_at <= at) && at < span.until;

function absencesOf(directory: Directory, person: string, at: Instant): Absence[] {
  return directory.absences.filter((absence) => absence.person === person && lasts(absence, at));
}

/** Whether an absence of the person lasts at `at`; its end instant is no longer part of it. */
export function isAbsent(directory: Directory, person: string, at: Instant): boolean {
  return absencesOf(directory, person, at).length > 0;
}

/**
 * Who stands in for an absent person at `at` (§1.02): the deputy, or the deputy's own when that one is absent too, never
 * in a circle. Null when the person is here, or when nobody present is at the end of the chain.
 */
export function deputyOf(directory: Directory, person: string, at: Instant): string | null {
  const seen = new Set([person]);
  let absences = absencesOf(directory, person, at);
  while (absences.length > 0) {
    const deputy = absences.find((absence) => absence.deputy !== undefined)?.deputy;
    if (deputy === undefined || seen.has(deputy) || !currentPerson(directory, deputy, at)) return null;
    absences = absencesOf(directory, deputy, at);
    if (absences.length === 0) return deputy;
    seen.add(deputy);
  }
  return null;
}

/** The line manager at `at`; a manager who left is passed over to the next above. Null at the top of the house. */
export function managerOf(directory: Directory, person: string, at: Instant): string | null {
  const seen = new Set([person]);
  let next = personById(directory, person)?.manager;
  while (next !== undefined && !seen.has(next)) {
    if (currentPerson(directory, next, at)) return next;
    seen.add(next);
    next = personById(directory, next)?.manager;
  }
  return null;
}

export interface DelegationScope {
  readonly lane: string;
  readonly at: Instant;
  readonly tier: Tier;
  readonly unit: string;
}

/**
 * Who may sign in whose place in this lane (§1.01): dated, of this lane, within its tier cap and its unit, both still
 * here. One hop: a delegation of what was itself delegated is not followed. Whether `from` is a member, and whether `to`
 * is the requester or an author, is for the rules of authority.
 */
export function delegatesFor(directory: Directory, scope: DelegationScope): { from: string; to: string; keep_informed: boolean }[] {
  const units = unitAndAbove(directory, scope.unit);
  return directory.delegations
    .filter((given) => given.lane === scope.lane && lasts(given, scope.at))
    .filter((given) => given.tier_cap === undefined || TIERS.indexOf(scope.tier) <= TIERS.indexOf(given.tier_cap))
    .filter((given) => given.unit === undefined || units.includes(given.unit))
    .filter((given) => currentPerson(directory, given.from, scope.at) && currentPerson(directory, given.to, scope.at))
    .map(({ from, to, keep_informed }) => ({ from, to, keep_informed }));
}

/**
 * The calendar of that name. One that the policy does not know falls back to its first, so that no clock stands still.
 * @throws RangeError when the policy has no calendar at all, which `checkPolicy` refuses.
 */
export function calendarNamed(policy: Policy, name: string | null | undefined): WorkCalendar {
  const calendar = (name == null ? undefined : policy.calendars[name]) ?? Object.values(policy.calendars)[0];
  if (!calendar) throw new RangeError('calendars.yaml has no calendar; write at least one, e.g. calendars: { berlin: { zone: Europe/Berlin } }');
  return calendar;
}

/**
 * The calendar that a person's business time runs on (§0.08). A calendar that the pinned policy does not know, possible
 * when directory and policy change apart, falls back to the policy's first, so that no clock stands still.
 * @throws RangeError when the policy has no calendar at all, which `checkPolicy` refuses.
 */
export const calendarOf = (policy: Policy, person: Person): WorkCalendar => calendarNamed(policy, person.calendar);

/** The calendar of a lane, for an obligation owed by a role (design §8); falls back as {@link calendarOf}. */
export const laneCalendar = (policy: Policy, lane: string): WorkCalendar => calendarNamed(policy, policy.lanes.lanes[lane]?.calendar);
