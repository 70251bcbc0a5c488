import { join } from 'node:path';
import type pg from 'pg';
import { parseConfig, type Environment } from '../../config.ts';
import { createPool, isConnectionLoss } from '../../store/database.ts';
import { embeddedPort } from '../embedded.ts';
import { Failure, reasonOf, wrongUse } from '../failure.ts';
import { postgresUrl } from '../start/postgres-cluster.ts';
import { postgresPasswords } from '../start/secrets.ts';

/** The embedded database that runs on this folder. @throws Failure (2) when none does. */
function embeddedUrl(home: string): string {
  const port = embeddedPort(home, 'postgresql') ?? wrongUse(`DATABASE_URL is not set, and no embedded database runs on ${home}; set DATABASE_URL, or GATEHOUSE_HOME to the folder of a running start`);
  return postgresUrl('gatehouse_app', postgresPasswords(join(home, 'keys', 'postgres.json')).app, port);
}

/**
 * Works on the database at DATABASE_URL, or on the embedded one of GATEHOUSE_HOME while it runs.
 * @throws Failure: 2 when neither is named, 3 when nothing answers; ConfigError for a wrong variable.
 */
export async function withDatabase<T>(env: Environment, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const { databaseUrl, home } = parseConfig(env);
  const pool = createPool({ url: databaseUrl ?? embeddedUrl(home), max: 2 });
  try {
    return await work(pool);
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
    throw new Failure('unreachable', `the database does not answer (${reasonOf(error)}); start it with "gatehouse start", or correct ${databaseUrl === undefined ? 'GATEHOUSE_HOME' : 'DATABASE_URL'}`);
  } finally {
    await pool.end();
  }
}
