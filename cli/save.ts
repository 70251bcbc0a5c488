import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { reasonOf, wrongUse } from './failure.ts';
import type { Shell } from './shell.ts';

/** Sends an answer's bytes to a file, or to standard output; answers how many there were. */
export async function save(response: Response, path: string | undefined, shell: Shell): Promise<number> {
  let bytes = 0;
  const source = Readable.fromWeb((response.body ?? new Blob([]).stream()) as ReadableStream<Uint8Array>);
  source.on('data', (chunk: Uint8Array) => (bytes += chunk.byteLength));
  try {
    if (path === undefined) await pipeline(source, shell.io.stdout, { end: false });
    else await pipeline(source, createWriteStream(path));
  } catch (error) {
    if (reasonOf(error) === 'EPIPE') return bytes;
    return wrongUse(`${path ?? 'standard output'} can't be written (${reasonOf(error)}); name another file with --out`);
  }
  return bytes;
}
