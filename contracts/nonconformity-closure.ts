import { z } from 'zod';
import { freeText, instant, personId, recordId, sha256, slug } from './primitives.ts';
import { OBLIGATION_COMMANDS } from './obligation-commands.ts';

/** The rule by which one is reopened whose evidence was found false (§3). */
export const EVIDENCE_FALSE = '§3.evidence_false';
/** The rule by which one is reopened that happened again (§3). */
export const HAPPENED_AGAIN = '§3.recurrence';

/** The rule by which one is reopened whose check of effect failed (§3). */
export const INEFFECTIVE = '§3.ineffective';

/** States of §3. `reopened` owes a new root cause, as `contained` does; an extension that is asked for is shown beside the state. */
export const NONCONFORMITY_STATES = [
  'near_miss',
  'raised',
  'classified',
  'contained',
  'rca',
  'plan_review',
  'implementing',
  'verify_evidence',
  'effectiveness_wait',
  'effectiveness_check',
  'reopened',
  'risk_accepted',
  'rejected_as_nc',
  'merged',
  'cancelled',
  'closed',
] as const;
export type NonconformityStatus = (typeof NONCONFORMITY_STATES)[number];

/** Classes of §3, the gravest first; clause 10.2 itself knows none, audit practice does. */
export const NC_CLASSES = ['major', 'minor', 'observation', 'opportunity'] as const;
export const ncClass = z.enum(NC_CLASSES);
export type NcClass = z.infer<typeof ncClass>;

export const NC_SOURCES = ['audit', 'certification_body', 'gap_assessment', 'incident', 'monitoring', 'review', 'vendor', 'feedback', 'self_report'] as const;
export const ncSource = z.enum(NC_SOURCES);

export const NC_SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const ncSeverity = z.enum(NC_SEVERITIES);

/** What was not fulfilled. A legal or a clause requirement is never risk-accepted (§3). */
export const REQUIREMENTS = ['legal', 'clause', 'control', 'policy', 'contract', 'internal'] as const;
export const requirement = z.enum(REQUIREMENTS);
export type Requirement = z.infer<typeof requirement>;

/** Branches of the fishbone (R-37, §3). */
export const FISHBONE = ['data', 'model', 'code_infra', 'people', 'process', 'third_party', 'environment', 'measurement'] as const;
export const fishboneBranch = z.enum(FISHBONE);
export type FishboneBranch = z.infer<typeof fishboneBranch>;

export const ACTION_TYPES = ['correction', 'corrective', 'preventive', 'training', 'document_change', 'control_change', 'model_change'] as const;
const actionType = z.enum(ACTION_TYPES);

export const EFFECT_METHODS = ['retest', 'sample', 'stakeholder_review'] as const;
export const EFFECT_VERDICTS = ['effective', 'ineffective', 'inconclusive'] as const;
export const effectVerdict = z.enum(EFFECT_VERDICTS);
export type EffectVerdict = z.infer<typeof effectVerdict>;

/** What poor quality cost, by the usual four heads. */
export const COST_KINDS = ['prevention', 'appraisal', 'internal_failure', 'external_failure'] as const;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
/** A currency of ISO 4217. */
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, e.g. EUR').refine((code) => CURRENCIES.has(code), { error: ({ input }) => `"${String(input)}" is no currency of ISO 4217; give its code, e.g. EUR` });
const clause = z.string().regex(/^[A-Za-z0-9]{1,12}([.\-][A-Za-z0-9]{1,12}){0,5}$/, 'must be the number of a clause or control, e.g. 10.2 or A.6.2.4');
const evidence = z.array(sha256).max(50).default([]);
export const ncId = z.string().regex(/^nc_[0-9a-z]{1,40}$/, 'must be the id of a nonconformity');
const systemId = z.string().regex(/^sys_[0-9a-z]{1,40}$/, 'must be the id of a system');
const withReason = z.strictObject({ reason: freeText() });
const ofObligation = z.strictObject({ obligation_id: z.string() });

/** What anybody may raise; the coordinator classifies it. */
export const ncRaise = z.strictObject({
  title: freeText(200),
  description: freeText(),
  source: ncSource,
  severity: ncSeverity.default('medium'),
  /** What the finder thinks it is; the coordinator decides. */
  class: ncClass.optional(),
  requirement: requirement.default('internal'),
  /** Clauses and controls that were not fulfilled. */
  clauses: z.array(clause).max(20).default([]),
  controls: z.array(clause).max(20).default([]),
  /** The system that it is about; a finding about the organisation names its unit instead, or neither. */
  system_id: systemId.optional(),
  /** Further systems in its extent. */
  systems: z.array(systemId).max(100).default([]),
  unit: slug.optional(),
  found_at: instant.optional(),
  /** The case that it follows from, e.g. an incident. */
  source_case: recordId.optional(),
  vendor: freeText(200).optional(),
  /** The certification body's or the contract's own deadline: the earlier one wins (§3). */
  deadline: instant.optional(),
  evidence,
  /** Nothing happened this time: a light record without blame, promoted when like ones come together. */
  near_miss: z.boolean().default(false),
});
export type NcRaise = z.infer<typeof ncRaise>;

/** The most links of a 5-Whys chain, causes on a fishbone and actions of a plan; forms take as many. */
export const MOST_WHYS = 10;
export const MOST_CAUSES = 40;
export const MOST_ACTIONS = 50;

const why = z
  .strictObject({
    because: freeText(1000),
    evidence,
    /** Said without evidence, and marked as such. */
    assumption: z.boolean().default(false),
  })
  .refine((link) => link.assumption || link.evidence.length > 0, { path: ['evidence'], error: 'a link of the chain needs evidence, or is marked "assumption": true' });

/** A cause as it was analysed; how deep it must go follows from the class. */
export const rootCause = z.strictObject({
  problem: z.strictObject({ what: freeText(1000), where: freeText(500), when: freeText(500), extent: freeText(500), not_where: freeText(500) }),
  whys: z.array(why).max(MOST_WHYS).default([]),
  /** The chain ends at a cause in a system that somebody controls, never at a person (§3). */
  root: z.strictObject({ cause: freeText(1000), in: z.enum(['controllable_system', 'person']), confidence: z.enum(['low', 'medium', 'high']) }),
  fishbone: z.array(z.strictObject({ branch: fishboneBranch, cause: freeText(500), weight: z.enum(['root', 'contributing']), evidence })).max(MOST_CAUSES).default([]),
  /** Why it was not caught earlier. */
  escape: freeText(1000).optional(),
  /** Class of the cause, of those that the policy lists. */
  cause_class: slug,
  /** Whether the like exists or could occur elsewhere (clause 10.2 b 3). */
  extent: z.strictObject({ looked_at: freeText(1000), found_in: z.array(systemId).max(100).default([]) }),
  /** The cause lies in the management system itself: asked for after a confirmed recurrence. */
  systemic: z.boolean().default(false),
});
export type RootCause = z.infer<typeof rootCause>;

const plannedAction = z.strictObject({
  /** Name of the action within the plan, for `depends_on`. */
  key: slug,
  type: actionType,
  title: freeText(300),
  owner: personId,
  /** Who answers for it; the owner's line manager unless named. */
  accountable: personId.optional(),
  due_at: instant,
  /** What evidence will show that it was done. */
  evidence_spec: freeText(1000),
  verifier: personId,
  depends_on: z.array(slug).max(20).default([]),
  /** The deployment case that carries out a change of the model or its data. */
  deployment: recordId.optional(),
});
export type PlannedAction = z.infer<typeof plannedAction>;

/** Fixed when the plan is approved. */
export const effectiveness = z.strictObject({
  measure: freeText(1000),
  target: freeText(500),
  method: z.enum(EFFECT_METHODS),
  /** How many are looked at where the method is a sample. */
  sample_size: z.number().int().positive().optional(),
  /** Neither an owner, nor a doer, nor a verifier. */
  checker: personId,
});

export const ncPlan = z.strictObject({ actions: z.array(plannedAction).min(1).max(MOST_ACTIONS), effectiveness: effectiveness.optional() });
export type NcPlan = z.infer<typeof ncPlan>;

/** Commands of a nonconformity, by name, with the body each takes. */
export const NONCONFORMITY_COMMANDS = {
  raise: ncRaise,
  /** By the coordinator; later once more, to change the class, the owner or the extent. */
  classify: z.strictObject({
    class: ncClass,
    severity: ncSeverity.optional(),
    owner: personId,
    accountable: personId.optional(),
    requirement: requirement.optional(),
    systems: z.array(systemId).max(100).optional(),
    /** Opens a re-assessment of the risk, which blocks closure until it is done. */
    reassess_risk: z.boolean().optional(),
    reason: freeText(),
  }),
  /** The near-miss becomes a nonconformity. */
  promote: withReason,
  /** What was put right at once, and what followed from it: not yet the removal of its cause. */
  correct: z.strictObject({ correction: freeText(), consequences: freeText(), evidence }),
  'root-cause': rootCause,
  plan: ncPlan,
  'approve-plan': z.strictObject({ plan_digest: sha256, comment: freeText().optional() }),
  'return-plan': withReason,
  /** The verifier's word on the evidence of one action. */
  verify: z.strictObject({ action_id: z.string(), accepted: z.boolean(), comment: freeText() }),
  'check-effect': z.strictObject({ verdict: effectVerdict, measured: freeText(), evidence, sample_size: z.number().int().positive().optional(), comment: freeText() }),
  'decide-extension': z.strictObject({ obligation_id: z.string(), granted: z.boolean(), reason: freeText() }),
  /** The first such word proposes, the second, of somebody else, decides. */
  reject: withReason,
  cancel: z.strictObject({ reason: freeText(), removed_by: recordId.optional(), evidence }),
  /** The second person does not agree: it goes on as before the proposal. */
  decline: withReason,
  merge: z.strictObject({ into: ncId, reason: freeText() }),
  'accept-risk': z.strictObject({ until: instant, reason: freeText(), compensating_control: freeText() }),
  /** `evidence`: what was false; unless named, nothing that its actions rest on is believed any more. */
  reopen: z.strictObject({ reason: freeText(), because: z.enum(['recurrence', 'evidence_false', 'other']), evidence }),
  dispute: withReason,
  'decide-dispute': z.strictObject({ upheld: z.boolean(), reason: freeText() }),
  'decide-recurrence': z.strictObject({ of: ncId, confirmed: z.boolean(), reason: freeText() }),
  'record-cost': z.strictObject({ kind: z.enum(COST_KINDS), amount: z.number().nonnegative().max(1e12), currency, note: freeText(500).optional() }),
  ...OBLIGATION_COMMANDS,
  /** Who owes an action asks for more time and says what protects meanwhile. */
  extend: z.strictObject({ obligation_id: z.string(), until: instant, reason: freeText(), interim_control: freeText() }),
  /** Hands in evidence for an action, or the outcome of a re-assessment of risk. */
  complete: ofObligation.extend({ evidence, comment: freeText() }),
  escalate: z.strictObject({ woke_for: instant.nullable().default(null) }),
} as const;
export type NonconformityCommandName = keyof typeof NONCONFORMITY_COMMANDS;
export type NonconformityCommandBody<T extends NonconformityCommandName> = z.output<(typeof NONCONFORMITY_COMMANDS)[T]>;
/** Commands that only the case's own workflow may give. */
export const NONCONFORMITY_WORKFLOW_ONLY: readonly string[] = ['escalate'];

export { clause as clauseNumber };
/** Key of a rule by which two nonconformities were found alike. */
export const LIKENESS = ['cause_class', 'control', 'system', 'text'] as const;
export const likeness = z.strictObject({ id: ncId, by: z.array(z.enum(LIKENESS)).min(1), score: z.number().min(0).max(1) });
export type Likeness = z.infer<typeof likeness>;
