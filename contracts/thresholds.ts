import { z } from 'zod';
import { EVIDENCE_TYPES } from './evidence.ts';
import { duration, isoDuration, level, mediaType, slug, token } from './primitives.ts';
import { ticketsPolicy } from './ticket.ts';

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
  /** Media types that evidence may have, by its content. Text of any kind (Markdown, CSV, JSON) is `text/plain`. */
  evidence_types: z.array(mediaType).min(1).default([...EVIDENCE_TYPES]),
  /** A proof of several factors counts as `mfa` for so long after it was given. */
  step_up_within: isoDuration.default(STEP_UP_WITHIN),
  /** The `acr` values by which an identity provider says "several factors": asked for at a step-up, and believed. */
  multi_factor_acr: z.array(token).default([...MULTI_FACTOR_ACR]),
  /** Without it no obligation gets a ticket. */
  tickets: ticketsPolicy.optional(),
});
