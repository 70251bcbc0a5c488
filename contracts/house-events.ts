import { z } from 'zod';
import { BLOCKER_EVENTS } from './blocker-events.ts';
import { directoryFile } from './directory.ts';
import { policyDocument, roleChange } from './house.ts';
import { assurance, instant, personId, recordId, sha256, slug, tier } from './primitives.ts';
import { TOKEN_EVENTS } from './token.ts';

const delegationId = z.string().regex(/^dlg_[0-9a-z]{1,64}$/);
const absenceId = z.string().regex(/^abs_[0-9a-z]{1,64}$/);

/** Facts about policy, directory, delegations, absences and tokens (design §8, R-78, §1.01, §1.02); those about obligations are in `OBLIGATION_EVENTS`. */
export const HOUSE_EVENTS = {
  /** An empty store took the policy that it found. */
  'policy.bootstrapped': z.strictObject({ digest: sha256, source: slug, policy: policyDocument }),
  /** `person` is null when it was found on disk: then one person adopts it and another activates it. */
  'policy.proposed': z.strictObject({
    digest: sha256,
    source: slug,
    /** Places that differ from the policy in force. */
    changed: z.array(z.string().regex(/^[\w-]+\.yaml: [\w.[\]-]{1,200}$/)),
    /** The whole of it the first time; null when it lies here already. */
    policy: policyDocument.nullable(),
    person: personId.nullable(),
    /** The proposal lay there already, found on disk, and this person took it up. */
    adopted: z.boolean(),
    obligation_id: recordId,
  }),
  'policy.activated': z.strictObject({ digest: sha256, previous: sha256.nullable(), proposed_by: personId, activated_by: personId }),
  /** Another policy came into force, or the file on disk changed again, before a second person activated this one. */
  'policy.proposal_superseded': z.strictObject({ digest: sha256, by: sha256 }),
  /** Nobody could verify or use a permit between these instants: no API process was at the database (§1.17). */
  'gate.outage_ended': z.strictObject({ from_at: instant, to_at: instant }),
  /** The whole directory, and its difference to the one before. */
  'directory.loaded': z.strictObject({
    digest: sha256,
    directory: directoryFile,
    added: z.array(personId),
    removed: z.array(personId),
    changed: z.array(personId),
    roles_gained: z.array(roleChange),
    roles_lost: z.array(roleChange),
    /** Those of `roles_gained` that sign; L3 hears of them, except at the very first load. */
    signing_gained: z.array(roleChange),
  }),
  'delegation.granted': z.strictObject({
    delegation_id: delegationId,
    from: personId,
    to: personId,
    lane: slug,
    tier_cap: tier.nullable(),
    /** The giver's assurance, where it held the delegation to `tier_cap` although nobody named one. */
    held_by: assurance.optional(),
    unit: slug.nullable(),
    starts_at: instant,
    until: instant,
    keep_informed: z.boolean(),
    person: personId,
  }),
  'delegation.ended': z.strictObject({ delegation_id: delegationId, from: personId, to: personId, lane: slug, person: personId }),
  'absence.added': z.strictObject({
    absence_id: absenceId,
    absent: personId,
    starts_at: instant,
    until: instant,
    deputy: personId.nullable(),
    person: personId,
  }),
  'absence.ended': z.strictObject({ absence_id: absenceId, absent: personId, deputy: personId.nullable(), person: personId }),
  /** A nonconformity is open: from now on the house looks every working day whom a manager's digest is owed. */
  'digests.begun': z.strictObject({}),
  /** A digest is owed to these, whose working day has begun by one of the calendars; nobody, when nothing in anybody's line is overdue or due soon. */
  'digests.due': z.strictObject({
    rounds: z.array(z.strictObject({ calendar: slug, at: instant })).min(1),
    /** Each reader once, with the date where they are and the managers whose line it is about: the reader, and those absent whose deputy the reader is. */
    to: z.array(z.strictObject({ reader: personId, date: z.iso.date(), managers: z.array(personId).min(1) })),
    /** Whether any nonconformity was open. */
    open: z.boolean(),
  }),
  ...TOKEN_EVENTS,
  ...BLOCKER_EVENTS,
} as const;

export type HouseEventType = keyof typeof HOUSE_EVENTS;
export type HouseEventBody<T extends HouseEventType> = z.infer<(typeof HOUSE_EVENTS)[T]>;
