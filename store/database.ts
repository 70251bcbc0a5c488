import pg from 'pg';

/** PostgreSQL's numbers of the types that we read in our own form. */
const OID = { int8: 20, timestamptz: 1184 };

/** `2026-11-22 14:00:00.5+00` (the session's zone is UTC) as an Instant. */
function readInstant(text: string): string {
  const [date = '', rest = ''] = text.split(' ');
  const [time = '', fraction = ''] = rest.replace(/\+00(:00)?$/, '').split('.');
  return `${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

/** Positions and revisions stay far below 2^53. */
const parsers = new Map<number, (text: string) => unknown>([
  [OID.int8, Number],
  [OID.timestamptz, readInstant],
]);

// the library types its own parsers so loosely that only a cast fits them
const parserOf = pg.types.getTypeParser as unknown as (oid: number, format?: string) => unknown;
const types = { getTypeParser: (oid: number, format?: string) => parsers.get(oid) ?? parserOf(oid, format) } as unknown as pg.CustomTypesConfig;

/** What a session needs for our statements: UTC, no waiting for ever, no compiling of queries that take a millisecond. */
const SETTINGS = '-c timezone=UTC -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000 -c jit=off';

export interface PoolWish {
  readonly url: string;
  /** Most connections at a time; 10 by default. */
  readonly max?: number;
  /** Hears of connections that broke while idle; they are replaced. */
  readonly onError?: (error: Error) => void;
}

/** A pool of connections whose timestamps are Instants and whose bigints are numbers. It never throws from the side. */
export function createPool({ url, max = 10, onError = () => undefined }: PoolWish): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, types, options: SETTINGS, connectionTimeoutMillis: 5_000, keepAlive: true });
  pool.on('error', onError);
  // a connection that breaks while it is lent out tells its client, who rejects the query as well
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', '57P01', '57P02', '57P03', '08006', '08001', '08003']);
const LOST_TEXT = /terminated|timeout exceeded when trying to connect|connection timeout|Client has encountered a connection error/i;

// not `instanceof Error`: errors of Node's own modules are of another realm where tests run
const field = (error: unknown, name: 'code' | 'message'): string =>
  typeof error === 'object' && error !== null && name in error ? String((error as Record<string, unknown>)[name]) : '';
const causesOf = (error: unknown): unknown[] => (typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors : []);

/** Whether the database went away, so that trying again is right (facts: `kill -9` of the postmaster). */
export function isConnectionLoss(error: unknown): boolean {
  return LOST.has(field(error, 'code')) || LOST_TEXT.test(field(error, 'message')) || causesOf(error).some(isConnectionLoss);
}

/** Unique key, deadlock, serialization: another transaction was first, and the rules must look again. */
const RACED = new Set(['23505', '40P01', '40001']);
export const isRaceLost = (error: unknown): boolean => RACED.has(field(error, 'code'));

/** Resolves after so many milliseconds of wall time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** How long a call goes on trying while the database is away, in milliseconds. */
export const PATIENCE_MS = 10_000;
const MOST_RACES = 8;

/**
 * Runs `work` until it succeeds: at once again after a lost race, with growing pauses while the database is away. So
 * `work` must be safe to repeat even when its COMMIT was carried out and only the answer got lost.
 * @throws what `work` threw, when it is neither, or when patience ends.
 */
export async function withRetry<T>(work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const giveUp = Date.now() + patienceMs;
  let wait = 25;
  for (let races = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      if (isRaceLost(error)) {
        races += 1;
        if (races > MOST_RACES) throw error;
      } else {
        if (!isConnectionLoss(error) || Date.now() + wait > giveUp) throw error;
        await pause(wait);
        wait = Math.min(wait * 2, 1_000);
      }
    }
  }
}

/** One transaction: committed when `work` resolves, undone when it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = await rollBack(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A connection that can't even roll back is thrown away. */
async function rollBack(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  if (isConnectionLoss(error)) return error as Error;
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (failure) {
    return failure as Error;
  }
}
