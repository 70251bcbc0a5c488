import { z } from 'zod';
import { MESSAGE_KINDS } from './delivery.ts';
import { assurance, channel, duration, isoDuration, level, slug, tier, token } from './primitives.ts';
import type { sha256 } from './primitives.ts';
import { ticketsPolicy } from './ticket.ts';

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

/** What holds where a policy, perhaps one that was recorded before there was step-up, says nothing of it. */
export const STEP_UP_WITHIN = 'PT5M';
/** A proof is at most so old; no policy says more. */
export const STEP_UP_AT_MOST = 'PT5M';
export const MULTI_FACTOR_ACR: readonly string[] = ['https://refeds.org/profile/mfa', 'http://schemas.openid.net/pape/policies/2007/06/multi-factor', 'phr', 'phrh'];

/** `thresholds.yaml`: every other number (§1). */
export const thresholdsFile = z.strictObject({
  risk: z.strictObject({
    /** A risk item at or above this residual holds the gate unless treated or accepted in date (§1 threshold 1). */
    halt_at: z.enum(['low', 'medium', 'high', 'critical']),
    /** Which role may accept a risk of which residual, and for how long. */
    acceptance: z.record(z.enum(['low', 'medium', 'high', 'critical']), z.strictObject({ role: slug, at_most: duration, board: z.boolean().default(false) })),
    treatment_due: duration,
  }),
  waiver: z.strictObject({
    at_most: duration,
    approver_roles: z.array(slug).min(1),
    /** How often the same blocker may be waived again for the same system. */
    renewals: z.number().int().nonnegative(),
    /** From so many waivers in force at once each further one is told to these roles: executives. */
    many: z.strictObject({ from: z.number().int().positive(), tell_roles: z.array(slug).min(1) }),
  }),
  /** A rung that fires later than this after its planned instant is marked late (§0.03). */
  rung_late_after: duration,
  /** A silence of the gate that is longer than this is recorded as an outage (§1.17). */
  outage_after: duration,
  /** Requester and author of a version are different people unless the policy says otherwise (§1.05, R-79). */
  separation: z.strictObject({ requester_may_be_author: z.boolean() }),
  pause_order: z.strictObject({ roles: z.array(slug).min(1) }),
  questions: z.strictObject({ at_most: z.number().int().nonnegative(), pause_percent: z.number().positive() }),
  answer_due: duration,
  carry_over_age: duration,
  veto_override: z.strictObject({ within: duration, executives: z.number().int().positive(), roles: z.array(slug).min(1), holds_for: duration }),
  permit_life: duration,
  expiry_notices: z.array(duration).min(1),
  revoke_missed_condition_at: level,
  condition_within_default: duration,
  retirement_review_due: duration,
  revote_when_quorum_changes: z.boolean(),
  /** How long a decided case stays open for an override or a resubmission before its record is closed. */
  closing_grace: duration,
  policy_activation: z.strictObject({ roles: z.array(slug).min(1), due: duration }),
  tier_override: z.strictObject({ roles: z.array(slug).min(1) }),
  revoke_roles: z.array(slug).min(1),
  /** Who consents for a case that a request says it fixes (§1.21), by the kind of that case. */
  cure_consent: z.strictObject({ incident: slug, nonconformity: slug, deployment: slug }),
  evidence_max_bytes: z.number().int().positive(),
  /** A proof of several factors counts as `mfa` for so long after it was given. */
  step_up_within: isoDuration.default(STEP_UP_WITHIN),
  /** The `acr` values by which an identity provider says "several factors": asked for at a step-up, and believed. */
  multi_factor_acr: z.array(token).default([...MULTI_FACTOR_ACR]),
  /** Without it no obligation gets a ticket. */
  tickets: ticketsPolicy.optional(),
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
}
