import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, run, signalProcess, spawnTied } from '../../../cli/start/process.ts';
import { findTemporalCli } from '../../../cli/start/temporal-binary.ts';
import { temporalArgs } from '../../../cli/start/temporal-server.ts';
import { createTemporal, type Temporal } from '../../../store/temporal-client.ts';
import { freePorts } from '../support/free-port.ts';
import type { BenchPostgres } from '../support/postgres.ts';
import type { Undo } from '../support/undo.ts';
import { until } from '../support/until.ts';
import { temporalPrograms, type TemporalPrograms } from './build.ts';
import { serverConfig, STORES } from './config.ts';
import { NAMESPACE } from './namespace.ts';

/** The Temporal that both sides of a row use. */
export interface BenchTemporal extends Temporal {
  readonly address: string;
  /** Said in each line that was measured on it; undefined for the server on PostgreSQL. */
  readonly caveat: string | undefined;
}

const DEV_SERVER = 'Temporal dev server on SQLite, because Go is missing: no test bed for throughput';

export interface TemporalServerWish {
  readonly folder: string;
  /** Where built programs are kept between runs. */
  readonly home: string;
  readonly postgres: BenchPostgres;
  readonly undo: Undo;
  readonly progress: (line: string) => void;
}

async function schema(programs: TemporalPrograms, { postgres }: TemporalServerWish): Promise<void> {
  const { name, password } = postgres.superuser;
  for (const [kind, database] of Object.entries(STORES)) {
    await postgres.asSuperuser(`CREATE DATABASE ${database}`);
    const to = ['--plugin', 'postgres12', '--endpoint', '127.0.0.1', '--port', String(postgres.port), '--user', name, '--password', password, '--database', database];
    for (const step of [['setup-schema', '-v', '0.0'], ['update-schema', '-d', join(programs.schema, kind, 'versioned')]]) {
      const outcome = await run({ file: programs.sql, args: [...to, ...step], env: { PATH: '/usr/bin:/bin' } });
      if (outcome.code !== 0) throw new Error(`Temporal's schema (${step.join(' ')}): ${(outcome.stderr || outcome.stdout).trim().split('\n').at(-1) ?? ''}`);
    }
  }
}

/** The command of the server, and its address. */
async function onPostgres(programs: TemporalPrograms, wish: TemporalServerWish): Promise<{ command: Command; address: string }> {
  await schema(programs, wish);
  const ports = await freePorts(8);
  const config = join(wish.folder, 'config');
  mkdirSync(config, { recursive: true });
  const { port: postgresPort, superuser } = wish.postgres;
  writeFileSync(join(config, 'bench.yaml'), serverConfig({ ports, postgresPort, user: superuser.name, password: superuser.password }), { mode: 0o600 });
  const args = ['--root', wish.folder, '--config', 'config', '--env', 'bench', '--allow-no-auth', 'start'];
  return { command: { file: programs.server, args, env: { PATH: '/usr/bin:/bin', TZ: 'UTC' }, cwd: wish.folder }, address: `127.0.0.1:${ports[0] ?? 0}` };
}

async function devServer(wish: TemporalServerWish): Promise<{ command: Command; address: string }> {
  const file = await findTemporalCli({ env: process.env, home: wish.home, progress: wish.progress });
  const [port = 0, uiPort = 0] = await freePorts(2);
  const args = temporalArgs({ port, uiPort, namespace: 'default' }, join(wish.folder, 'temporal.db'));
  return { command: { file, args, env: { HOME: wish.folder, PATH: '/usr/bin:/bin', TZ: 'UTC' }, cwd: wish.folder }, address: `127.0.0.1:${port}` };
}

/** The last line of a log says why its program ended. */
const lastLine = (file: string): string => readFileSync(file, 'utf8').trim().split('\n').at(-1)?.slice(0, 500) ?? '';

/** Starts the server; the answer throws once it has ended by itself. */
function start(command: Command, { folder, undo }: TemporalServerWish): () => void {
  const file = join(folder, 'temporal.log');
  const log = openSync(file, 'a');
  const child = spawnTied(command, log);
  closeSync(log);
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  undo.add('Temporal', async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) signalProcess(child.pid, 'SIGTERM', true);
    const late = setTimeout(() => child.pid !== undefined && signalProcess(child.pid, 'SIGKILL', true), 15_000);
    await over;
    clearTimeout(late);
  });
  return () => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Temporal ended: ${lastLine(file)}`);
  };
}

/** Makes the namespace, which a server that is still coming up refuses, and waits until it is known everywhere. */
async function openNamespace(temporal: Temporal, stillRuns: () => void): Promise<void> {
  const workflowExecutionRetentionPeriod = { seconds: 86_400 as unknown as Long };
  const made = (): Promise<boolean> => {
    stillRuns();
    return temporal.bounded(({ workflowService }) => workflowService.registerNamespace({ namespace: NAMESPACE, workflowExecutionRetentionPeriod })).then(
      () => true,
      (error: unknown) => String(error).includes('ALREADY_EXISTS'),
    );
  };
  await until('Temporal takes a namespace', made, { everyMs: 250 });
  const known = (): Promise<boolean> =>
    temporal.bounded(({ workflow }) => workflow.start('nobodyRunsThis', { taskQueue: 'nobody', workflowId: 'probe', workflowRunTimeout: '1 second', workflowIdConflictPolicy: 'USE_EXISTING' })).then(
      () => true,
      () => false,
    );
  await until('Temporal knows the namespace', known, { everyMs: 250 });
}

type Long = NonNullable<NonNullable<Parameters<Temporal['client']['workflowService']['registerNamespace']>[0]['workflowExecutionRetentionPeriod']>['seconds']>;

/** Starts Temporal on the run's PostgreSQL; the dev server when it can't be had. Ends with the run. */
export async function startBenchTemporal(wish: TemporalServerWish): Promise<BenchTemporal> {
  const programs = await temporalPrograms(wish.home, wish.progress);
  const { command, address } = programs ? await onPostgres(programs, wish) : await devServer(wish);
  const stillRuns = start(command, wish);
  const temporal = createTemporal({ address, namespace: NAMESPACE });
  wish.undo.add('the connection to Temporal', () => temporal.close());
  await openNamespace(temporal, stillRuns);
  return { ...temporal, address, caveat: programs ? undefined : DEV_SERVER };
}
