import type { Instant } from '../../contracts/primitives.ts';

/**
 * The time of the current workflow task, which a replay sees again: Temporal replaces the clock of workflow code. The
 * only place in this folder that looks at it, and never to judge a rule: only to wait until an instant of the agenda.
 */
export const now = (): Instant => new Date(Date.now()).toISOString();

/** Is the instant here or past? Nothing is never due. */
export const isDue = (at: Instant | null): at is Instant => at !== null && at <= now();

/** Milliseconds from now to the instant; 0 when it is past. */
export const untilInstant = (at: Instant): number => Math.max(0, Date.parse(at) - Date.parse(now()));
