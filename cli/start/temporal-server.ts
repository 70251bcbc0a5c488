import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../config.ts';
import type { Part } from './part.ts';
import { httpOk } from './probes.ts';
import { findTemporalCli } from './temporal-binary.ts';

/** What the embedded Temporal server needs to know; it serves gRPC at `port` and its web pages at `uiPort`. */
export type TemporalWish = {
  readonly env: Environment;
  readonly home: string;
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
  readonly progress: (line: string) => void;
};

/** The arguments of a durable development server that listens on loopback only. */
export function temporalArgs(wish: Pick<TemporalWish, 'port' | 'uiPort' | 'namespace'>, dbFile: string): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1'],
    ...['--port', String(wish.port), '--ui-port', String(wish.uiPort), '--namespace', wish.namespace],
    // synchronous=2 writes each commit through: a timer that was acknowledged survives a power cut.
    ...['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=2'],
    ...['--log-level', 'error'],
  ];
}

/** The embedded Temporal server as a part. Its data is `<home>/temporal/temporal.db` (three files in WAL mode). */
export function temporalPart(wish: TemporalWish): Part {
  const folder = join(wish.home, 'temporal');
  let binary = '';
  return {
    name: 'temporal',
    needs: [],
    kind: 'service',
    ports: [wish.port, wish.uiPort],
    prepare: async (signal) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      binary = await findTemporalCli({ env: wish.env, home: wish.home, progress: wish.progress, signal });
    },
    command: () => ({
      file: binary,
      args: temporalArgs(wish, join(folder, 'temporal.db')),
      // A HOME of its own: the user's Temporal configuration does not reach it.
      env: { HOME: folder, PATH: '/usr/bin:/bin', TZ: 'UTC' },
      cwd: folder,
    }),
    // The web server passes this on as a gRPC call: one look proves both.
    ready: () => httpOk(`http://127.0.0.1:${wish.uiPort}/api/v1/namespaces/${encodeURIComponent(wish.namespace)}`),
    stop: { signal: 'SIGTERM', graceMs: 10_000 },
  };
}
