import { z } from 'zod';
import { closureMetrics } from './closure-metrics.ts';
import { instant } from './primitives.ts';
import { spread } from './spread.ts';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1).nullable();

export type { Spread } from './spread.ts';

/** A figure that cannot be told yet, and why. */
const untold = z.object({ share: z.null(), reason: z.string() });

export const GATE_OUTCOMES = ['approved', 'conditional', 'rejected', 'withdrawn', 'lapsed'] as const;
export const gateOutcome = z.enum(GATE_OUTCOMES);
export type GateOutcome = z.infer<typeof gateOutcome>;

export const laneWait = z.object({ lane: z.string(), wall: spread, business: spread });
export type LaneWait = z.infer<typeof laneWait>;

export const monthOfGate = z.object({ month: z.string(), decided: count, lead_time: spread, reworked: count });
export type MonthOfGate = z.infer<typeof monthOfGate>;

/** How the gate flowed in a window: the indicators of R-63, as docs/metrics.md defines them. `from` is in it, `to` is not. */
export const governanceMetrics = z.object({
  from: instant,
  to: instant,
  decided: count,
  outcomes: z.record(gateOutcome, count),
  lead_time: spread,
  /** One entry per lane that passed at least once, the longest wait (p90, business time) first. */
  waits: z.array(laneWait),
  /** The first of `waits`; null without one. */
  bottleneck: z.object({ lane: z.string(), p90_business_hours: z.number(), overdue_share: share }).nullable(),
  rework: z.object({ cases: count, share, changes_requested: count, revisions: count, resubmissions: count }),
  sign_offs: z.object({ closed: count, overdue: count, overdue_share: share }),
  /** Rungs that fired over these sign-offs, by level. */
  escalations: z.record(z.string(), count),
  auto_pass: untold,
  break_glass: untold,
  /** Every month (UTC) of the window, also those without a decision. */
  months: z.array(monthOfGate),
});
export type GovernanceMetrics = z.infer<typeof governanceMetrics>;

/** The gate, and how nonconformities are closed. */
export const governanceReport = governanceMetrics.extend({ nonconformities: closureMetrics });
export type GovernanceReport = z.infer<typeof governanceReport>;
