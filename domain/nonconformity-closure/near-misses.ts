import type { NearMissGround, NearMissPattern } from '../../contracts/near-miss.ts';
import { NEAR_MISS_GROUNDS } from '../../contracts/near-miss.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { NonconformityFact } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { subtractDuration } from '../time/calendar.ts';

/** From when on near-misses come together: the policy's window ago. */
export const nearMissesSince = (policy: Policy, { near_miss }: Pick<NonconformitiesPolicy, 'near_miss'>, now: Instant): Instant =>
  subtractDuration(now, near_miss.window, calendarNamed(policy, null));

const KEYS: Readonly<Record<NearMissGround, (of: NonconformityFact) => readonly string[]>> = {
  cause_class: ({ cause_class }) => (cause_class === null ? [] : [cause_class]),
  control: ({ controls }) => controls,
  clause: ({ clauses }) => clauses,
  system: ({ systems }) => systems,
};

/** The newest of a pattern are named, no more than one can look through. */
const NAMED = 20;

function patternOf(by: NearMissGround, key: string, among: readonly NonconformityFact[]): NearMissPattern {
  const waiting = among.filter(({ status }) => status === 'near_miss');
  const last_at = among.reduce((last, { raised_at }) => (raised_at > last ? raised_at : last), '');
  return { by, key, count: waiting.length, promoted: among.length - waiting.length, last_at, ids: among.map(({ id }) => id).slice(0, NAMED) };
}

/**
 * What near-misses of one window have in common, the most frequent first: a class of cause, a control, a clause or a system
 * . `count` are those that still are near-misses, which the next like one counts with against the policy's
 * `promote_at`; those made nonconformities already stand beside it. One that has several in common is in several patterns.
 */
export function nearMissPatterns(near: readonly NonconformityFact[]): readonly NearMissPattern[] {
  const found = NEAR_MISS_GROUNDS.flatMap((by) => {
    const among = new Map<string, NonconformityFact[]>();
    for (const one of near) for (const key of new Set(KEYS[by](one))) among.set(key, [...(among.get(key) ?? []), one]);
    return [...among].map(([key, those]) => patternOf(by, key, those));
  });
  return found.sort((a, b) => b.count - a.count || b.promoted - a.promoted || Number(a.last_at < b.last_at) - Number(a.last_at > b.last_at));
}
