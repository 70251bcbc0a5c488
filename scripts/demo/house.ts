import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Environment, packageRoot, VARIABLE_NAMES } from '../../config.ts';
import { findTemporalCli } from '../../cli/start/temporal-binary.ts';
import { Difference } from './story.ts';

/** The program that everybody runs as `gatehouse`. */
export const CLI = join(packageRoot(), 'dist', 'cli', 'main.js');
const READY_MS = 120_000;
const STOP_MS = 60_000;

/** A Gatehouse of its own: free ports, and a folder that nothing else uses. */
export interface House {
  readonly api: string;
  readonly slack: string;
  /** For the CLI; names nothing of the caller's own Gatehouse. */
  readonly env: Environment;
  stop(): Promise<void>;
}

const PORTS = ['PORT', 'METRICS_PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'SMTP_PORT', 'MAIL_UI_PORT', 'SLACK_SIMULATOR_PORT'];

/** Ports that nobody listens at; all are held until the last is found, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The caller's environment without anything that would lead to their own house, database or Slack. */
function bare(env: Environment): Record<string, string> {
  const ours = new Set([...VARIABLE_NAMES, ...VARIABLE_NAMES.map((name) => `${name}_FILE`)]);
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !ours.has(name) && !/^(GATEHOUSE_|TEMPORAL_|npm_)/.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

async function environment(home: string, policy: string | undefined, say: (line: string) => void, more: Environment): Promise<Record<string, string>> {
  const ports = await freePorts(PORTS.length);
  return {
    ...bare(process.env),
    ...Object.fromEntries(PORTS.map((name, i) => [name, String(ports[i])])),
    TEMPORAL_CLI_PATH: await findTemporalCli({ env: process.env, home: join(packageRoot(), '.gatehouse'), progress: say }),
    GATEHOUSE_HOME: home,
    ...(policy === undefined ? {} : { GATEHOUSE_POLICY_DIR: policy }),
    ...(more as Record<string, string>),
  };
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}

/** A port was taken between choosing it and listening at it: others choose ports on this machine too. */
class PortTaken extends Error {}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Resolves when the child says that it is ready. @throws Difference when it ends, or takes too long; PortTaken */
function becomesReady(child: Child, say: (line: string) => void): Promise<void> {
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    complaints.push(line);
    say(`! ${line}`);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Difference(`Gatehouse was not ready within ${READY_MS / 1000} s`)), READY_MS);
    child.once('close', (code) => {
      clearTimeout(timer);
      const why = complaints.join('\n');
      reject(why.includes('is taken by another program') ? new PortTaken(why) : new Difference(`gatehouse start ended with exit code ${String(code)}: ${why}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/ ready|done/.test(line)) say(line);
      if (!line.startsWith('Gatehouse is ready')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Starts `gatehouse start` on `home`, with the shipped policy or that of a folder, and with `more` in its environment. @throws Difference when it does not become ready */
export async function startHouse(home: string, policy: string | undefined, say: (line: string) => void, more: Environment = {}, tries = 3): Promise<House> {
  const env = await environment(home, policy, say, more);
  const child: Child = spawn(process.execPath, [CLI, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const take = (): void => void child.kill('SIGTERM');
  process.once('exit', take);
  void exited.then(() => process.off('exit', take));
  const house: House = { api: `http://127.0.0.1:${env['PORT'] ?? ''}`, slack: `http://127.0.0.1:${env['SLACK_SIMULATOR_PORT'] ?? ''}`, env, stop: () => stop(child, exited) };
  try {
    await becomesReady(child, say);
    return house;
  } catch (error) {
    await house.stop();
    if (!(error instanceof PortTaken)) throw error;
    if (tries <= 1) throw new Difference(error.message);
    return startHouse(home, policy, say, more, tries - 1);
  }
}
