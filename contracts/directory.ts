import { z } from 'zod';
import { instant, personId, slug, tier } from './primitives.ts';

const localDate = z.iso.date({ error: 'must be a date, e.g. 2026-12-24' });

/** A role held by a person, for the whole organisation or for one unit (and what lies under it). */
export const roleHolding = z.union([slug, z.strictObject({ role: slug, unit: slug })]);

export const person = z.strictObject({
  id: personId,
  name: z.string().min(1).max(120),
  email: z.email().optional(),
  slack_user_id: z.string().regex(/^[UW][A-Z0-9]{2,20}$/, 'must be a Slack user id, e.g. U02ABCDEF').optional(),
  /** The `sub` under which the identity provider knows the person; then no e-mail address binds them. */
  oidc_subject: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters (OpenID Connect Core §2)').optional(),
  unit: slug,
  /** Line manager; empty for the top of the house. */
  manager: personId.optional(),
  /** A calendar of the policy. */
  calendar: slug,
  roles: z.array(roleHolding).default([]),
  /** First day on which the person no longer works here (R-78: a leaver counts as a vacancy). */
  left_on: localDate.optional(),
});
export type Person = z.infer<typeof person>;

export const unit = z.strictObject({ id: slug, name: z.string().min(1), parent: slug.optional() });

/** Dated, scoped leave to sign in another's place; one hop; never reaches requester or author (§1.01). */
export const delegation = z.strictObject({
  from: personId,
  to: personId,
  lane: slug,
  tier_cap: tier.optional(),
  unit: slug.optional(),
  starts_at: instant.optional(),
  until: instant,
  keep_informed: z.boolean().default(false),
});
export type Delegation = z.infer<typeof delegation>;

/** Out of office; what is routed to the person alone goes to the deputy while it lasts (§1.02). */
export const absence = z.strictObject({
  person: personId,
  starts_at: instant,
  until: instant,
  deputy: personId.optional(),
});
export type Absence = z.infer<typeof absence>;

/** `directory.yaml`: the only source of authority (design §1). */
export const directoryFile = z.strictObject({
  organisation: z.strictObject({ name: z.string().min(1) }),
  units: z.array(unit).min(1),
  people: z.array(person).min(1),
  delegations: z.array(delegation).default([]),
  absences: z.array(absence).default([]),
});
/** The file's content plus the delegations and absences recorded since; what rules read. */
export type Directory = z.infer<typeof directoryFile>;
