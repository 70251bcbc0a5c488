import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../cli/start/postgres.ts';
import { postgresPasswords } from '../../cli/start/secrets.ts';
import { migrate } from '../../store/migrate.ts';

/** Where tests find the cluster of this run: the superuser's URL. */
export const POSTGRES_VARIABLE = 'GATEHOUSE_TEST_POSTGRES';
const TEMPLATE = 'gatehouse';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Starts one cluster for this run, with the schema in a database that the tests' databases are copied from. */
export async function startTestPostgres(): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-postgres-'));
  // as root the server runs as another user, who has to enter it
  chmodSync(folder, 0o755);
  const passwordsFile = join(folder, 'passwords.json');
  const port = await freePort();
  const wish = { dataDir: join(folder, 'postgres'), passwordsFile, port, logFile: join(folder, 'postgres.log'), progress: () => undefined };
  const server = await startPostgres(wish);
  const owner = new URL(server.ownerUrl);
  await migrate(owner.href);
  const superuser = new URL(owner.href);
  superuser.username = 'postgres';
  superuser.password = postgresPasswords(passwordsFile).superuser;
  superuser.pathname = '/postgres';
  await hurry(superuser.href);
  process.env[POSTGRES_VARIABLE] = JSON.stringify({ superuser: superuser.href, owner: owner.href, app: server.appUrl });
  return {
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Lets the cluster answer before anything is on disk. What a killed server loses by that is nothing: only a machine that
 * stops loses it, and the cluster does not outlive its run. The fault tests start servers of their own, as the product does.
 */
async function hurry(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) await client.query(`ALTER SYSTEM SET ${setting} = off`);
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  /** The role that owns the schema. */
  readonly ownerUrl: string;
  /** The application's role. */
  readonly appUrl: string;
  drop(): Promise<void>;
}

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: urls().superuser });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function urls(): { superuser: string; owner: string; app: string } {
  const found = process.env[POSTGRES_VARIABLE];
  if (!found) throw new Error('no PostgreSQL for tests: the global setup of this jest project does not start one');
  return JSON.parse(found) as { superuser: string; owner: string; app: string };
}

const named = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

/** A fresh, migrated database; drop it when the test file is through. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER gatehouse_owner`);
  await asSuperuser(`GRANT CONNECT ON DATABASE ${name} TO gatehouse_app`);
  return {
    ownerUrl: named(urls().owner, name),
    appUrl: named(urls().app, name),
    drop: () => asSuperuser(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
