import { z } from 'zod';
import { CHANGE_TYPES } from './deployment-approval.ts';
import { personId, slug } from './primitives.ts';
import { systemEntry } from './system.ts';

/** A request that nobody made yet: what `policy explain` and `policy rehearse` answer about. No store is needed. */
export const wouldBeRequest = z.strictObject({
  system: systemEntry,
  environment: slug,
  change_type: z.enum(CHANGE_TYPES).default('new'),
  requester: personId,
  /** Authors of the version; they never approve it (§1.05). */
  authors: z.array(personId).default([]),
  /** False once a deployment of the system was approved before (§1.23). */
  novel: z.boolean().default(true),
});
export type WouldBeRequest = z.infer<typeof wouldBeRequest>;
