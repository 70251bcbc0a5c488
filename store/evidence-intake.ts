import { evidenceId } from '../contracts/evidence.ts';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { ProblemCode } from '../contracts/problem.ts';
import { allowedTypes } from '../domain/evidence/media-type.ts';
import { discard, isKept } from './evidence-custody.ts';
import { EvidenceAway, type EvidenceFiles, type EvidenceLimits, EvidenceTooLarge, EvidenceTypeRefused, type StoredFile } from './evidence-files.ts';
import { execute } from './execute.ts';
import { type HouseReader, policyInForce } from './house.ts';
import type { Store } from './store.ts';

/** What an upload stands on, through whatever door it comes. */
export interface Intake {
  readonly store: Store;
  readonly evidence: EvidenceFiles;
  readonly house: HouseReader;
}

/** Why a file is not kept; `unavailable` passes by itself. */
export interface IntakeFault {
  readonly refused: ProblemCode;
  readonly detail: string;
}

/** A file that is stored, with the record of its custody. */
export interface Brought extends StoredFile {
  readonly id: string;
}

/** What the policy in force lets a file be. */
export async function evidenceLimits({ house }: Pick<Intake, 'house'>): Promise<EvidenceLimits | IntakeFault> {
  const policy = policyInForce(await house.get());
  if (!policy) return { refused: 'unknown_policy', detail: 'no policy is in force yet, so nothing says what a file may be' };
  return { maxBytes: policy.thresholds.evidence_max_bytes, types: allowedTypes(policy) };
}

/** What `put` throws that is for whoever sent the file to know; anything else is thrown on. */
function faultOf(error: unknown): IntakeFault {
  if (error instanceof EvidenceTooLarge) return { refused: 'too_large', detail: error.message };
  if (error instanceof EvidenceTypeRefused) return { refused: 'unsupported_media_type', detail: error.message };
  if (error instanceof EvidenceAway) return { refused: 'unavailable', detail: `${error.message}; try again in a moment` };
  throw error;
}

/**
 * The one way in for evidence: stores the stream and then writes its custody record. When it answers with a digest,
 * file and record are both there; a refused record leaves no file behind that nobody answers for. Throws what the sender's
 * connection or the database throws.
 */
export async function bringEvidence(intake: Intake, from: AsyncIterable<Uint8Array>, name: string | undefined, meta: CommandMeta): Promise<Brought | IntakeFault> {
  const limits = await evidenceLimits(intake);
  if ('refused' in limits) return limits;
  const stored = await intake.evidence.put(from, limits).catch(faultOf);
  return 'refused' in stored ? stored : record(intake, stored, name, meta).catch(faultOf);
}

async function record({ store, evidence }: Intake, file: StoredFile, name: string | undefined, meta: CommandMeta): Promise<Brought | IntakeFault> {
  const { sha256, bytes, type } = file;
  const body = { sha256, bytes, type, ...(name === undefined ? {} : { name }) };
  const outcome = await execute(store, { kind: 'evidence', id: evidenceId(sha256) }, { name: 'store', body }, meta);
  if (!outcome.ok) {
    await discard(store, evidence, sha256);
    return outcome.refusal;
  }
  if (await isKept(store, evidence, sha256)) return { ...file, id: outcome.id };
  return { refused: 'unavailable', detail: 'the same file was refused to somebody else in this moment and removed; send it again' };
}
