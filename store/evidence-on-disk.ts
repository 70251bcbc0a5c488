import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EvidenceFiles, placeOf } from './evidence-files.ts';
import { incomingFolder, receive, removeAbandoned } from './evidence-incoming.ts';

/** Evidence files under `<home>/evidence`, made when missing; readable for this user only. */
export function evidenceOnDisk(home: string): EvidenceFiles {
  const incoming = incomingFolder(home);
  const pathOf = (sha256: string): string | null => {
    const place = placeOf(sha256);
    return place && join(home, 'evidence', ...place);
  };
  return {
    put: (from, limits) => receive(incoming, from, limits, (path, { sha256 }) => moveInto(path, pathOf(sha256) ?? '')),
    async get(sha256) {
      const path = pathOf(sha256);
      const found = path === null ? null : await stat(path).catch(() => null);
      return path === null || found === null ? null : { bytes: found.size, stream: () => createReadStream(path) };
    },
    async remove(sha256) {
      const path = pathOf(sha256);
      if (path !== null) await rm(path, { force: true });
    },
    tidy: (olderThanMs) => removeAbandoned(incoming, olderThanMs),
  };
}

/** The same bytes may be there already: then the rename replaces them by themselves. */
async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rename(from, to);
  const folder = await open(dirname(to), 'r');
  await folder.sync().finally(() => folder.close());
}
