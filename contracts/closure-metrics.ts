import { z } from 'zod';
import { COST_KINDS } from './nonconformity-closure.ts';
import { spread } from './spread.ts';

const count = z.number().int().nonnegative();
/** A share from 0 to 1; null where there is nothing to take it of: not applicable. */
const share = z.number().min(0).max(1).nullable();

/** A part of a whole that is counted; `share` is null of nothing. */
const partOf = z.object({ of: count, share });

/** Money by kind of cost and currency; nothing is converted. */
export const costOfPoorQuality = z.object({ kind: z.enum(COST_KINDS), currency: z.string(), amount: z.number().nonnegative(), count });

/** What is told of all, and of each unit, system, owner and month alike; times by the wall. */
export const closureFigures = z.object({
  raised: count,
  closed: count,
  to_contain: spread,
  to_root_cause: spread,
  to_close: spread,
  /** Of the steps that fell due in the window: those met or failed late, and those that are still open. */
  overdue: partOf.extend({ overdue: count }),
  /** Of the cycles that ended, closed or opened again; one that was closed and then opened again is one. */
  reopened: partOf.extend({ reopened: count }),
  /** Of those whose effect was checked for the first time. */
  first_time_effective: partOf.extend({ effective: count }),
  /** Of the re-assessments of risk that fell due. */
  risk_mitigation: partOf.extend({ in_time: count }),
  cost_of_poor_quality: z.array(costOfPoorQuality),
  /** The same over all kinds, one for each currency. */
  cost_totals: z.array(costOfPoorQuality.omit({ kind: true })),
});
export type ClosureFigures = z.infer<typeof closureFigures>;

/** One unit, system, owner or month. */
const closureGroup = closureFigures.extend({ key: z.string() });
export type ClosureGroup = z.infer<typeof closureGroup>;

/** How nonconformities are closed in a window, as docs/metrics.md defines it. */
export const closureMetrics = closureFigures.extend({
  /** Open at the moment of asking, whatever the window. */
  open_now: count,
  /** Each unit with those below it. */
  by_unit: z.array(closureGroup),
  /** Each system in whose extent one is; one that reaches several counts with each. */
  by_system: z.array(closureGroup),
  by_owner: z.array(closureGroup),
  /** Every month (UTC) of the window, also those without any. */
  months: z.array(closureGroup),
});
export type ClosureMetrics = z.infer<typeof closureMetrics>;
