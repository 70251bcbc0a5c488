import type { Pool } from 'pg';

/** Locks of the jobs that one process at a time does; any fixed, different numbers. */
export const JOB_LOCKS = { sweep: 4_200_102, watch: 4_200_103, pulse: 4_200_104 } as const;

/**
 * Runs `work` in at most one process at a time, and not at all where another holds the lock. The lock is the session's,
 * so no transaction stays open while `work` waits for others. Answers whether it ran.
 */
export async function ifLeader(pool: Pool, job: keyof typeof JOB_LOCKS, work: () => Promise<unknown>): Promise<boolean> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [JOB_LOCKS[job]]);
    if (!rows[0]?.mine) return false;
    try {
      await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [JOB_LOCKS[job]]).catch((error: unknown) => (failed = error as Error));
    }
    return true;
  } finally {
    client.release(failed);
  }
}

/** A job that runs again and again. */
export interface Job {
  /** Lets the turn in progress end, and begins no other. */
  stop(): Promise<void>;
}

/** Runs `turn` every `everyMs` of wall time, one at a time; what it throws goes to `onError`, and the next turn comes. */
export function repeatEvery(everyMs: number, turn: () => Promise<unknown>, onError: (error: unknown) => void): Job {
  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout;
  let stopped = false;
  const next = (): void => {
    running = turn()
      .catch(onError)
      .finally(() => {
        if (!stopped) timer = setTimeout(next, everyMs);
      });
  };
  timer = setTimeout(next, everyMs);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
