import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLog } from './log-file.ts';
import type { Part } from './part.ts';
import { postgresAccount } from './postgres-account.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { dropStalePidFile, ensureCluster, POSTGRES_ENV, postgresAnswers, postgresUrl, provision } from './postgres-cluster.ts';
import { preparePlace } from './postgres-place.ts';
import { type Command, signalProcess, spawnTied, waitUntil } from './process.ts';
import { StartRefused } from './refusal.ts';
import { type PostgresPasswords, postgresPasswords } from './secrets.ts';

/** What an embedded PostgreSQL needs to know. */
export type PostgresWish = {
  /** The folder for it; as root it may end up elsewhere, and `progress` says so. */
  readonly dataDir: string;
  /** Holds the generated passwords (made when missing, mode 0600). Default: `passwords.json` beside `dataDir`. */
  readonly passwordsFile?: string;
  readonly port: number;
  readonly progress: (line: string) => void;
};

/** A cluster that is ready to be started. */
export type PreparedPostgres = {
  readonly command: Command;
  /** For migrations: the role `gatehouse_owner`. */
  readonly ownerUrl: string;
  /** For the application: the role `gatehouse_app`. */
  readonly appUrl: string;
  /** One look whether the server answers. */
  ready(): Promise<boolean>;
  /** Makes roles and database; to be done once after each first start. */
  provision(): Promise<void>;
};

function urls(passwords: PostgresPasswords, port: number): { ownerUrl: string; appUrl: string } {
  return {
    ownerUrl: postgresUrl('gatehouse_owner', passwords.owner, port),
    appUrl: postgresUrl('gatehouse_app', passwords.app, port),
  };
}

/**
 * Finds the programs, chooses the folder and makes the cluster when there is none. As root PostgreSQL runs as an
 * unprivileged user. Its settings keep fsync on: what was acknowledged survives `kill -9`.
 * @throws StartRefused with one line that says what to do.
 */
export async function preparePostgres(wish: PostgresWish): Promise<PreparedPostgres> {
  const { port, progress } = wish;
  mkdirSync(dirname(wish.dataDir), { recursive: true });
  const passwords = postgresPasswords(wish.passwordsFile ?? join(dirname(wish.dataDir), 'passwords.json'));
  const binaries = findPostgresBinaries(progress);
  const account = postgresAccount(progress);
  const place = preparePlace(wish.dataDir, binaries, account, progress);
  const data = await ensureCluster(place, account, passwords);
  dropStalePidFile(data);
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', log_timezone: 'UTC' };
  return {
    command: {
      file: join(place.bin, 'postgres'),
      args: ['-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      env: POSTGRES_ENV,
      cwd: place.folder,
      deathSignal: 'SIGINT',
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    },
    ...urls(passwords, port),
    ready: () => postgresAnswers(postgresUrl('postgres', passwords.superuser, port, 'postgres')),
    provision: () => provision(port, passwords),
  };
}

/** The embedded PostgreSQL as a part, with the addresses it will have. */
export function postgresPart(wish: PostgresWish & { passwordsFile: string }): { part: Part; ownerUrl: string; appUrl: string } {
  let prepared: PreparedPostgres | undefined;
  const cluster = (): PreparedPostgres => {
    if (prepared === undefined) throw new Error('postgresql is used before it was prepared');
    return prepared;
  };
  const part: Part = {
    name: 'postgresql',
    needs: [],
    kind: 'service',
    ports: [wish.port],
    prepare: async () => {
      prepared = await preparePostgres(wish);
    },
    command: () => cluster().command,
    ready: () => cluster().ready(),
    afterReady: () => cluster().provision(),
    // SIGINT is its fast shutdown: open connections are ended, nothing waits for them.
    stop: { signal: 'SIGINT', graceMs: 20_000 },
  };
  return { part, ...urls(postgresPasswords(wish.passwordsFile), wish.port) };
}

/** A started PostgreSQL; `stop` resolves when it has ended cleanly. */
export type StartedPostgres = { ownerUrl: string; appUrl: string; child: ChildProcess; stop(): Promise<void> };

/**
 * Starts a PostgreSQL of one's own outside the supervisor (tests, benches), with roles and database, and waits for it.
 * It ends with this process at the latest.
 * @throws StartRefused when it is not ready within 30 s; the reason is in `logFile`.
 */
export async function startPostgres(wish: PostgresWish & { logFile: string }): Promise<StartedPostgres> {
  const prepared = await preparePostgres(wish);
  const log = openLog(wish.logFile);
  const child = spawnTied(prepared.command, log);
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const settled = await waitUntil(async () => child.exitCode !== null || (await prepared.ready()), 30_000);
    if (!settled || child.exitCode !== null) throw new StartRefused(`PostgreSQL did not become ready at port ${wish.port} (log: ${wish.logFile})`);
    await prepared.provision();
  } catch (error) {
    if (child.pid !== undefined) signalProcess(child.pid, 'SIGKILL', true);
    throw error;
  }
  const { ownerUrl, appUrl } = prepared;
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) signalProcess(child.pid, 'SIGINT');
    await ended;
  };
  return { ownerUrl, appUrl, child, stop };
}
