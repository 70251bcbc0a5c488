import { type BoardBucket, DUE_WITHIN } from '../../contracts/action-board.ts';
import type { Directory } from '../../contracts/directory.ts';
import { BOARD_BANDS, type NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { LadderPosition, Obligation } from '../../contracts/obligation.ts';
import type { ObligationKind, Policy } from '../../contracts/policy.ts';
import type { Instant, Level } from '../../contracts/primitives.ts';
import { hasLeft } from '../directory.ts';
import { reportsOf } from '../directory-index.ts';
import { heightOf, pendingRungs } from '../ladder/plan.ts';
import { addDuration, BY_THE_WALL, subtractDuration } from '../time/calendar.ts';

/*
 * What managers see of everything that is owed to put things right (R-45, §3 manager view): steps of nonconformities and
 * conditions of deployments, by age, by who owes, by what they wait for.
 */

/** How the board counts time. Bands rise; ISO 8601 durations. */
export interface BoardRules {
  readonly bands: readonly string[];
  readonly due_within: string;
}

/** A span of due instants: after `after`, and by `by`; null: no such bound. */
export interface DueSpan {
  readonly after: Instant | null;
  readonly by: Instant | null;
}

/** What is overdue for longer than `over` and at most `up_to`; the first band has no `over`, the last no `up_to`. */
export interface AgeBand extends DueSpan {
  readonly number: number;
  readonly over: string | null;
  readonly up_to: string | null;
}

/** The policy's ages, rising and each once; those of the standard where it has none. */
export function bandsOf(rules: Pick<NonconformitiesPolicy, 'board_bands'> | undefined): readonly string[] {
  const lengthOf = (band: string): Instant => addDuration('2000-01-01T00:00:00.000Z', band, BY_THE_WALL);
  return [...new Set(rules?.board_bands ?? BOARD_BANDS)].sort((a, b) => (lengthOf(a) < lengthOf(b) ? -1 : 1));
}

/** The board's rules in the policy in force, with the bands in order; those of the standard where it has none. */
export function boardRules(policy: Policy | null): BoardRules {
  const rules = policy?.nonconformities;
  return { bands: bandsOf(rules), due_within: rules?.digest.due_within ?? DUE_WITHIN };
}

/** The age bands of what is overdue, the youngest first, numbered from 1. Together they hold all that is overdue, each once. */
export function ageBands({ bands }: Pick<BoardRules, 'bands'>, now: Instant): readonly AgeBand[] {
  const ago = (band: string): Instant => subtractDuration(now, band, BY_THE_WALL);
  return [null, ...bands].map((over, at) => {
    const up_to = bands[at] ?? null;
    return { number: at + 1, over, up_to, after: up_to === null ? null : ago(up_to), by: over === null ? now : ago(over) };
  });
}

const within = ({ after, by }: DueSpan, due: Instant): boolean => (after === null || due > after) && (by === null || due <= by);

/** The number of the band that what was due at that instant is in; null for what is not overdue. */
export const bandOf = (bands: readonly AgeBand[], due_at: Instant | null): number | null => (due_at === null ? null : (bands.find((band) => within(band, due_at))?.number ?? null));

/** Obligations that wait for somebody else's word on what was done or asked. */
const WAITING: Readonly<Record<'extensions' | 'to_verify' | 'effect_due', readonly ObligationKind[]>> = {
  extensions: ['extension_decision'],
  to_verify: ['evidence_verification', 'condition_review'],
  effect_due: ['effectiveness_check'],
};

/** What a part of the board holds: of these kinds (null: of every kind), due in this span. */
export interface BoardPart extends DueSpan {
  readonly kinds: readonly ObligationKind[] | null;
}

/** What a bucket holds. What is due at no time is never overdue and never due soon. */
export function partOf(bucket: BoardBucket, { due_within }: BoardRules, now: Instant): BoardPart {
  if (bucket === 'overdue') return { kinds: null, after: null, by: now };
  if (bucket === 'due_soon') return { kinds: null, after: now, by: addDuration(now, due_within, BY_THE_WALL) };
  return { kinds: WAITING[bucket], after: null, by: null };
}

const later = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b > a) ? b : a);
const sooner = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);

/** What a filter by bucket, by band, or by both leaves; a band that there is not holds what the bucket holds. */
export function partWanted(wish: { readonly bucket?: BoardBucket | undefined; readonly band?: number | undefined }, rules: BoardRules, now: Instant): BoardPart {
  const bucket = wish.bucket === undefined ? { kinds: null, after: null, by: null } : partOf(wish.bucket, rules, now);
  const band = ageBands(rules, now).find(({ number }) => number === wish.band);
  return band ? { kinds: bucket.kinds, after: later(bucket.after, band.after), by: sooner(bucket.by, band.by) } : bucket;
}

/** How far the ladder above it has climbed. */
export function ladderPosition(obligation: Pick<Obligation, 'state' | 'rungs' | 'fired'>): LadderPosition {
  const highest = obligation.fired.reduce<Obligation['fired'][number] | null>((best, rung) => (best && heightOf(best.level as Level) > heightOf(rung.level as Level) ? best : rung), null);
  const next = [...pendingRungs(obligation)].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))[0] ?? null;
  return { highest: highest && { id: highest.id, level: highest.level, at: highest.at }, next };
}

/** Everybody who works here and has somebody below them. */
export const managersHere = (directory: Directory, at: Instant): readonly string[] => directory.people.filter((person) => !hasLeft(person, at) && reportsOf(directory, person.id).length > 0).map(({ id }) => id);

/** A unit and every unit below it. */
export function unitAndBelow({ units }: Pick<Directory, 'units'>, unit: string): readonly string[] {
  const found = [unit];
  for (const each of found) found.push(...units.filter(({ id, parent }) => parent === each && !found.includes(id)).map(({ id }) => id));
  return found;
}
