import { type Damage, evidenceId } from '../contracts/evidence.ts';
import type { CommandMeta } from '../contracts/ledger.ts';
import { agendaNow } from './read.ts';
import { EvidenceAway, type EvidenceFiles, type FoundFile } from './evidence-files.ts';
import type { IntakeFault } from './evidence-intake.ts';
import { wholeFile } from './evidence-seen.ts';
import { execute } from './execute.ts';
import type { Store, Target } from './store.ts';

/** A stored file on its way to somebody who may read it. */
export interface EvidenceRead extends FoundFile {
  /** Name to save it under. */
  readonly name: string;
}

/**
 * Hands out a stored file. The custody record says who read it before a byte is sent, and of what is not handed out it
 * says no such thing: a file that was changed in the store or is gone is recorded as that.
 */
export async function readEvidence(store: Store, files: EvidenceFiles, sha256: string, meta: CommandMeta): Promise<EvidenceRead | IntakeFault> {
  if (!/^sha256:[0-9a-f]{64}$/.test(sha256)) return { refused: 'unknown_evidence', detail: `"${sha256}" is no digest; write sha256: and 64 hex digits` };
  const target: Target = { kind: 'evidence', id: evidenceId(sha256) };
  try {
    // bytes without a record are nobody's evidence, and the record itself refuses them
    const file = (await agendaNow(store, target.id)) === null ? 'gone' : await wholeFile(files, sha256);
    const found = typeof file === 'string' ? file : null;
    const asked = found === null ? meta : { ...meta, command_id: `${meta.command_id}/${found}` };
    const outcome = await execute(store, target, found === null ? { name: 'read', body: {} } : { name: 'damaged', body: { found } }, asked);
    if (!outcome.ok) return outcome.refusal;
    return typeof file === 'string' ? faultOf(sha256, file) : { ...file, name: target.id };
  } catch (error) {
    if (error instanceof EvidenceAway) return { refused: 'unavailable', detail: `${error.message}; try again in a moment` };
    throw error;
  }
}

const faultOf = (sha256: string, found: Damage): IntakeFault =>
  found === 'gone'
    ? { refused: 'unknown_evidence', detail: `the record of ${sha256} is here, but its file is not in this store; restore it` }
    : { refused: 'digest_mismatch', detail: `the file stored as ${sha256} was changed in the store; restore it` };
