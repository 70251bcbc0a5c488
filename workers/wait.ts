import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

const PAUSE_MS = 500;
/** One line in the log per this many looks. */
const SPARSE = 60;

/**
 * Looks again and again until `look` succeeds: a worker that starts before its servers waits for them instead of dying.
 * Says what it waits for, sparsely. Null when `stopping` is aborted first.
 */
export async function waitFor<T>(what: string, look: () => Promise<T>, log: Logger, stopping: AbortSignal): Promise<T | null> {
  for (let looks = 0; !stopping.aborted; looks += 1) {
    try {
      return await look();
    } catch (error) {
      if (looks % SPARSE === 0) log.warn({ reason: error instanceof Error ? error.message : String(error) }, `waiting for ${what}`);
      await pause(PAUSE_MS);
    }
  }
  return null;
}
