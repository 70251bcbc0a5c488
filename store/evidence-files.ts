import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** The file is larger than the policy allows; nothing of it was kept. */
export class EvidenceTooLarge extends Error {
  override readonly name = 'EvidenceTooLarge';
  constructor(maxBytes: number) {
    super(`the file has more than ${maxBytes} bytes, which is the policy's limit (thresholds.yaml evidence_max_bytes)`);
  }
}

export interface StoredFile {
  /** `sha256:<hex>` */
  readonly sha256: string;
  readonly bytes: number;
}

/** Files by their digest. What was stored is on the disk, whole, and never written again. */
export interface EvidenceFiles {
  /** Stores a stream. @throws EvidenceTooLarge beyond `maxBytes`; what was read is removed then, and after any failure. */
  put(from: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredFile>;
  /** The file with this digest and its size, or null. */
  get(sha256: string): Promise<{ readonly bytes: number; readonly stream: () => Readable } | null>;
  /** Removes a file that no record is about; see `store/evidence-custody.ts` for when that is safe. */
  remove(sha256: string): Promise<void>;
  /** Removes what uploads left behind whose process was killed: begun files that nobody wrote to for so long. Answers how many. */
  tidy(olderThanMs: number): Promise<number>;
}

const DIGEST = /^sha256:([0-9a-f]{2})([0-9a-f]{62})$/;

/** Evidence files under `<home>/evidence`, made when missing; readable for this user only. */
export function evidenceFiles(home: string): EvidenceFiles {
  const folder = join(home, 'evidence');
  const begun = join(folder, 'incoming');
  const pathOf = (sha256: string): string | null => {
    const [, first, rest] = DIGEST.exec(sha256) ?? [];
    return first === undefined || rest === undefined ? null : join(folder, first, rest);
  };
  return {
    async put(from, maxBytes) {
      await mkdir(begun, { recursive: true, mode: 0o700 });
      const incoming = join(begun, randomBytes(16).toString('hex'));
      try {
        const stored = await copy(from, incoming, maxBytes);
        await moveInto(incoming, pathOf(stored.sha256) ?? '');
        return stored;
      } finally {
        await rm(incoming, { force: true });
      }
    },
    async get(sha256) {
      const path = pathOf(sha256);
      const found = path === null ? null : await stat(path).catch(() => null);
      return path === null || found === null ? null : { bytes: found.size, stream: () => createReadStream(path) };
    },
    async remove(sha256) {
      const path = pathOf(sha256);
      if (path !== null) await rm(path, { force: true });
    },
    tidy: (olderThanMs) => removeOld(begun, Date.now() - olderThanMs),
  };
}

/** By age, since other processes on the same folder may be writing files of theirs. */
async function removeOld(folder: string, before: number): Promise<number> {
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

async function copy(from: AsyncIterable<Uint8Array>, to: string, maxBytes: number): Promise<StoredFile> {
  const file = await open(to, 'wx', 0o400);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of from) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new EvidenceTooLarge(maxBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: `sha256:${hash.digest('hex')}`, bytes };
}

/** The same bytes may be there already: then the rename replaces them by themselves. */
async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rename(from, to);
  const folder = await open(dirname(to), 'r');
  await folder.sync().finally(() => folder.close());
}
