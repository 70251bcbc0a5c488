import { z } from 'zod';
import { MESSAGE_KINDS } from './delivery.ts';
import { nonconformitiesFile, type NonconformitiesPolicy } from './nonconformity-policy.ts';
import { assurance, channel, duration, isoDuration, level, slug, tier } from './primitives.ts';
import type { sha256 } from './primitives.ts';
import { thresholdsFile } from './thresholds.ts';

/** Facts of a request that a policy may name. They are computed by `domain/tier.ts`, never claimed as such. */
export const TRAITS = [
  'personal_data',
  'external_users',
  'special_category_data',
  'no_human_in_loop',
  'many_people',
  'novel',
  'autonomous',
] as const;
export const trait = z.enum(TRAITS);
export type Trait = z.infer<typeof trait>;

export const DOCUMENTS = [
  'model_card',
  'datasheet',
  'assumptions',
  'limitations',
  'known_failures',
  'environmental_limits',
  'impact_assessment',
  'rollback_plan',
  'oversight_plan',
] as const;
/** Documents of the decision package. */
export const documentName = z.enum(DOCUMENTS);
export type DocumentName = z.infer<typeof documentName>;

/** One path through the gate. `lanes` must pass; `notices` only hear of it; lanes under `when` join if any named trait holds. */
export const gatePath = z.strictObject({
  lanes: z.array(slug),
  notices: z.array(slug).default([]),
  when: z.array(z.strictObject({ lane: slug, any_of: z.array(trait).min(1) })).default([]),
  /** Approvals needed per lane; a lane not named needs 1. */
  quorum: z.record(slug, z.number().int().positive()).default({}),
  /** Staged lanes: a lane named here opens once these have passed, as far as the request has them; others open at once. */
  after: z.record(slug, z.array(slug).min(1)).default({}),
  sla: duration,
  /** How long an approval holds, from the decision (§1.24). */
  valid_for: duration,
  /** The least assurance that a vote needs. */
  assurance,
  /** Whether an approval must give a reason; every other verdict always does. */
  reason_for_approval: z.boolean().default(false),
  /** Documents without which the request is refused. */
  documents: z.array(documentName),
  /** Whether the weights must carry a signature by one of the system's keys. */
  signature: z.boolean().default(false),
});
export type GatePath = z.infer<typeof gatePath>;

/** `tiers.yaml` (R-02, R-10, §1.23). */
export const tiersFile = z.strictObject({
  scoring: z.strictObject({
    high_from: z.number().int().min(1).max(25),
    medium_from: z.number().int().min(1).max(25),
    many_people_over: z.number().int().nonnegative(),
    /** Any of these raises the tier one step, once. */
    step_up: z.array(trait),
  }),
  /** The executive lane joins at any tier if one of these holds (R-10, §1 threshold 6). */
  executive_lane: z.strictObject({ lane: slug, any_of: z.array(trait) }),
  /** The path `high` is replaced by `high_novel` when one of these holds. */
  novel_any_of: z.array(trait),
  paths: z.strictObject({ low: gatePath, medium: gatePath, high: gatePath, high_novel: gatePath }),
  /** Who is told of a request that answers yes to a prohibited-practice question. */
  prohibited: z.strictObject({ tell_roles: z.array(slug).min(1) }),
});
export const PATHS = ['low', 'medium', 'high', 'high_novel'] as const;
export type PathName = (typeof PATHS)[number];

export const lane = z.strictObject({
  name: z.string().min(1),
  /** Who may sign. */
  role: slug,
  /** Who steps in when members are missing or recused (§1.04), and who hears at L1. */
  backup_role: slug.optional(),
  /** The lane head, L2. */
  head_role: slug,
  /** The executive for this topic, L4. */
  executive_role: slug,
  /** Tiers at which one rejection rejects the case (§1.07). */
  veto: z.array(tier).default([]),
  /** A committee decides by attendance, majority and minutes (R-07, §1.03). */
  committee: z.strictObject({ chair_role: slug, secretary_role: slug, attendance_over: z.number().min(0).max(1) }).optional(),
  /** Calendar on which the lane's business time runs. */
  calendar: slug,
});
export type Lane = z.infer<typeof lane>;

/** `lanes.yaml` (R-08, §1.07, §1.09). */
export const lanesFile = z.strictObject({
  lanes: z.record(slug, lane),
  /** Which lanes sign again when a component differs; `other` stands for every component not named (§1.09). */
  materiality: z
    .record(slug, z.union([z.literal('all'), z.array(slug)]))
    .refine((rule) => 'other' in rule && 'documents' in rule, 'needs the keys "other" (components not named) and "documents"'),
});

/** A rung is due after a share of the obligation's time, or a time after it fell due. */
export const rung = z.strictObject({
  id: slug,
  level,
  at: z.union([
    z.strictObject({ percent: z.number().positive() }),
    z.strictObject({ after_due: duration }),
    z.strictObject({ before_due: duration }),
  ]),
});
export type Rung = z.infer<typeof rung>;

export const OBLIGATION_KINDS = [
  'sign_off',
  'revision',
  'answer',
  'condition',
  'condition_review',
  'minutes',
  'consent',
  'ratify_policy',
  'risk_treatment',
  'retirement_review',
  'classification',
  'correction',
  'root_cause',
  'action_plan',
  'plan_approval',
  'corrective_action',
  'evidence_verification',
  'effectiveness_check',
  'extension_decision',
  'recurrence_decision',
  'second_person',
  'finding_dispute',
  'risk_reassessment',
  'escalation',
] as const;
export const obligationKind = z.enum(OBLIGATION_KINDS);
export type ObligationKind = z.infer<typeof obligationKind>;

export const ladder = z.strictObject({
  rungs: z.array(rung),
  /** After this share of its time and `after_board` after the board's rung an open request lapses; `never` waits for ever (§1 timers). */
  lapse: z.union([z.literal('never'), z.strictObject({ percent: z.number().positive(), after_board: duration })]).default('never'),
});
export type Ladder = z.infer<typeof ladder>;

/** `ladders.yaml` (R-05, R-06, §0.02–§0.07). */
export const laddersFile = z.strictObject({
  ladders: z.record(slug, ladder),
  /** Which ladder stands above which kind of obligation. An escalation has none (§0.07). */
  use: z.record(obligationKind.exclude(['escalation']), slug),
  levels: z.strictObject({
    L3: slug,
    /** The executive when an obligation has no lane. */
    L4: slug,
    L5: slug,
    /** Enters the board's answer (§0.07). */
    secretary: slug,
  }),
  snooze: z.strictObject({ max_percent: z.number().positive().max(100), not_from: level }),
  channels: z.strictObject({
    order: z.array(channel).min(1),
    /** A notice not sent by then moves to the next channel. */
    fall_through_after: duration,
    /**
     * From the `from`-th message of these kinds that one person gets on a channel within `within` on, further ones wait
     * until that time is over and go out as one digest. Without this no message waits for another.
     */
    digest: z.strictObject({ from: z.number().int().positive(), within: isoDuration, kinds: z.array(z.enum(MESSAGE_KINDS)).min(1) }).optional(),
  }),
  /** What rouses the board at once; the facts of most come from incidents and nonconformities (§0.04). */
  board_triggers: z.array(
    z.enum([
      'prohibited_practice',
      'death_or_serious_injury',
      'sev1',
      'regulator_contact',
      'break_glass_not_ratified',
      'major_nonconformities',
      'board_risk_acceptance_expired',
      'statutory_deadline_missed',
    ]),
  ),
});

/** `calendars.yaml` (§0.08). */
export const calendarsFile = z.strictObject({
  calendars: z.record(
    slug,
    z.strictObject({
      zone: z.string().regex(/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/, 'must be a time zone, e.g. Europe/Berlin'),
      hours: z.strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }).default({ from: '09:00', to: '17:00' }),
      workdays: z.array(z.number().int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
      /** ISO country, with a region if wanted, e.g. `DE` or `DE-BE`; resolved into dates when the policy is activated. */
      holidays_of: z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/).optional(),
      /** Dates to add, and dates of `holidays_of` to take out. */
      holidays: z.array(z.iso.date()).default([]),
      not_holidays: z.array(z.iso.date()).default([]),
    }),
  ),
});

export const RACI_STAGES = ['design', 'deploy', 'operate', 'respond', 'correct', 'retire'] as const;
/** `raci.yaml`: one accountable role and at least one responsible role per stage. */
export const raciFile = z.strictObject({
  raci: z.strictObject(
    Object.fromEntries(
      RACI_STAGES.map((stage) => [
        stage,
        z.strictObject({
          accountable: slug,
          responsible: z.array(slug).min(1),
          consulted: z.array(slug).default([]),
          informed: z.array(slug).default([]),
        }),
      ]),
    ) as Record<(typeof RACI_STAGES)[number], z.ZodObject<{ accountable: typeof slug; responsible: z.ZodArray<typeof slug>; consulted: z.ZodDefault<z.ZodArray<typeof slug>>; informed: z.ZodDefault<z.ZodArray<typeof slug>> }>>,
  ),
});

export const POLICY_FILES = {
  'tiers.yaml': tiersFile,
  'lanes.yaml': lanesFile,
  'ladders.yaml': laddersFile,
  'calendars.yaml': calendarsFile,
  'thresholds.yaml': thresholdsFile,
  'raci.yaml': raciFile,
  'nonconformities.yaml': nonconformitiesFile,
} as const;

/** The whole policy as rules read it: the files merged, holidays resolved to dates, and the SHA-256 of its canonical JSON. */
export interface Policy {
  readonly digest: z.infer<typeof sha256>;
  readonly tiers: z.infer<typeof tiersFile>;
  readonly lanes: z.infer<typeof lanesFile>;
  readonly ladders: z.infer<typeof laddersFile>;
  readonly calendars: z.infer<typeof calendarsFile>['calendars'];
  readonly thresholds: z.infer<typeof thresholdsFile>;
  readonly raci: z.infer<typeof raciFile>['raci'];
  /** Absent only from a policy that was activated before there was nonconformity closure. */
  readonly nonconformities?: NonconformitiesPolicy | undefined;
}
