import { z } from 'zod';
import { OBLIGATION_COMMANDS } from './obligation-commands.ts';
import { digestSet, extent, freeText, instant, personId, sha256, slug } from './primitives.ts';

export const SYSTEM_TYPES = ['predictive', 'generative', 'autonomous_agentic', 'real_time', 'edge'] as const;
export const LIFECYCLE_STAGES = ['design', 'development', 'operation', 'retired'] as const;
const scale = z.number().int().min(1).max(5);

/** What the tier is computed from (R-02, §1.23). The tier itself is never read from a request. */
export const riskProfile = z.strictObject({
  consequence: scale,
  likelihood: scale,
  affected_people: z.number().int().nonnegative(),
  personal_data: z.boolean(),
  special_category_data: z.boolean(),
  external_users: z.boolean(),
  /** Human oversight. */
  oversight: z.enum(['in_the_loop', 'on_the_loop', 'out_of_the_loop']),
  /** Yes answers to the prohibited-practice questions (EU AI Act Art. 5): any yes makes the tier prohibited. */
  prohibited_practices: z.array(slug).default([]),
});
export type RiskProfile = z.infer<typeof riskProfile>;

const dependency = z.strictObject({
  name: slug,
  kind: z.enum(['model', 'dataset', 'service', 'library']),
  /** A third-party model must be pinned; an unpinned one makes a condition (§1.15). */
  pinned: z.boolean(),
  /** Who supplies it, as a key; its full name belongs to the vendor register. */
  vendor: slug.optional(),
});
const jurisdiction = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be an ISO country or region, e.g. DE or US-CA');
const aimsScope = z.strictObject({ in_scope: z.boolean(), exclusion_reason: freeText().optional() });
const signingKey = z.string().startsWith('-----BEGIN PUBLIC KEY-----', 'must be a PEM public key').max(2000);

/** A register entry without its defaults: a patch must not bring back a default for what it does not name. */
const entryFields = z.strictObject({
  name: freeText(200),
  use_case: freeText(),
  intended_use: freeText(),
  type: z.enum(SYSTEM_TYPES),
  our_role: z.enum(['provider', 'deployer', 'importer', 'distributor']),
  /** Accountable for the system. */
  owner: personId,
  unit: slug,
  stage: z.enum(LIFECYCLE_STAGES),
  boundary: freeText().optional(),
  jurisdictions: z.array(jurisdiction),
  aims_scope: aimsScope,
  dependencies: z.array(dependency),
  /** Ed25519 public keys (PEM) that may sign weights (R-14, design §7). */
  signing_keys: z.array(signingKey),
  risk_profile: riskProfile,
});

/** A register entry. */
export const systemEntry = entryFields.extend({
  stage: z.enum(LIFECYCLE_STAGES).default('development'),
  jurisdictions: z.array(jurisdiction).default([]),
  aims_scope: aimsScope.default({ in_scope: true }),
  dependencies: z.array(dependency).default([]),
  signing_keys: z.array(signingKey).default([]),
});
export type SystemEntry = z.infer<typeof systemEntry>;
export const systemAdd = systemEntry.extend({ id: z.string().regex(/^sys_[0-9a-z]{26}$/).optional() });
export const systemPatch = entryFields
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'names nothing to change; give at least one field of the register entry');

/** A named set of digests of a system's components. */
export const versionAdd = z.strictObject({
  name: freeText(100),
  digests: digestSet,
  /** Who made it: authors and committers never approve it (§1.05). */
  authors: z.array(personId).min(1),
  /** Base64 Ed25519 signature over the ASCII text of the weights digest. */
  weights_signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'must be a base64 Ed25519 signature').optional(),
});
export type VersionAdd = z.infer<typeof versionAdd>;

export const RESIDUALS = ['low', 'medium', 'high', 'critical'] as const;
/** A risk item. */
export const riskAdd = z.strictObject({
  title: freeText(300),
  owner: personId,
  residual: z.enum(RESIDUALS),
  option: z.enum(['avoid', 'mitigate', 'transfer', 'accept']),
  due_at: instant.optional(),
  criteria: freeText().optional(),
  component: slug.optional(),
});
export const riskTreat = z.strictObject({ residual: z.enum(RESIDUALS), reason: freeText(), evidence: z.array(sha256).default([]) });
export const riskAccept = z.strictObject({ reason: freeText(), until: instant });
export const riskClose = z.strictObject({ reason: freeText() });

/** A blocker raised by hand; a pause order holds permits, never reviews (§1.16). */
export const blockerRaise = z.strictObject({
  kind: z.enum(['pause_order', 'manual', 'incident', 'nonconformity']),
  extent,
  title: freeText(300),
  reason: freeText(),
  owner: personId.optional(),
  /** The case it comes from; a request that fixes that case is not held by it (§1.21). */
  source_case: z.string().regex(/^[a-z]{2,4}_[0-9a-z]{1,60}$/, 'must be the id of a case, e.g. inc_… or nc_…').optional(),
});
export type BlockerRaise = z.infer<typeof blockerRaise>;
export const blockerRelease = z.strictObject({ reason: freeText() });
export const blockerCure = blockerRelease;
/** scope, reason, compensating control, expiry. Without a system it covers the blocker's whole extent. */
export const blockerWaive = z.strictObject({
  system_id: z.string().optional(),
  reason: freeText(),
  compensating_control: freeText(),
  until: instant,
});
export const observedDigests = z.strictObject({
  environment: slug,
  digests: digestSet,
  /** When the observer looked; recorded, never reckoned with. */
  observed_at: instant.optional(),
  /** Which observer said so. */
  source: slug.default('api'),
});

const ofRisk = { risk_id: z.string() };
const ofBlocker = { blocker_id: z.string() };

/** Commands about blockers and waivers, the same for a system and for the house. */
export const BLOCKER_COMMANDS = {
  'raise-blocker': blockerRaise,
  'release-blocker': blockerRelease.extend(ofBlocker),
  'waive-blocker': blockerWaive.extend(ofBlocker),
  /** Says that the case a blocker names is cured (§1.21). */
  'cure-blocker': blockerCure.extend(ofBlocker),
} as const;

/** Commands of a system's record, by name, with the body each takes. */
export const SYSTEM_COMMANDS = {
  add: systemAdd,
  patch: systemPatch,
  'add-version': versionAdd,
  'add-risk': riskAdd,
  'treat-risk': riskTreat.extend(ofRisk),
  'accept-risk': riskAccept.extend(ofRisk),
  'close-risk': riskClose.extend(ofRisk),
  'observe-digests': observedDigests,
  escalate: z.strictObject({ woke_for: instant.nullable().default(null) }),
  ...BLOCKER_COMMANDS,
  ...OBLIGATION_COMMANDS,
} as const;
export type SystemCommandName = keyof typeof SYSTEM_COMMANDS;
export type SystemCommandBody<T extends SystemCommandName> = z.infer<(typeof SYSTEM_COMMANDS)[T]>;
