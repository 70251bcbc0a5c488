import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { evidenceId } from '../contracts/evidence.ts';
import type { CommandMeta } from '../contracts/ledger.ts';
import { EvidenceAway, type EvidenceFiles, type FoundFile } from './evidence-files.ts';
import type { IntakeFault } from './evidence-intake.ts';
import { execute } from './execute.ts';
import type { Store } from './store.ts';

/** A stored file on its way to somebody who may read it. */
export interface EvidenceRead extends FoundFile {
  /** Name to save it under. */
  readonly name: string;
}

/** Whether the bytes in the store still have the digest that they are stored under. */
async function isIntact(file: FoundFile, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  await pipeline(file.stream(), hash);
  return `sha256:${hash.digest('hex')}` === sha256;
}

/** Hands out a stored file: the custody record says who read it before a byte is sent, and a file that was changed in the store is not handed out. */
export async function readEvidence(store: Store, files: EvidenceFiles, sha256: string, meta: CommandMeta): Promise<EvidenceRead | IntakeFault> {
  if (!/^sha256:[0-9a-f]{64}$/.test(sha256)) return { refused: 'unknown_evidence', detail: `"${sha256}" is no digest; write sha256: and 64 hex digits` };
  const outcome = await execute(store, { kind: 'evidence', id: evidenceId(sha256) }, { name: 'read', body: {} }, meta);
  if (!outcome.ok) return outcome.refusal;
  try {
    const file = await files.get(sha256);
    if (!file) return { refused: 'unknown_evidence', detail: `the record of ${sha256} is here, but its file is not in this store; restore it` };
    if (!(await isIntact(file, sha256))) return { refused: 'digest_mismatch', detail: `the file stored as ${sha256} was changed in the store; restore it` };
    return { ...file, name: evidenceId(sha256) };
  } catch (error) {
    if (error instanceof EvidenceAway) return { refused: 'unavailable', detail: `${error.message}; try again in a moment` };
    throw error;
  }
}
