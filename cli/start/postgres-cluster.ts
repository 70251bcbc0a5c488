import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Account } from './postgres-account.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { run } from './process.ts';
import { codeOf, StartRefused } from './refusal.ts';
import type { PostgresPasswords } from './secrets.ts';

/** The environment of the PostgreSQL programs: no locale and no PG… variable of the user reaches them. */
export const POSTGRES_ENV: Readonly<Record<string, string>> = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

async function initdb(place: PostgresPlace, target: string, account: Account | undefined, superuser: string): Promise<void> {
  const passwordFile = join(place.folder, `.password-${randomBytes(4).toString('hex')}`);
  writeFileSync(passwordFile, `${superuser}\n`, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  const outcome = await run({
    file: join(place.bin, 'initdb'),
    args: [
      ...[`--pgdata=${target}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ],
    env: POSTGRES_ENV,
    cwd: place.folder,
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  rmSync(passwordFile, { force: true });
  if (outcome.code !== 0)
    throw new StartRefused(`initdb failed in ${place.folder}: ${outcome.stderr.trim().split('\n').at(-1) ?? ''}`);
}

/** Makes the cluster when there is none. One whose making was interrupted is made anew. Returns its data folder. */
export async function ensureCluster(
  place: PostgresPlace,
  account: Account | undefined,
  passwords: PostgresPasswords,
): Promise<string> {
  const data = join(place.folder, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return data;
  const unfinished = join(place.folder, 'data.new');
  rmSync(unfinished, { recursive: true, force: true });
  await initdb(place, unfinished, account, passwords.superuser);
  renameSync(unfinished, data);
  return data;
}

/**
 * Drops a `postmaster.pid` that names a living process which is not PostgreSQL (the pid was given out again):
 * PostgreSQL would refuse to start over it. Call it under the instance lock.
 */
export function dropStalePidFile(data: string): void {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file) || process.platform !== 'linux') return;
  const pid = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
  let program = '';
  try {
    program = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
  } catch {
    return;
  }
  if (!program.endsWith('postgres')) rmSync(file);
}

/** The address of a database on the embedded server. */
export function postgresUrl(user: string, password: string, port: number, database = 'gatehouse'): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const WRONG_PASSWORD = '28P01';

/**
 * One look whether the server answers a query.
 * @throws StartRefused when it answers that the stored password is wrong: no waiting mends that.
 */
export async function postgresAnswers(superuserUrl: string): Promise<boolean> {
  try {
    await withClient(superuserUrl, (client) => client.query('select 1'));
    return true;
  } catch (error) {
    if (codeOf(error) === WRONG_PASSWORD)
      throw new StartRefused('the password in keys/postgres.json does not fit this database: restore that file, or remove the database folder to begin anew');
    return false;
  }
}

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (found.rowCount === 0) await client.query(`create role ${name} login`);
  await client.query(`alter role ${name} with login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(password)}`);
}

/**
 * Makes the roles `gatehouse_owner` (owns the schema, runs migrations) and `gatehouse_app` (the application) and the
 * database `gatehouse`. May be repeated: it changes only what is missing.
 */
export async function provision(port: number, passwords: PostgresPasswords): Promise<void> {
  await withClient(postgresUrl('postgres', passwords.superuser, port, 'postgres'), async (client) => {
    await ensureRole(client, 'gatehouse_owner', passwords.owner);
    await ensureRole(client, 'gatehouse_app', passwords.app);
    const found = await client.query("select 1 from pg_database where datname = 'gatehouse'");
    if (found.rowCount === 0) await client.query('create database gatehouse owner gatehouse_owner');
    await client.query('revoke all on database gatehouse from public');
    await client.query('grant connect on database gatehouse to gatehouse_app');
  });
  await withClient(postgresUrl('postgres', passwords.superuser, port), async (client) => {
    await client.query('alter schema public owner to gatehouse_owner');
    await client.query('grant usage on schema public to gatehouse_app');
  });
}
