import { z } from 'zod';

/** A moment in UTC in the exact form of `Date.prototype.toISOString()`, so that instants compare as strings. */
export type Instant = string;

/** Accepts RFC 3339 with any offset and yields an {@link Instant}. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant, e.g. 2026-11-22T14:00:00Z' })
  .transform((text): Instant => new Date(text).toISOString());

/**
 * ISO 8601 durations run by the wall; `business_days` and `business_hours` run on a working calendar
 * (design §8, §0.08). One business day is one working day of that calendar.
 */
export type Duration = string | { business_days: number } | { business_hours: number };

/** An ISO 8601 duration, which runs by the wall. */
export const isoDuration = z
  .string()
  .regex(/^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?$/, 'must be an ISO 8601 duration, e.g. PT4H or P30D');

export const duration = z.union([
  isoDuration,
  z.strictObject({ business_days: z.number().positive() }),
  z.strictObject({ business_hours: z.number().positive() }),
]);

/** When a person or a lane works. `holidays` are local dates `YYYY-MM-DD`; workdays are ISO numbers, Monday is 1. */
export interface WorkCalendar {
  readonly zone: string;
  readonly hours: { readonly from: string; readonly to: string };
  readonly workdays: readonly number[];
  readonly holidays: readonly string[];
}

/** Free text that a person typed. In the ledger only a salted commitment of it is hashed; the text itself can be erased (design §5). */
export const freeText = (max = 4000) => z.string().trim().min(1).max(max).meta({ free_text: true });

/** A SHA-256 digest, or a git object id for code. */
export const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256:<64 hex digits>');
export const artefactDigest = z
  .string()
  .regex(/^(sha256:[0-9a-f]{64}|git:([0-9a-f]{40}|[0-9a-f]{64}))$/, 'must be sha256:<64 hex digits> or git:<object id>');

/** What a file is, e.g. `application/pdf`. */
export const mediaType = z.string().regex(/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,99}$/, 'must be a media type, e.g. application/pdf');

/** The id of a record or of something in it, e.g. `dep_…`, `evd_…`, `house`. */
export const recordId = z.string().regex(/^[a-z]{2,5}(_[0-9a-z]{1,64})?$/, 'must be an id, e.g. sys_ and 26 characters');
/** A key, path, pointer or code built by Gatehouse: never a sentence, so it may be hashed as it is (design §5). */
export const token = z.string().regex(/^[\w.:@/+#~-]{1,300}$/, 'must be a key of letters, digits and . : @ / + # ~ - _');

/** The key of a person, role, unit or lane in the directory and the policy. */
export const slug = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, - and _, beginning with a letter');
/** A person's id; people are ids in the ledger, names live in the directory. */
export const personId = slug;

/** The parts of a system whose digests make a version. Further, unknown parts are allowed and count as material (§1.09). */
export const COMPONENTS = ['weights', 'prompt_config', 'dataset', 'code', 'container'] as const;
export const digestSet = z
  .record(slug, artefactDigest)
  .refine((set) => Object.keys(set).length > 0, 'needs at least one component, e.g. {"weights": "sha256:…"}');
export type DigestSet = z.infer<typeof digestSet>;

export const CASE_KINDS = ['deployment', 'incident', 'nonconformity', 'retirement', 'house'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export const TIERS = ['low', 'medium', 'high', 'prohibited'] as const;
export const tier = z.enum(TIERS);
export type Tier = z.infer<typeof tier>;

/** How sure we are that a vote came from the person named (design §7); ordered, weakest first. */
export const ASSURANCES = ['chat', 'session', 'mfa', 'development'] as const;
export const assurance = z.enum(ASSURANCES);
export type Assurance = z.infer<typeof assurance>;

/** On which people are reached, and, last, where a ticket system is. */
export const CHANNELS = ['chat', 'email', 'ticketing'] as const;
/** A channel to people: the ones that a policy puts into an order. */
export const channel = z.enum(CHANNELS).exclude(['ticketing']);
export type PeopleChannel = z.infer<typeof channel>;
export type Channel = (typeof CHANNELS)[number];

/** The rungs' levels: L0 assignee, L1 backup, L2 lane head or line manager, L3 AI governance lead, L4 executive, L5 board (§0.02). */
export const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const;
export const level = z.enum(LEVELS);
export type Level = z.infer<typeof level>;

/** How far a matter can reach. */
export const EXTENT_SCOPES = ['system', 'unit', 'organisation'] as const;

/** Where a matter reaches: one system, a business unit and what lies under it, or everything. */
export const extent = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('system'), id: recordId }),
  z.strictObject({ scope: z.literal('unit'), id: slug }),
  z.strictObject({ scope: z.literal('organisation') }),
]);
export type Extent = z.infer<typeof extent>;
/** An extent as people read it, a unit or a system by its name where that is known. */
export const extentInWords = (reached: Extent, name: string | null = null): string =>
  reached.scope === 'organisation' ? 'the whole organisation' : `${reached.scope === 'unit' ? 'the unit ' : ''}${name ?? reached.id}`;
