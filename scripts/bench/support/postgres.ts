import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { type StartedPostgres, startPostgres } from '../../../cli/start/postgres.ts';
import { postgresUrl } from '../../../cli/start/postgres-cluster.ts';
import { postgresPasswords } from '../../../cli/start/secrets.ts';
import { migrate } from '../../../store/migrate.ts';
import { freePort } from './free-port.ts';
import type { Undo } from './undo.ts';

/** The one PostgreSQL of a run, as `gatehouse start` starts it: what was acknowledged is on the disk. */
export interface BenchPostgres {
  readonly port: number;
  readonly superuser: { readonly name: string; readonly password: string };
  /** Runs one statement as the superuser, in `postgres` or another database. */
  asSuperuser(sql: string, database?: string): Promise<void>;
  /** A fresh database with our schema. */
  database(): Promise<{ readonly appUrl: string; readonly ownerUrl: string; readonly name: string }>;
}

const named = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Temporal's four services hold up to 88 connections, and ours as many again: more than the usual hundred. */
const CONNECTIONS = 300;

/** Its own setting is read at the start, so the server is started twice. */
async function startWithConnections(wish: Parameters<typeof startPostgres>[0] & { readonly passwordsFile: string }): Promise<StartedPostgres> {
  const first = await startPostgres(wish);
  await once(postgresUrl('postgres', postgresPasswords(wish.passwordsFile).superuser, wish.port, 'postgres'), `ALTER SYSTEM SET max_connections = ${CONNECTIONS}`);
  await first.stop();
  return startPostgres(wish);
}

/** Starts the cluster in `folder`, which PostgreSQL's own user must be able to enter. */
export async function startBenchPostgres(folder: string, undo: Undo): Promise<BenchPostgres> {
  const port = await freePort();
  const passwordsFile = join(folder, 'passwords.json');
  const wish = { dataDir: join(folder, 'postgres'), passwordsFile, port, logFile: join(folder, 'postgres.log'), progress: () => undefined };
  const server = await startWithConnections(wish);
  undo.add('PostgreSQL', () => server.stop());
  await migrate(server.ownerUrl);
  const superuser = { name: 'postgres', password: postgresPasswords(passwordsFile).superuser };
  const asSuperuser = (sql: string, database = 'postgres'): Promise<void> => once(postgresUrl(superuser.name, superuser.password, port, database), sql);
  return {
    port,
    superuser,
    asSuperuser,
    async database() {
      const name = `bench_${randomBytes(6).toString('hex')}`;
      await asSuperuser(`CREATE DATABASE ${name} TEMPLATE gatehouse OWNER gatehouse_owner`);
      await asSuperuser(`GRANT CONNECT ON DATABASE ${name} TO gatehouse_app`);
      return { name, appUrl: named(server.appUrl, name), ownerUrl: named(server.ownerUrl, name) };
    },
  };
}
