import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporalCli } from '../../../cli/start/temporal-binary.ts';
import { packageRoot, parseConfig } from '../../../config.ts';
import { pause } from '../../../store/database.ts';
import { lineOf, type Round } from '../figures.ts';
import type { Bench, Measurement, Undo } from '../support/context.ts';
import { freePorts } from '../support/free-port.ts';
import { memoryOf } from '../support/memory-of.ts';

const PORTS = ['PORT', 'METRICS_PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'SMTP_PORT', 'MAIL_UI_PORT', 'SLACK_SIMULATOR_PORT'];
/** Until caches have settled, and nothing that belongs to the start goes on. */
const IDLE_MS = 10_000;
const READY_MS = 120_000;

interface Started {
  readonly ms: number;
  readonly mb: number;
}

async function environment(home: string, temporal: string): Promise<Record<string, string>> {
  const ports = await freePorts(PORTS.length);
  const own = Object.fromEntries(PORTS.map((name, at) => [name, String(ports[at] ?? 0)]));
  return { ...own, PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', GATEHOUSE_HOME: home, TEMPORAL_CLI_PATH: temporal };
}

/** `gatehouse start` as a user gives it: until it says that it is ready, then idle for a while; then it is stopped. */
async function start(home: string, temporal: string, idleMs: number, undo: Undo): Promise<Started> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'cli', 'main.js'), 'start'], { env: await environment(home, temporal), stdio: ['ignore', 'pipe', 'inherit'] });
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await over;
  };
  undo.add('gatehouse start', stop);
  const ready = new Promise<void>((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`gatehouse start was not ready within ${READY_MS} ms: ${said.slice(-500)}`)), READY_MS);
    void over.then(() => reject(new Error(`gatehouse start ended: ${said.slice(-500)}`))).finally(() => clearTimeout(late));
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('Gatehouse is ready')) resolve();
    });
  });
  await ready;
  const ms = performance.now() - begun;
  await pause(idleMs);
  const mb = memoryOf(child.pid ?? 0);
  await stop();
  return { ms, mb };
}

async function oneRound(bench: Bench, temporal: string, undo: Undo): Promise<{ readonly first: Started; readonly again: Started }> {
  const home = mkdtempSync(join(bench.folder, 'home-'));
  chmodSync(home, 0o711);
  return { first: await start(home, temporal, 0, undo), again: await start(home, temporal, IDLE_MS, undo) };
}

const seconds = (ms: number): Round => ({ ours: ms / 1_000, bare: null });

/** From the command to "Gatehouse is ready", with an empty data folder and with one that is there, parts already fetched. */
export const startup: Measurement = {
  name: 'start',
  async run(bench, undo) {
    const { home } = parseConfig(process.env);
    const temporal = await findTemporalCli({ env: process.env, home, progress: bench.progress });
    const rounds: Awaited<ReturnType<typeof oneRound>>[] = [];
    while (rounds.length < bench.rounds()) rounds.push(await oneRound(bench, temporal, undo));
    return [
      lineOf({ row: 'ready after start, empty data folder', unit: 's', rounds: rounds.map(({ first }) => seconds(first.ms)), goal: { of: 'ours', at_most: 15 } }),
      lineOf({ row: 'ready after start, once more', unit: 's', rounds: rounds.map(({ again }) => seconds(again.ms)), goal: { of: 'ours', at_most: 15 } }),
      lineOf({ row: 'idle memory of everything together', unit: 'MB PSS', rounds: rounds.map(({ again }) => ({ ours: again.mb, bare: null })), goal: null }),
    ];
  },
};
