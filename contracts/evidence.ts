import { z } from 'zod';
import { freeText, mediaType, personId, recordId, sha256 } from './primitives.ts';

const obligationId = recordId.nullable().default(null);

/** Commands on the custody record of one file; the file itself lies in the evidence store by its digest. */
export const EVIDENCE_COMMANDS = {
  store: z.strictObject({ sha256, bytes: z.number().int().nonnegative(), type: mediaType.optional(), name: freeText(200).optional() }),
  attach: z.strictObject({ case_id: recordId, obligation_id: obligationId }),
  read: z.strictObject({}),
} as const;
export type EvidenceCommandName = keyof typeof EVIDENCE_COMMANDS;
export type EvidenceCommandBody<T extends EvidenceCommandName> = z.infer<(typeof EVIDENCE_COMMANDS)[T]>;

const person = personId;
/** Facts of custody; the file's name is free text, and so is erasable. */
export const EVIDENCE_EVENTS = {
  /** `type`: what the content is; files that were stored before types were looked at have none. */
  'evidence.stored': z.strictObject({ sha256, bytes: z.number().int().nonnegative(), type: mediaType.optional(), name: freeText(200).nullable(), person }),
  /** The same bytes were brought again. */
  'evidence.brought_again': z.strictObject({ name: freeText(200).nullable(), person }),
  'evidence.attached': z.strictObject({ case_id: recordId, obligation_id: recordId.nullable(), person }),
  'evidence.read': z.strictObject({ person }),
} as const;
export type EvidenceEventType = keyof typeof EVIDENCE_EVENTS;
export type EvidenceEventBody<T extends EvidenceEventType> = z.infer<(typeof EVIDENCE_EVENTS)[T]>;

/** The record of the file with this digest: `evd_` and its 64 hex digits. */
export const evidenceId = (digest: string): string => `evd_${digest.replace(/^sha256:/, '')}`;
