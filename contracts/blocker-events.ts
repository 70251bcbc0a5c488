import { z } from 'zod';
import { BLOCKER_KINDS, HOLDS } from './blocker.ts';
import { extent, freeText, instant, personId, recordId, slug, token } from './primitives.ts';

const blockerId = z.string().regex(/^blk_[0-9a-z]{1,64}$/);
/** Of any blocker: one that derives from a case has an id made from the case's, e.g. `dep_…/condition/cnd_…`. */
const anyBlockerId = z.string().regex(/^[\w.:/-]{1,200}$/);
const waiverId = z.string().regex(/^wvr_[0-9a-z]{1,64}$/);
const caseRef = z.string().regex(/^[a-z]{2,4}_[0-9a-z]{1,60}$/);

/** Facts about blockers raised by hand and about waivers of any blocker (R-11, R-68, §1.16, §1.21); the same for a system and for the house. */
export const BLOCKER_EVENTS = {
  'blocker.raised': z.strictObject({
    blocker_id: blockerId,
    kind: z.enum(BLOCKER_KINDS),
    extent,
    holds: z.array(z.enum(HOLDS)),
    owner: slug,
    title: freeText(300),
    reason: freeText(),
    link: token,
    source_case: caseRef.nullable(),
    ends_by: z.enum(['release', 'cure']),
    person: personId,
  }),
  'blocker.released': z.strictObject({ blocker_id: blockerId, owner: slug, person: personId, reason: freeText() }),
  /** Its source was cured; `person` is null when the source's own workflow says so. */
  'blocker.cured': z.strictObject({ blocker_id: blockerId, owner: slug, source_case: caseRef, person: personId.nullable(), reason: freeText() }),
  /** Until `until` the blocker does not hold the system, or with `system_id` null anything in its extent. */
  'blocker.waived': z.strictObject({
    waiver_id: waiverId,
    blocker_id: anyBlockerId,
    system_id: recordId.nullable(),
    until: instant,
    person: personId,
    reason: freeText(),
    compensating_control: freeText(),
  }),
  /** With this waiver so many are in force as the policy has executives hear of, or more. */
  'waivers.accumulated': z.strictObject({ waiver_id: waiverId, blocker_id: anyBlockerId, in_force: z.number().int().positive(), from: z.number().int().positive() }),
  /** The waiver's time is over: if it is still there, the blocker holds again. */
  'waiver.ended': z.strictObject({ waiver_id: waiverId, blocker_id: anyBlockerId }),
} as const;

export type BlockerEventType = keyof typeof BLOCKER_EVENTS;
export type BlockerEventBody<T extends BlockerEventType> = z.infer<(typeof BLOCKER_EVENTS)[T]>;
