import type { Readable } from 'node:stream';

/** The file is larger than the policy allows; nothing of it was kept. */
export class EvidenceTooLarge extends Error {
  override readonly name = 'EvidenceTooLarge';
  constructor(maxBytes: number) {
    super(`the file is larger than ${maxBytes} bytes, the most that the policy allows (thresholds.evidence_max_bytes)`);
  }
}

/** The file is of a type that the policy does not allow, or of none that is known; nothing of it was kept. The message names it. */
export class EvidenceTypeRefused extends Error {
  override readonly name = 'EvidenceTypeRefused';
}

/** The place where the files lie does not answer, or not as it should; nothing was changed. */
export class EvidenceAway extends Error {
  override readonly name = 'EvidenceAway';
}

export interface StoredFile {
  /** `sha256:<hex>` */
  readonly sha256: string;
  readonly bytes: number;
  /** Media type, by its content. */
  readonly type: string;
}

/** What the policy lets a file be. */
export interface EvidenceLimits {
  readonly maxBytes: number;
  readonly types: readonly string[];
}

/** A file as it lies in the store now. */
export interface FoundFile {
  readonly bytes: number;
  /** The bytes, from the beginning; of this very file, even where another is put in its place meanwhile. */
  readonly stream: () => Readable;
}

/** Files by their digest. What was stored is there, whole, and never written again. */
export interface EvidenceFiles {
  /** Stores a stream. @throws EvidenceTooLarge, EvidenceTypeRefused beyond the limits; what was read is removed then, and after any failure. @throws EvidenceAway */
  put(from: AsyncIterable<Uint8Array>, limits: EvidenceLimits): Promise<StoredFile>;
  /** The file with this digest, or null. @throws EvidenceAway */
  get(sha256: string): Promise<FoundFile | null>;
  /** Removes a file that no record is about; see `store/evidence-custody.ts` for when that is safe. @throws EvidenceAway */
  remove(sha256: string): Promise<void>;
  /** Removes what uploads left behind whose process was killed: begun files that nobody wrote to for so long. Answers how many. */
  tidy(olderThanMs: number): Promise<number>;
}

const DIGEST = /^sha256:([0-9a-f]{2})([0-9a-f]{62})$/;

/** Where a file lies below its folder or prefix: two digits, then the rest; null for what is no digest. */
export function placeOf(sha256: string): readonly [folder: string, name: string] | null {
  const [, folder, name] = DIGEST.exec(sha256) ?? [];
  return folder === undefined || name === undefined ? null : [folder, name];
}
