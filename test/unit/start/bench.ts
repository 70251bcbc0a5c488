import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Part } from '../../../cli/start/part.ts';
import { httpOk } from '../../../cli/start/probes.ts';

/** The full name of a file in `programs/`. */
export function programFile(name: string): string {
  return fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
}

/** A data folder of its own for one test, with short names; `remove` deletes it. */
export type Bench = { readonly home: string; readonly events: string; remove(): void };

export function makeBench(): Bench {
  const home = mkdtempSync(join(tmpdir(), 'gh-'));
  return { home, events: join(home, 'events'), remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** What the small parts of a bench told, in order. */
export function told(bench: Bench): string[] {
  return readFileSync(bench.events, 'utf8').trim().split('\n');
}

/** A port that nothing listens at. */
export async function freePort(): Promise<number> {
  const server = await listening();
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Something that listens at a port, as another program would. */
export function listening(port = 0): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}

/** A part that runs `programs/part.mjs` in one of its modes. */
export function smallPart(bench: Bench, name: string, mode: string, port: number, more: Partial<Part> = {}): Part {
  const env = { MODE: mode, NAME: name, PORT: String(port), EVENTS: bench.events, MARK: join(bench.home, `${name}.mark`) };
  return {
    name,
    needs: [],
    kind: 'service',
    ports: port === 0 ? [] : [port],
    command: () => ({ file: process.execPath, args: [programFile('part')], env }),
    ...(port === 0 ? {} : { ready: () => httpOk(`http://127.0.0.1:${port}/`) }),
    stop: { signal: 'SIGTERM', graceMs: 5_000 },
    ...more,
  };
}

/** Collects lines and lets a test wait for one of them. */
export class Lines {
  readonly all: string[] = [];
  readonly #waiting = new Set<() => void>();

  readonly add = (line: string): void => {
    this.all.push(...line.split('\n'));
    for (const look of this.#waiting) look();
  };

  /** Resolves with the first line, past or to come, that fits. */
  seen(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = (): void => {
        const line = this.all.find((candidate) => pattern.test(candidate));
        if (line === undefined) return;
        this.#waiting.delete(look);
        resolve(line);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
