import { z } from 'zod';
import { instant } from './primitives.ts';

/** What near-misses may have in common. */
export const NEAR_MISS_GROUNDS = ['cause_class', 'control', 'clause', 'system'] as const;
export type NearMissGround = (typeof NEAR_MISS_GROUNDS)[number];

const count = z.number().int().nonnegative();

/** Near-misses of the window with the same class of cause, control, clause or system. */
export const nearMissPattern = z.object({
  by: z.enum(NEAR_MISS_GROUNDS),
  key: z.string(),
  /** Those that still are near-misses: they count against `promote_at`. */
  count,
  /** Those that were made nonconformities. */
  promoted: count,
  last_at: instant,
  /** The newest first, at most twenty. */
  ids: z.array(z.string()),
});
export type NearMissPattern = z.infer<typeof nearMissPattern>;

/** The patterns of the policy's window, the most frequent first. With as many like ones as `promote_at` a near-miss is a nonconformity. */
export const nearMissView = z.object({ since: instant, at: instant, promote_at: count, items: z.array(nearMissPattern) });
export type NearMissView = z.infer<typeof nearMissView>;
