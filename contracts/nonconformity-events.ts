import { z } from 'zod';
import { ACTION_TYPES, clauseNumber, COST_KINDS, EFFECT_METHODS, effectVerdict, fishboneBranch, likeness, ncClass, ncId, ncSeverity, ncSource, requirement } from './nonconformity-closure.ts';
import { extent, freeText, instant, personId, recordId, sha256, slug } from './primitives.ts';

const actionId = z.string().regex(/^act_[0-9a-z]{1,64}$/);
const obligationId = z.string().regex(/^obl_[0-9a-z]{1,64}$/);
const evidence = z.array(sha256);
const systems = z.array(recordId);
const byPerson = z.strictObject({ person: personId });
const withReason = byPerson.extend({ reason: freeText() });
const ofAction = z.strictObject({ action_id: actionId });
/** Event of a rule: who did it, or null where a rule or a timer did. */
const rule = z.string().regex(/^[\w.§-]{1,120}$/);

/** An action as the plan has it, with its id. */
const actionPlanned = z.strictObject({
  action_id: actionId,
  key: slug,
  type: z.enum(ACTION_TYPES),
  title: freeText(300),
  owner: personId,
  accountable: personId.nullable(),
  due_at: instant,
  evidence_spec: freeText(1000),
  verifier: personId,
  depends_on: z.array(slug),
  deployment: recordId.nullable(),
});
export type ActionPlanned = z.infer<typeof actionPlanned>;

const effectiveness = z.strictObject({ measure: freeText(1000), target: freeText(500), method: z.enum(EFFECT_METHODS), sample_size: z.number().int().nullable(), checker: personId });

/** Every fact about a nonconformity, past tense (workflows §3). */
export const NONCONFORMITY_EVENTS = {
  'nonconformity.raised': z.strictObject({
    title: freeText(200),
    description: freeText(),
    source: ncSource,
    severity: ncSeverity,
    proposed_class: ncClass.nullable(),
    requirement,
    clauses: z.array(clauseNumber),
    controls: z.array(clauseNumber),
    system_id: recordId.nullable(),
    systems,
    unit: slug.nullable(),
    found_at: instant,
    source_case: recordId.nullable(),
    vendor: freeText(200).nullable(),
    deadline: instant.nullable(),
    evidence,
    near_miss: z.boolean(),
    person: personId,
    policy_digest: sha256,
    /** Whom it may repeat, as found when it was raised. */
    alike: z.array(likeness),
  }),
  /** So many like near-misses inside the policy's window, or somebody's word. */
  'near_miss.promoted': z.strictObject({ person: personId.nullable(), rule, like: z.array(ncId), reason: freeText().nullable() }),
  'nonconformity.classified': withReason.extend({
    class: ncClass,
    severity: ncSeverity,
    requirement,
    owner: personId,
    accountable: personId,
    systems,
    /** When each step is due, from the policy's row of the class (§3 defaults); null where the class does not ask for it. */
    due: z.strictObject({ correct: instant.nullable(), root_cause: instant.nullable(), plan: instant }),
    /** What the class does to the gates, by the policy that the case goes by (§3, §1.21). */
    effect_on_gates: z.enum(['halt', 'condition', 'none']),
    /** What it reaches as a finding about a unit or the organisation of which nobody named the systems (§1.T2); null where they are named. */
    wide: extent.nullable().default(null),
  }),
  /** A rule thinks that it is graver: repeated, systemic, ineffective. The coordinator classifies (§3). */
  'class.proposed': z.strictObject({ class: ncClass, rule, alike: z.array(likeness) }),
  'correction.recorded': byPerson.extend({ correction: freeText(), consequences: freeText(), evidence }),
  'root_cause.recorded': byPerson.extend({
    cycle: z.number().int().positive(),
    problem: z.strictObject({ what: freeText(1000), where: freeText(500), when: freeText(500), extent: freeText(500), not_where: freeText(500) }),
    whys: z.array(z.strictObject({ because: freeText(1000), evidence, assumption: z.boolean() })),
    root: z.strictObject({ cause: freeText(1000), in: z.enum(['controllable_system', 'person']), confidence: z.enum(['low', 'medium', 'high']) }),
    fishbone: z.array(z.strictObject({ branch: fishboneBranch, cause: freeText(500), weight: z.enum(['root', 'contributing']), evidence })),
    escape: freeText(1000).nullable(),
    cause_class: slug,
    extent: z.strictObject({ looked_at: freeText(1000), found_in: systems }),
    systemic: z.boolean(),
  }),
  'plan.submitted': byPerson.extend({ number: z.number().int().positive(), plan_digest: sha256, actions: z.array(actionPlanned), effectiveness: effectiveness.nullable() }),
  'plan.approved': byPerson.extend({ number: z.number().int().positive(), plan_digest: sha256, comment: freeText().nullable() }),
  'plan.returned': withReason.extend({ number: z.number().int().positive() }),
  /** What it depends on is done, so that it is owed from now on. */
  'action.opened': ofAction.extend({ obligation_id: obligationId }),
  'action.completed': ofAction.extend({ person: personId, evidence, comment: freeText(), verify_obligation_id: obligationId }),
  'action.verified': ofAction.extend({ person: personId, comment: freeText() }),
  'action.returned': ofAction.extend({ person: personId, reason: freeText() }),
  /** The evidence of every action is verified: from here on a major one is a condition and no longer a blocker (§1.21). */
  'evidence.verified': z.strictObject({ cycle: z.number().int().positive() }),
  'effectiveness.waiting': z.strictObject({ until: instant, extended: z.boolean() }),
  'effectiveness.opened': z.strictObject({ obligation_id: obligationId }),
  'effectiveness.checked': byPerson.extend({ verdict: effectVerdict, measured: freeText(), evidence, sample_size: z.number().int().nullable(), comment: freeText() }),
  'extension.requested': z.strictObject({ obligation_id: obligationId, number: z.number().int().positive(), until: instant, person: personId, reason: freeText(), interim_control: freeText(), decide_obligation_id: obligationId }),
  'extension.decided': z.strictObject({ obligation_id: obligationId, number: z.number().int().positive(), granted: z.boolean(), person: personId, reason: freeText() }),
  'rejection.proposed': withReason,
  'nonconformity.rejected': withReason.extend({ proposed_by: personId }),
  'cancellation.proposed': withReason.extend({ removed_by: recordId.nullable(), evidence }),
  'nonconformity.cancelled': withReason.extend({ proposed_by: personId, removed_by: recordId.nullable(), evidence }),
  'proposal.declined': withReason.extend({ what: z.enum(['reject', 'cancel']), proposed_by: personId }),
  'nonconformity.merged': withReason.extend({ into: ncId }),
  'nonconformity.risk_accepted': withReason.extend({ until: instant, compensating_control: freeText() }),
  /** `false_evidence`: the files that were found false, where somebody named them. */
  'nonconformity.reopened': z.strictObject({ cycle: z.number().int().positive(), rule, person: personId.nullable(), reason: freeText().nullable(), false_evidence: evidence.exactOptional() }),
  'nonconformity.closed': z.strictObject({ rule }),
  'dispute.opened': withReason.extend({ obligation_id: obligationId }),
  'dispute.decided': withReason.extend({ upheld: z.boolean() }),
  'recurrence.suggested': z.strictObject({ alike: z.array(likeness), obligation_id: obligationId }),
  'recurrence.decided': withReason.extend({ of: ncId, confirmed: z.boolean() }),
  /** The risk must be judged anew before this can be closed. */
  'risk.reassessment_due': z.strictObject({ rule, obligation_id: obligationId }),
  'risk.reassessed': z.strictObject({ person: personId, evidence, comment: freeText() }),
  'cost.recorded': byPerson.extend({ kind: z.enum(COST_KINDS), amount: z.number().nonnegative(), currency: z.string().regex(/^[A-Z]{3}$/), note: freeText(500).nullable() }),
} as const;
export type NonconformityEventType = keyof typeof NONCONFORMITY_EVENTS;
export type NonconformityEventBody<T extends NonconformityEventType> = z.infer<(typeof NONCONFORMITY_EVENTS)[T]>;
