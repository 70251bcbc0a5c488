import { z } from 'zod';
import { assurance, digestSet, duration, freeText, instant, personId, sha256, slug, tier } from './primitives.ts';
import { documentName, trait } from './policy.ts';
import { CHANGE_TYPES, CONDITION_TYPES, GROUNDS, verdict } from './deployment-approval.ts';
import { DOORS } from './ledger.ts';
import { proof } from './session.ts';

const id = z.string().regex(/^[a-z]{2,4}_[0-9a-z]{1,64}$/);
const documents = z.partialRecord(documentName, sha256);
const path = z.enum(['low', 'medium', 'high', 'high_novel']);

/** A lane as planned for a revision. */
export const plannedLane = z.strictObject({
  lane: slug,
  needed: z.number().int().positive(),
  veto: z.boolean(),
  committee: z.boolean(),
});

/** What approvers judge, frozen: its canonical JSON hashes to `package_digest` (R-13, design §1). */
export const packageManifest = z.strictObject({
  system_id: id,
  version_id: id,
  environment: slug,
  change_type: z.enum(CHANGE_TYPES),
  digests: digestSet,
  documents,
  validated_by: z.array(personId),
  tier,
  path: path.nullable(),
  score: z.number().int(),
  traits: z.array(trait),
  policy_digest: sha256,
});
export type PackageManifest = z.infer<typeof packageManifest>;

const revised = z.strictObject({
  revision: z.number().int().positive(),
  manifest: packageManifest,
  package_digest: sha256,
  lanes: z.array(plannedLane),
  notices: z.array(slug),
  authors: z.array(personId),
  signature_required: z.boolean(),
  /** Conditions by rule, for dependencies whose version floats (§1.15). */
  auto_conditions: z.array(z.strictObject({ condition_id: id, dependency: slug, lane: slug })),
});

const conditionSet = z.strictObject({
  condition_id: id,
  type: z.enum(CONDITION_TYPES),
  title: freeText(300),
  owner: personId,
  criteria: freeText(1000),
  within: duration.nullable(),
  every: duration.nullable(),
});

const inLane = z.strictObject({ lane: slug });
const permit = z.strictObject({ permit_id: id });

/** Every fact about a deployment case, past tense. */
export const DEPLOYMENT_EVENTS = {
  'deployment.submitted': revised.extend({
    title: freeText(200),
    rationale: freeText(),
    options: z.array(z.strictObject({ text: freeText(500) })),
    requester: personId,
    owner: personId,
    unit: slug,
    window: z.strictObject({ from: instant, until: instant }).nullable(),
    fixes: id.nullable(),
  }),
  'deployment.revised': revised.extend({
    previous_digest: sha256,
    changed: z.array(slug),
    rule: slug,
    reason: freeText(),
    resubmitted: z.boolean(),
  }),
  'checks.completed': z.strictObject({
    revision: z.number().int(),
    results: z.array(z.strictObject({ check: slug, outcome: z.enum(['pass', 'fail']), subject: z.string().regex(/^[\w.:/ -]{0,200}$/), code: slug })),
  }),
  'gate.blocked': z.strictObject({ blockers: z.array(z.string().regex(/^[\w.:/-]{1,200}$/)) }),
  'gate.unblocked': z.strictObject({}),
  'review.opened': z.strictObject({ revision: z.number().int() }),
  'lane.added': plannedLane,
  'lane.passed': inLane.extend({ by: z.array(personId) }),
  'lane.failed': inLane,
  'lane.reopened': inLane.extend({ rule: slug }),
  /** The lane's substitutes or its head may sign too (§1.03, §1.04). */
  'lane.referred': inLane.extend({ standing: z.enum(['backup', 'head']), to: z.array(personId), rule: slug }),
  'lane.stuck': inLane.extend({ tell: z.array(personId) }),
  'lane.overridden': inLane.extend({ until: instant }),
  'lane.noticed': inLane.extend({ to: z.array(personId) }),
  'vote.cast': z.strictObject({
    vote_id: id,
    lane: slug,
    obligation_id: id,
    person: personId,
    on_behalf_of: personId.nullable(),
    standing: z.enum(['member', 'backup', 'head', 'delegate']),
    verdict,
    revision: z.number().int(),
    package_digest: sha256,
    digests: digestSet,
    policy_digest: sha256,
    door: z.enum(DOORS),
    assurance,
    /** What the identity provider proved of the signer; absent where none was asked. */
    proof: proof.optional(),
    /** Given where one can be anybody: by the embedded sign-in, or in the stand-in for Slack (design §7). */
    development: z.literal(true).optional(),
    reason: freeText().nullable(),
    /** A rejection for a prohibited practice (§1.07). */
    ground: z.enum(GROUNDS).nullable(),
    conditions: z.array(conditionSet),
  }),
  'vote.withdrawn': z.strictObject({ vote_id: id, lane: slug, person: personId, reason: freeText().nullable() }),
  'vote.voided': z.strictObject({ vote_id: id, lane: slug, person: personId, rule: slug }),
  'vote.carried': z.strictObject({ vote_id: id, lane: slug, person: personId, old_digest: sha256, new_digest: sha256, rule: slug }),
  'vote.flagged': z.strictObject({ vote_id: id, lane: slug, person: personId, rule: slug, void: z.boolean() }),
  'committee.minuted': inLane.extend({ attendance: z.array(personId), minutes: freeText(), approvals: z.number().int(), rejections: z.number().int(), passed: z.boolean() }),
  'question.asked': z.strictObject({ question_id: id, obligation_id: id, lane: slug, person: personId, question: freeText(), resume_by: instant }),
  'question.answered': z.strictObject({ question_id: id, obligation_id: id, person: personId, answer: freeText() }),
  'question.lapsed': z.strictObject({ question_id: id, obligation_id: id }),
  'changes.requested': z.strictObject({ lane: slug.nullable(), person: personId.nullable(), reason: freeText().nullable(), resume_by: instant.nullable() }),
  'clock.resumed': z.strictObject({ rule: slug }),
  'consent.given': z.strictObject({ person: personId, fixes: id, reason: freeText() }),
  'tier.override_proposed': z.strictObject({ person: personId, tier, reason: freeText() }),
  'tier.changed': z.strictObject({ from: tier, to: tier, person: personId, second: personId, effective: z.enum(['now', 'next_revision']), path: path.nullable(), signature_required: z.boolean() }),
  'veto.override_given': z.strictObject({ lane: slug, person: personId, reason: freeText() }),
  'deployment.reopened': z.strictObject({ rule: slug }),
  'deployment.approved': z.strictObject({
    conditional: z.boolean(),
    package_digest: sha256,
    digests: digestSet,
    valid_until: instant,
    notices: z.array(instant),
    approvers: z.array(z.strictObject({ lane: slug, people: z.array(personId) })),
    dissent: z.array(z.strictObject({ lane: slug, person: personId, verdict })),
  }),
  'deployment.rejected': z.strictObject({ lane: slug.nullable(), veto: z.boolean(), rule: slug, override_until: instant.nullable(), closes_at: instant }),
  'deployment.withdrawn': z.strictObject({ person: personId, reason: freeText(), closes_at: instant }),
  'deployment.lapsed': z.strictObject({ rule: slug, obligation_id: id, closes_at: instant }),
  /** By rule, with the approval: an open nonconformity that holds nothing; met when it is over (§1.21). */
  'condition.set': z.strictObject({ condition_id: id, nonconformity: id, title: freeText(300), owner: personId }),
  'condition.opened': z.strictObject({ condition_id: id, obligation_id: id }),
  'condition.submitted': z.strictObject({ condition_id: id, obligation_id: id, person: personId, evidence: z.array(sha256), comment: freeText() }),
  /** By the lane that set it; by a rule where `person` is null. */
  'condition.met': z.strictObject({ condition_id: id, person: personId.nullable(), comment: freeText().nullable(), rule: slug.optional() }),
  'condition.returned': z.strictObject({ condition_id: id, person: personId, reason: freeText() }),
  'condition.missed': z.strictObject({ condition_id: id, obligation_id: id }),
  'permit.issued': permit.extend({ environment: slug, version_id: id, digests: digestSet, package_digest: sha256, issued_to: personId.nullable(), expires_at: instant }),
  'permit.voided': permit.extend({ rule: slug }),
  'permit.used': permit,
  'permit.expired': permit,
  'deployment.live': z.strictObject({ digests: digestSet, environment: slug }),
  'approval.expiring': z.strictObject({ notice: instant, valid_until: instant }),
  'approval.expired': z.strictObject({ valid_until: instant, closes_at: instant.nullable() }),
  'approval.revoked': z.strictObject({ person: personId.nullable(), rule: slug, reason: freeText().nullable(), closes_at: instant.nullable() }),
  'deployment.superseded': z.strictObject({ by_case: id, closes_at: instant }),
  'review.completed': z.strictObject({ obligation_id: id, person: personId, comment: freeText(), closes_at: instant }),
  'deployment.closed': z.strictObject({ outcome: slug }),
} as const;

export type DeploymentEventType = keyof typeof DEPLOYMENT_EVENTS;
export type DeploymentEventBody<T extends DeploymentEventType> = z.infer<(typeof DEPLOYMENT_EVENTS)[T]>;
export type PlannedLane = z.infer<typeof plannedLane>;
export type ConditionSet = z.infer<typeof conditionSet>;
