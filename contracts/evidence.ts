import { z } from 'zod';
import { freeText, mediaType, personId, sha256 } from './primitives.ts';

/** What evidence may be when the policy does not say: documents, pictures, text, archives; nothing that runs. Office documents are zip archives. */
export const EVIDENCE_TYPES: readonly string[] = ['application/pdf', 'text/plain', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/tiff', 'application/zip', 'application/gzip'];

/** What can have become of a stored file: its bytes have another digest now, or it is not there any more. */
export const DAMAGES = ['changed', 'gone'] as const;
export type Damage = (typeof DAMAGES)[number];

/** A stored file that is not as it was stored. */
export interface DamagedFile {
  readonly sha256: string;
  readonly found: Damage;
}

/** Commands on the custody record of one file; the file itself lies in the evidence store by its digest. */
export const EVIDENCE_COMMANDS = {
  store: z.strictObject({ sha256, bytes: z.number().int().nonnegative(), type: mediaType.optional(), name: freeText(200).optional() }),
  read: z.strictObject({}),
  /** Somebody came upon the file and it was not as it was stored. */
  damaged: z.strictObject({ found: z.enum(DAMAGES) }),
} as const;
export type EvidenceCommandName = keyof typeof EVIDENCE_COMMANDS;
export type EvidenceCommandBody<T extends EvidenceCommandName> = z.infer<(typeof EVIDENCE_COMMANDS)[T]>;

const person = personId;
/**
 * Facts of custody; the file's name is free text, and so is erasable. To what a file was attached, by whom and when, stands in
 * the record that it was attached to, by its digest: the event that hands it in holds its `evidence`.
 */
export const EVIDENCE_EVENTS = {
  /** `type`: what the content is; files that were stored before types were looked at have none. */
  'evidence.stored': z.strictObject({ sha256, bytes: z.number().int().nonnegative(), type: mediaType.optional(), name: freeText(200).nullable(), person }),
  /** The same bytes were brought again. */
  'evidence.brought_again': z.strictObject({ name: freeText(200).nullable(), person }),
  /** The file was handed out; nothing is read that was refused. */
  'evidence.read': z.strictObject({ person }),
  /** `person` came upon it when they wanted to read it or to rest a decision on it; neither was done. */
  'evidence.damaged': z.strictObject({ found: z.enum(DAMAGES), person }),
} as const;
export type EvidenceEventType = keyof typeof EVIDENCE_EVENTS;
export type EvidenceEventBody<T extends EvidenceEventType> = z.infer<(typeof EVIDENCE_EVENTS)[T]>;

/** The record of the file with this digest: `evd_` and its 64 hex digits. */
export const evidenceId = (digest: string): string => `evd_${digest.replace(/^sha256:/, '')}`;
