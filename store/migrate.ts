import pg from 'pg';
import { MIGRATIONS } from './migrations/index.ts';
import { APP_ROLE, grants } from './migrations/grants.ts';
import { isConnectionLoss, pause } from './database.ts';

/** Any fixed number: two processes that migrate at once take turns under it. */
const LOCK = 4_200_101;

/**
 * Brings the schema up to date, as the role that owns it, and gives the application's role its rights (design §5).
 * Returns the names of the steps that ran; none when it was up to date. Two at once take turns; a step that fails
 * leaves nothing behind.
 * @throws Error when the database does not answer within `waitMs`, or knows steps that this version does not.
 */
export async function migrate(ownerUrl: string, waitMs = 30_000): Promise<string[]> {
  const client = await connectWithin(ownerUrl, waitMs);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await runMissing(client);
  } finally {
    await client.end();
  }
}

async function connectWithin(url: string, waitMs: number): Promise<pg.Client> {
  const giveUp = Date.now() + waitMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (!isConnectionLoss(error) || Date.now() > giveUp) throw error;
      await pause(200);
    }
  }
}

async function runMissing(client: pg.Client): Promise<string[]> {
  await client.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())');
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
  const done = new Set(rows.map((row) => row.name));
  const unknown = [...done].find((name) => MIGRATIONS.every((step) => step.name !== name));
  if (unknown) throw new Error(`the database was migrated by a newer version (step ${unknown}): run that version, or restore an older backup`);
  const missing = MIGRATIONS.filter((step) => !done.has(step.name));
  await client.query('BEGIN');
  try {
    for (const step of missing) {
      await client.query(step.sql);
      await client.query('INSERT INTO migrations (name) VALUES ($1)', [step.name]);
    }
    await grantTo(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return missing.map((step) => step.name);
}

async function grantTo(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APP_ROLE]);
  if (!rowCount) throw new Error(`there is no role ${APP_ROLE}: as a superuser run CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '…'`);
  await client.query(grants);
}
