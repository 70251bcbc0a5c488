import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { packageRoot } from '../../config.ts';
import { signalProcess, spawnTied, waitUntil } from '../../cli/start/process.ts';
import { httpOk } from '../../cli/start/probes.ts';
import { findTemporalCli } from '../../cli/start/temporal-binary.ts';
import { temporalArgs } from '../../cli/start/temporal-server.ts';

/** Address of the dev server that the global setup started for all tests of this run. */
export const TEMPORAL_VARIABLE = 'GATEHOUSE_TEST_TEMPORAL';

/** A real Temporal server on SQLite in a folder of its own, for what the time-skipping server can not do or be. */
export interface TemporalDev {
  readonly address: string;
  /** Also the base of the HTTP API. */
  readonly uiUrl: string;
  /** The process id of the server now; it changes with `restart`. */
  readonly pid: () => number;
  /** Ends the server at once and keeps its data. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same ports; with `wipe` on an empty store. */
  readonly restart: (options?: { readonly wipe?: boolean }) => Promise<void>;
  /** Ends the server and removes its data. */
  readonly stop: () => Promise<void>;
}

/** A port that nothing listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

interface Place {
  readonly folder: string;
  readonly cli: string;
  readonly port: number;
  readonly uiPort: number;
}

async function launch(place: Place): Promise<ChildProcess> {
  const logFile = join(place.folder, 'temporal.log');
  const log = openSync(logFile, 'a');
  const args = temporalArgs({ ...place, namespace: 'default' }, join(place.folder, 'temporal.db'));
  const child = spawnTied({ file: place.cli, args, env: { HOME: place.folder, PATH: '/usr/bin:/bin', TZ: 'UTC' } }, log);
  closeSync(log);
  // The web server passes this on as a gRPC call: one look proves both.
  const ready = () => httpOk(`http://127.0.0.1:${place.uiPort}/api/v1/namespaces/default`);
  const settled = await waitUntil(async () => child.exitCode !== null || (await ready()), 30_000);
  if (settled && child.exitCode === null) return child;
  signalProcess(child.pid ?? 0, 'SIGKILL', true);
  throw new Error(`the Temporal dev server did not get ready: ${readFileSync(logFile, 'utf8').slice(-2_000)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  signalProcess(child.pid, 'SIGKILL', true);
  await exited;
}

/** Starts a dev server on free ports (1.3 s; the CLI is found as `gatehouse start` finds it). */
export async function startTemporalDev(): Promise<TemporalDev> {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const cli = await findTemporalCli({ env: process.env, home: join(packageRoot(), '.gatehouse'), progress });
  const place: Place = { folder: mkdtempSync(join(tmpdir(), 'gatehouse-temporal-')), cli, port: await freePort(), uiPort: await freePort() };
  let child = await launch(place);
  const wipe = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(place.folder, `temporal.db${suffix}`), { force: true });
  };
  return {
    address: `127.0.0.1:${place.port}`,
    uiUrl: `http://127.0.0.1:${place.uiPort}`,
    pid: () => child.pid ?? 0,
    kill: () => end(child),
    restart: async (options) => {
      await end(child);
      if (options?.wipe === true) wipe();
      child = await launch(place);
    },
    stop: async () => {
      await end(child);
      rmSync(place.folder, { recursive: true, force: true });
    },
  };
}

/**
 * A fresh namespace on the dev server that this run shares: task queues have fixed names, so two tests that run
 * workers at once need two namespaces.
 */
export async function sharedTemporal(namespace: string): Promise<{ readonly address: string; readonly namespace: string }> {
  const address = process.env[TEMPORAL_VARIABLE];
  if (address === undefined) throw new Error(`${TEMPORAL_VARIABLE} is not set: only the stages that jest.config.mjs gives a Temporal server can share one`);
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  } finally {
    await connection.close();
  }
  return { address, namespace };
}
