import { z } from 'zod';
import { BLOCKER_EVENTS } from './blocker-events.ts';
import { digestSet, freeText, instant, personId, recordId, sha256, slug } from './primitives.ts';
import { RESIDUALS, riskAdd, systemEntry, systemPatch } from './system.ts';

const residual = z.enum(RESIDUALS);
const ofRisk = z.strictObject({ risk_id: z.string().regex(/^rsk_[0-9a-z]{1,64}$/) });
const blockerId = z.string().regex(/^blk_[0-9a-z]{1,64}$/);
const inEnvironment = z.strictObject({ environment: slug, case_id: recordId, blocker_id: blockerId });

/** Facts about a register entry and what hangs off it (R-01, R-26, §1.22); those about its obligations are in `OBLIGATION_EVENTS`. */
export const SYSTEM_EVENTS = {
  'system.added': z.strictObject({ entry: systemEntry, person: personId }),
  /** `changes` holds the new value of every field that differs. */
  'system.changed': z.strictObject({ changes: systemPatch, person: personId }),
  'version.added': z.strictObject({
    version_id: z.string().regex(/^ver_[0-9a-z]{1,64}$/),
    name: freeText(100),
    digests: digestSet,
    authors: z.array(personId),
    weights_signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/).nullable(),
    person: personId,
  }),
  'risk.added': ofRisk.extend({
    /** The blocker that this item is while it halts and is open (§1 threshold 1). */
    blocker_id: blockerId,
    title: freeText(300),
    owner: personId,
    residual,
    option: riskAdd.shape.option,
    criteria: freeText().nullable(),
    component: slug.nullable(),
    halts: z.boolean(),
    person: personId,
  }),
  /** Still at or above the threshold of the policy, it stays open. */
  'risk.treated': ofRisk.extend({
    residual,
    state: z.enum(['open', 'treated', 'accepted']),
    halts: z.boolean(),
    reason: freeText(),
    evidence: z.array(sha256),
    person: personId,
  }),
  'risk.accepted': ofRisk.extend({ residual, until: instant, board: z.boolean(), reason: freeText(), person: personId }),
  'risk.acceptance_expired': ofRisk.extend({ until: instant, board: z.boolean() }),
  'risk.closed': ofRisk.extend({ reason: freeText(), person: personId }),
  /** What runs differs from what was approved and is live (§1.22); again when the difference changes. */
  'digests.drift_observed': inEnvironment.extend({
    observed: digestSet,
    expected: digestSet,
    differing: z.array(slug),
    source: slug,
    observed_at: instant.nullable(),
  }),
  'digests.drift_ended': inEnvironment.extend({ observed: digestSet, source: slug }),
  ...BLOCKER_EVENTS,
} as const;

export type SystemEventType = keyof typeof SYSTEM_EVENTS;
export type SystemEventBody<T extends SystemEventType> = z.infer<(typeof SYSTEM_EVENTS)[T]>;
