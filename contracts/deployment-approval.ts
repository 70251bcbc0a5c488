import { z } from 'zod';
import { artefactDigest, duration, freeText, instant, personId, sha256, slug, tier } from './primitives.ts';
import { OBLIGATION_COMMANDS } from './obligation-commands.ts';
import { documentName } from './policy.ts';

export const DEPLOYMENT_STATES = [
  'submitted',
  'checking',
  'blocked',
  'in_review',
  'changes_requested',
  'conditionally_approved',
  'approved',
  'rejected',
  'withdrawn',
  'lapsed',
  'permit_issued',
  'live',
  'approval_expiring',
  'expired',
  'revoked',
  'superseded',
  'closed',
] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATES)[number];

export const CHANGE_TYPES = ['new', 'retrain', 'data_source', 'config', 'threshold', 'scope', 'third_party_version'] as const;
export const VERDICTS = ['approve', 'approve_with_conditions', 'reject', 'request_changes', 'abstain', 'recuse', 'withdraw'] as const;
export const verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdict>;

const documents = z.partialRecord(documentName, sha256);
const caseRef = z.string().regex(/^(inc|nc|dep)_[0-9a-z]{1,40}$/, 'must be the id of an incident, a nonconformity or a deployment');

/** A request to deploy one version of one system to one environment. Submitting opens the case; there is no draft (§1.24). */
export const deploymentRequest = z.strictObject({
  system_id: z.string(),
  version_id: z.string(),
  environment: slug,
  title: freeText(200),
  change_type: z.enum(CHANGE_TYPES),
  rationale: freeText(),
  /** Options weighed. */
  options: z.array(freeText(500)).max(20).default([]),
  documents,
  /** Who validated what the package claims; validators never approve (§1.05). */
  validated_by: z.array(personId).default([]),
  window: z.strictObject({ from: instant, until: instant }).refine(({ from, until }) => from < until, { message: 'the window ends after it begins', path: ['until'] }).optional(),
  /** The incident, corrective action or deployment case that this request cures (§1.21). */
  fixes: caseRef.optional(),
});
export type DeploymentRequest = z.infer<typeof deploymentRequest>;

/** A new revision: what is not given stays as it was (§1.24). */
export const revision = z.strictObject({
  version_id: z.string().optional(),
  documents: documents.optional(),
  validated_by: z.array(personId).optional(),
  reason: freeText(),
});

export const CONDITION_TYPES = ['before_deploy', 'within', 'ongoing'] as const;
/** A typed condition (§1.08): before deploy, within a time after it, or again and again. */
export const conditionInput = z
  .strictObject({
    type: z.enum(CONDITION_TYPES),
    title: freeText(300),
    owner: personId,
    /** What evidence will show it. */
    criteria: freeText(1000),
    within: duration.optional(),
    every: duration.optional(),
  })
  .refine((c) => c.type !== 'within' || c.within !== undefined, { path: ['within'], error: 'a condition of type "within" needs "within", e.g. "P30D"' })
  .refine((c) => c.type !== 'ongoing' || c.every !== undefined, { path: ['every'], error: 'a condition of type "ongoing" needs "every", e.g. "P30D"' });
export type ConditionInput = z.infer<typeof conditionInput>;

export const GROUNDS = ['prohibited_practice'] as const;

/** One person's word in a lane (§0.05). */
export const voteInput = z.strictObject({
  verdict,
  /** The digest of the package that the voter saw (§1.10). */
  package_digest: sha256,
  reason: freeText().optional(),
  conditions: z.array(conditionInput).default([]),
  /** Why it is rejected, where that has consequences: a prohibited practice rouses the board, and a veto for it can't be lifted (§0.04, §1.07). */
  ground: z.enum(GROUNDS).optional(),
  /** Set when the voter signs as delegate: the person who delegated (§1.01). */
  on_behalf_of: personId.optional(),
});
export type VoteInput = z.infer<typeof voteInput>;

const withReason = z.strictObject({ reason: freeText() });

/** Commands of a deployment case, by name, with the body each takes. Those under `obligation` name it in the body. */
export const DEPLOYMENT_COMMANDS = {
  submit: deploymentRequest,
  revise: revision,
  withdraw: withReason,
  resubmit: revision,
  consent: withReason,
  'override-veto': withReason,
  'set-tier': z.strictObject({ tier: tier.exclude(['prohibited']), reason: freeText() }),
  revoke: withReason,
  'issue-permit': z.strictObject({}),
  'use-permit': z.strictObject({ permit_id: z.string() }),
  'confirm-live': z.strictObject({ digests: z.record(slug, artefactDigest) }),
  ask: z.strictObject({ obligation_id: z.string(), question: freeText() }),
  answer: z.strictObject({ obligation_id: z.string(), answer: freeText() }),
  vote: voteInput.extend({ obligation_id: z.string() }),
  minutes: z.strictObject({ obligation_id: z.string(), attendance: z.array(personId).default([]), minutes: freeText() }),
  ...OBLIGATION_COMMANDS,
  complete: z.strictObject({ obligation_id: z.string(), evidence: z.array(sha256).default([]), comment: freeText() }),
  accept: z.strictObject({ obligation_id: z.string(), comment: freeText().optional() }),
  return: z.strictObject({ obligation_id: z.string(), reason: freeText() }),
  'record-checks': z.strictObject({
    revision: z.number().int(),
    /** The round that was checked; results of one that is over count for nothing. */
    round: z.number().int().optional(),
    results: z.array(z.strictObject({ check: slug, outcome: z.enum(['pass', 'fail']), subject: z.string().max(200), code: slug })),
  }),
  escalate: z.strictObject({ woke_for: instant.nullable().default(null) }),
} as const;
export type DeploymentCommandName = keyof typeof DEPLOYMENT_COMMANDS;
/** Commands that only the case's own workflow may give. */
export const WORKFLOW_ONLY: readonly string[] = ['record-checks', 'escalate'];
