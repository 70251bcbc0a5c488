import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Told after each chunk how many bytes of how many are read. */
export type OnProgress = (bytes: number, total: number) => void;

const MB = 1_000_000;
/** Below this a file is read before anybody wonders. */
const WORTH_A_BAR = 64 * MB;

/**
 * The SHA-256 of a file as `sha256:<hex>`, read as a stream, so that weights of any size fit.
 * @throws Error naming the path for a directory, for anything that is not a plain file, for one that cannot be read, and
 * for one that was written to meanwhile.
 */
export async function digestFile(path: string, onProgress?: OnProgress): Promise<`sha256:${string}`> {
  const before = await plainFile(path);
  const sum = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    sum.update(chunk);
    bytes += chunk.length;
    onProgress?.(bytes, before.size);
  }
  const after = await plainFile(path);
  if (bytes !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw new Error(`${path} changed while it was read (${before.size} bytes at first, ${after.size} at last); wait until it is written and try again`);
  }
  return `sha256:${sum.digest('hex')}`;
}

async function plainFile(path: string): Promise<Stats> {
  const found = await stat(path).catch((error: unknown) => {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`${path} does not exist; give the path of a file`, { cause: error });
    throw new Error(`${path} cannot be read (${code}); give a file that you may read`, { cause: error });
  });
  if (found.isDirectory()) throw new Error(`${path} is a directory; give one file, e.g. an archive: tar --sort=name --mtime=@0 -cf model.tar ${path}`);
  if (!found.isFile()) throw new Error(`${path} is not a plain file; give one that can be read twice`);
  return found;
}

/** Where progress is drawn: standard error, or a stand-in. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/**
 * Draws the progress of one large file: a bar that is redrawn on a terminal, a plain line every 10 % elsewhere, nothing
 * when `silent` (`--json`) or when the file has less than 64 MB.
 */
export function progressBar(name: string, screen: Screen = process.stderr, silent = false): OnProgress {
  let shown = -1;
  return (bytes, total) => {
    const percent = Math.floor((bytes / total) * 100);
    const step = screen.isTTY ? percent : percent - (percent % 10);
    if (silent || total < WORTH_A_BAR || step === shown) return;
    shown = step;
    screen.write(screen.isTTY ? bar(name, percent, bytes, total) : `${name}: ${step} % of ${megabytes(total)} MB\n`);
  };
}

function bar(name: string, percent: number, bytes: number, total: number): string {
  const done = Math.round(percent / 4);
  const end = bytes >= total ? '\n' : '';
  return `\r\u001b[K${name} [${'#'.repeat(done)}${'.'.repeat(25 - done)}] ${percent} % of ${megabytes(total)} MB${end}`;
}

const megabytes = (bytes: number) => Math.round(bytes / MB);

/** {@link digestFile} with {@link progressBar}: what the commands use. `json` keeps standard error quiet. */
export const digestWithProgress = (path: string, { json = false }: { readonly json?: boolean } = {}): Promise<`sha256:${string}`> =>
  digestFile(path, progressBar(path, process.stderr, json));
