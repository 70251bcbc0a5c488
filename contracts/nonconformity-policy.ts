import { z } from 'zod';
import { LIKENESS } from './nonconformity-closure.ts';
import { duration, isoDuration, slug } from './primitives.ts';

/** A ladder of `ladders.yaml`, or `none`: only the manager's digest tells of it (§3 defaults, observation). */
const ladderName = slug;

/** One row of the table of §3. Steps up to the plan are counted from classification. */
const ncClassRule = z.strictObject({
  /** Null: the class asks for none. */
  correct: duration.nullable(),
  root_cause: duration.nullable(),
  /** By then the plan is submitted; its approval has `plan_approval` on top. */
  plan: duration,
  plan_approval: duration,
  /** An action is due at the latest so long after the plan was approved. */
  implement: duration,
  /** Given to the verifier once the evidence is handed in. */
  verify: duration,
  /** Null: no check of effect. */
  effectiveness_wait: duration.nullable(),
  effectiveness_check: duration,
  ladder: ladderName,
  /** What the analysis must hold. */
  depth: z.array(z.enum(['whys', 'fishbone', 'escape', 'extent'])),
  /** How many links a 5-Whys chain has at least. */
  whys_at_least: z.number().int().nonnegative(),
  extensions: z.strictObject({
    at_most: z.number().int().nonnegative(),
    /** Each adds so much at most to the due instant. */
    each_at_most: duration,
    decide_within: duration,
    /** From this one on an executive decides (§3 defaults). */
    executive_from: z.number().int().positive().nullable(),
  }),
  /** Who may approve its plan. */
  plan_approvers: z.array(slug).min(1),
  /** Who may accept the risk of leaving it; null: nobody may (§3). */
  risk_acceptance: z.strictObject({ roles: z.array(slug).min(1), at_most: duration }).nullable(),
  /** `halt` blocks the systems in its extent until the evidence is verified; `condition` holds nothing and is a condition of the approvals given meanwhile (§1.21). */
  effect_on_gates: z.enum(['halt', 'condition', 'none']),
});
export type NcClassRule = z.infer<typeof ncClassRule>;

/** Ages of what is overdue where the policy names none. */
export const BOARD_BANDS: readonly string[] = ['P7D', 'P30D', 'P90D'];

/** `nonconformities.yaml` (R-37, R-40, R-42–R-48, §3). */
export const nonconformitiesFile = z.strictObject({
  coordinator_role: slug,
  /** Who may confirm what the coordinator proposes: a rejection, a cancellation. */
  second_roles: z.array(slug).min(1),
  executive_roles: z.array(slug).min(1),
  /** Decides a dispute of a finding; never the one who classified it. */
  reviewer_roles: z.array(slug).min(1),
  dispute_within: duration,
  second_within: duration,
  /** Time to classify, by the class that was proposed; `unknown` where none was. */
  classify: z.strictObject({ major: duration, minor: duration, observation: duration, opportunity: duration, unknown: duration }),
  classes: z.strictObject({ major: ncClassRule, minor: ncClassRule, observation: ncClassRule, opportunity: ncClassRule }),
  cause_classes: z.record(slug, z.strictObject({ name: z.string().min(1) })),
  inconclusive_waits: z.number().int().nonnegative(),
  recurrence: z.strictObject({
    window: isoDuration,
    /** Text counts as alike from this share on, 0 to 1. */
    text_similarity: z.number().min(0).max(1),
    /** One of these in common is enough to be suggested. */
    any_of: z.array(z.enum(LIKENESS)).min(1),
    decide_within: duration,
    /** So many minor ones of the same kind inside the window propose a major one (§3 class). */
    minor_to_major: z.number().int().min(2),
  }),
  near_miss: z.strictObject({ window: isoDuration, promote_at: z.number().int().min(2) }),
  /** So many major ones open for longer than this on one system rouse the board (§0.04). */
  board: z.strictObject({ majors: z.number().int().min(1), open_longer_than: isoDuration }),
  risk_reassessment: z.strictObject({ due: duration, role: slug, sources: z.array(slug) }),
  /** A manager's digest goes out at this hour of the manager's own working calendar. */
  digest: z.strictObject({ due_within: isoDuration, minutes_after_opening: z.number().int().min(0).max(600) }),
  nudge_every: isoDuration,
  /** Ages by which overdue things are told apart, rising; {@link BOARD_BANDS} where the policy does not say. */
  board_bands: z.array(isoDuration).min(1).exactOptional(),
});
export type NonconformitiesPolicy = z.infer<typeof nonconformitiesFile>;
