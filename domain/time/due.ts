import type { Context } from '../aggregate.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { addMs } from './instant.ts';

/** A timer that woke this much early still counts as on time (design §4); a property of clocks, no number of the policy. */
const SKEW_MS = 5_000;

/**
 * The context of an `escalate`: the instant that the workflow woke for counts as reached when the record's clock is only
 * slightly behind it. Without an instant, or with one further ahead, the record's own clock stands.
 */
export function wokenAt(context: Context, woke_for: Instant | null | undefined): Context {
  const ahead = woke_for !== null && woke_for !== undefined && woke_for > context.now && woke_for <= addMs(context.now, SKEW_MS);
  return ahead ? { ...context, now: woke_for } : context;
}
