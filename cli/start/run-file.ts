import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { signalProcess, startedAt, waitUntil } from './process.ts';

const runSchema = z.object({
  home: z.string(),
  pid: z.number(),
  parts: z.array(
    z.object({ name: z.string(), pid: z.number(), start: z.string(), port: z.number().optional(), stop: z.string() }),
  ),
});
type Run = z.infer<typeof runSchema>;

/** A running child as `run.json` remembers it; `start` tells it from a later process with the same pid. */
export type RunningPart = Run['parts'][number];

function fileOf(home: string): string {
  return join(home, 'run.json');
}

/** Writes which processes run on this data folder; a reader never sees half a file. */
export function writeRun(home: string, parts: readonly RunningPart[]): void {
  const run: Run = { home: realpathSync(home), pid: process.pid, parts: [...parts] };
  writeFileSync(`${fileOf(home)}.new`, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${fileOf(home)}.new`, fileOf(home));
}

/** Removes `run.json` after everything has stopped. */
export function clearRun(home: string): void {
  rmSync(fileOf(home), { force: true });
}

function readRun(home: string): Run | undefined {
  try {
    return runSchema.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
  } catch {
    return undefined;
  }
}

async function takeDown(part: RunningPart): Promise<void> {
  const gone = (): boolean => startedAt(part.pid) !== part.start;
  // The database is asked to end cleanly; the others lose nothing by an abrupt end.
  if (part.stop === 'SIGINT') {
    signalProcess(part.pid, 'SIGINT');
    if (await waitUntil(gone, 5_000)) return;
  }
  signalProcess(part.pid, 'SIGKILL', true);
  await waitUntil(gone, 5_000);
}

/**
 * Ends the processes that an earlier supervisor left behind on this folder. Only those whose pid, start time and
 * folder all match what `run.json` says are touched. Call it under the instance lock. Returns their names.
 */
export async function takeDownLeftovers(home: string): Promise<string[]> {
  const run = readRun(home);
  if (run === undefined || run.home !== realpathSync(home)) return [];
  // A child with a death signal is about to end by itself: a moment later it is gone.
  const alive = (part: RunningPart): boolean => startedAt(part.pid) === part.start;
  await waitUntil(() => !run.parts.some(alive), 200);
  const left = run.parts.filter(alive);
  await Promise.all(left.map(takeDown));
  clearRun(home);
  return left.map((part) => part.name);
}
