import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Damage, DamagedFile } from '../contracts/evidence.ts';
import type { Facts } from '../domain/aggregate.ts';
import type { EvidenceFiles, FoundFile } from './evidence-files.ts';

/** Files that were read for a command, by digest: null for one that is as it was stored. */
export type SeenFiles = ReadonlyMap<string, Damage | null>;

/** A stored file, by reading all of it: itself, while its bytes still have the digest that they were stored under, else what became of it. @throws EvidenceAway */
export async function wholeFile(files: EvidenceFiles, sha256: string): Promise<FoundFile | Damage> {
  const file = await files.get(sha256);
  if (file === null) return 'gone';
  const hash = createHash('sha256');
  await pipeline(file.stream(), hash);
  return `sha256:${hash.digest('hex')}` === sha256 ? file : 'changed';
}

/** Reads these files too, one after the other, so that many large ones take no more memory than one. @throws EvidenceAway */
export async function seeFiles(files: EvidenceFiles, unread: readonly string[], seen: SeenFiles): Promise<SeenFiles> {
  const found = new Map(seen);
  for (const sha256 of unread) {
    const file = await wholeFile(files, sha256);
    found.set(sha256, typeof file === 'string' ? file : null);
  }
  return found;
}

/** Those that are not as they were stored. */
export const damagedAmong = (seen: SeenFiles): readonly DamagedFile[] => [...seen].flatMap(([sha256, found]) => (found === null ? [] : [{ sha256, found }]));

/** The facts as the store's files bear them out: what is damaged counts as not stored. */
export function withDamage(facts: Facts, seen: SeenFiles): Facts {
  const damaged_evidence = damagedAmong(seen);
  if (damaged_evidence.length === 0) return facts;
  return { ...facts, damaged_evidence, stored_evidence: facts.stored_evidence.filter((sha256) => (seen.get(sha256) ?? null) === null) };
}
