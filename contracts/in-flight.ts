import { z } from 'zod';
import { sha256 } from './primitives.ts';

/** One thing that another policy would settle differently; null where one of them has no such thing. */
export const treatmentDifference = z.object({ what: z.string(), before: z.unknown(), after: z.unknown() });
export type TreatmentDifference = z.infer<typeof treatmentDifference>;

/** The instants of an open obligation, as each of two policies plans them from its opening, pauses left out. */
export const replannedObligation = z.object({
  id: z.string(),
  kind: z.string(),
  lane: z.string().nullable(),
  due: z.object({ before: z.string(), after: z.string() }),
  /** Rungs that would come at another instant, at another level, only before or only after. */
  rungs: z.array(z.object({ id: z.string(), level: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});
export type ReplannedObligation = z.infer<typeof replannedObligation>;

/** A running case and what another policy would change in it. It keeps the policy that it has pinned. */
export const caseInFlight = z.object({
  id: z.string(),
  title: z.string(),
  state: z.string(),
  pinned: sha256,
  differs: z.boolean(),
  differences: z.array(treatmentDifference),
  obligations: z.array(replannedObligation),
});
export type CaseInFlight = z.infer<typeof caseInFlight>;
