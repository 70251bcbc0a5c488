import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { typeRefused, typeWatch } from '../domain/evidence/media-type.ts';
import { type EvidenceLimits, EvidenceTooLarge, EvidenceTypeRefused, type StoredFile } from './evidence-files.ts';

/** Where files lie until they are known to be whole and allowed: on this machine, whatever store keeps them then. */
export const incomingFolder = (home: string): string => join(home, 'evidence', 'incoming');

/**
 * Takes a stream into a file of its own, and gives it to `keep` once it is whole, within the limits, and on the disk. The
 * file is gone afterwards, whatever happened. @throws EvidenceTooLarge, EvidenceTypeRefused
 */
export async function receive(folder: string, from: AsyncIterable<Uint8Array>, limits: EvidenceLimits, keep: (path: string, file: StoredFile) => Promise<void>): Promise<StoredFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomBytes(16).toString('hex'));
  try {
    const file = await copy(from, path, limits.maxBytes);
    const refusal = typeRefused(file.type, limits.types);
    if (refusal !== null) throw new EvidenceTypeRefused(refusal);
    await keep(path, file);
    return file;
  } finally {
    await rm(path, { force: true });
  }
}

async function copy(from: AsyncIterable<Uint8Array>, to: string, maxBytes: number): Promise<StoredFile> {
  const file = await open(to, 'wx', 0o400);
  const hash = createHash('sha256');
  const type = typeWatch();
  let bytes = 0;
  try {
    for await (const chunk of from) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new EvidenceTooLarge(maxBytes);
      hash.update(chunk);
      type.see(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: `sha256:${hash.digest('hex')}`, bytes, type: type.end() };
}

/** Removes begun files by age, since other processes on the same folder may be writing files of theirs; answers how many. */
export async function removeAbandoned(folder: string, olderThanMs: number): Promise<number> {
  const before = Date.now() - olderThanMs;
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found || found.mtimeMs >= before) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
