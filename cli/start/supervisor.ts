import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.ts';
import { PartRunner, RESTART_RULE, type RestartRule } from './part-runner.ts';
import { oneLine } from './refusal.ts';
import { clearRun, type RunningPart, writeRun } from './run-file.ts';

/** What to keep running. Call `supervise` under the instance lock of `home`. */
export type Supervision = {
  /** In the order of bringing up; they are stopped in the reverse order, one after the other. */
  readonly parts: readonly Part[];
  readonly home: string;
  readonly out: (line: string) => void;
  /** Gets the line that tells which part gave up, and why. */
  readonly err: (line: string) => void;
  /** Aborting it asks for an orderly stop. */
  readonly signal: AbortSignal;
  /** Aborting it, while stopping, kills what is left. */
  readonly force?: AbortSignal;
  /** Called once, when every part has become ready. */
  readonly onReady?: () => void;
  readonly rule?: RestartRule;
};

function refuseUnknownNeeds(parts: readonly Part[]): void {
  const before = new Set<string>();
  for (const part of parts) {
    for (const need of part.needs)
      if (!before.has(need)) throw new Error(`part ${part.name} needs ${need}, which is not listed before it`);
    before.add(part.name);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function runnersOf(supervision: Supervision): PartRunner[] {
  const { parts, home, out, rule = RESTART_RULE } = supervision;
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 });
  const changed = (): void => {
    const running = runners.map((runner) => runner.running());
    try {
      writeRun(home, running.filter((part): part is RunningPart => part !== undefined));
    } catch (error) {
      // Somebody removed the data folder: the parts are still to be kept and stopped.
      out(`run.json cannot be written: ${oneLine(error)}`);
    }
  };
  const runners = parts.map(
    (part) => new PartRunner(part, { logFile: join(home, 'logs', `${part.name}.log`), rule, out, changed }),
  );
  changed();
  return runners;
}

/** Begins each part when what it needs is ready; resolves when all are. */
async function bringUp(runners: readonly PartRunner[], signal: AbortSignal): Promise<void> {
  const ready = new Map(runners.map((runner) => [runner.part.name, runner.firstReady]));
  for (const runner of runners)
    void Promise.all(runner.part.needs.flatMap((need) => ready.get(need) ?? [])).then(() => {
      if (!signal.aborted) runner.begin();
    });
  await Promise.all([...ready.values()]);
}

/**
 * Brings the parts up, keeps them up, and stops them in order when `signal` aborts or one of them gives up.
 * @returns the exit code: 0 after an asked-for stop, 1 when a part gave up (one line tells which and why).
 */
export async function supervise(supervision: Supervision): Promise<number> {
  refuseUnknownNeeds(supervision.parts);
  const ending = new AbortController();
  const runners = runnersOf(supervision);
  void bringUp(runners, ending.signal).then(() => {
    if (!ending.signal.aborted) supervision.onReady?.();
  });
  const failures = runners.map(async (runner) => `${runner.part.name}: ${await runner.gaveUp}`);
  const failure = await Promise.race([aborted(supervision.signal), ...failures]);
  ending.abort();
  if (failure !== undefined) supervision.err(failure);
  for (const runner of runners.toReversed()) await runner.stop(supervision.force);
  clearRun(supervision.home);
  supervision.out('stopped');
  return failure === undefined ? 0 : 1;
}
