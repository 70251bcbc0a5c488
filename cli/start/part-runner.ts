import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { lastLine, openLog } from './log-file.ts';
import type { Part } from './part.ts';
import { isFree } from './ports.ts';
import { tcpOpen } from './probes.ts';
import { pause, signalProcess, spawnTied, startedAt, waitUntil } from './process.ts';
import { oneLine, StartRefused } from './refusal.ts';
import type { RunningPart } from './run-file.ts';

/** When to try again and when to stop trying. Delays double from `firstDelayMs` up to `maxDelayMs`. */
export type RestartRule = {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  readonly giveUpAfter: number;
  readonly withinMs: number;
};

/** Five failures within a minute end the whole start. */
export const RESTART_RULE: RestartRule = { firstDelayMs: 100, maxDelayMs: 5_000, giveUpAfter: 5, withinMs: 60_000 };

/** What a runner tells its supervisor. */
export type RunnerHooks = {
  readonly logFile: string;
  readonly rule: RestartRule;
  readonly out: (line: string) => void;
  /** The set of running children changed. */
  readonly changed: () => void;
};

/** How often a line says what the start is waiting for. */
const STILL_WAITING_MS = 10_000;

type Ending = { readonly reason: string; readonly code: number | null };

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Wrong configuration, by the exit codes of all our programs: trying again can't help. */
const WRONG_USE = 2;

/**
 * Keeps one part running: starts it, waits until it is ready, starts it again when it ends, stops it when asked.
 * 1. Ready means: our own child is alive, and its ports are open, and it answers in its protocol.
 * 2. `firstReady` resolves once; `gaveUp` resolves with the reason when it will not be tried again.
 */
export class PartRunner {
  readonly firstReady: Promise<void>;
  readonly gaveUp: Promise<string>;
  readonly part: Part;
  readonly #hooks: RunnerHooks;
  readonly #stopping = new AbortController();
  #isReady: () => void = () => undefined;
  #giveUp: (reason: string) => void = () => undefined;
  #child: ChildProcess | undefined;
  #start: string | undefined;
  #ended: Promise<Ending> = Promise.resolve({ reason: '', code: null });
  #failures: number[] = [];
  #wasReady = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(part: Part, hooks: RunnerHooks) {
    this.part = part;
    this.#hooks = hooks;
    this.firstReady = new Promise((resolve) => (this.#isReady = resolve));
    this.gaveUp = new Promise((resolve) => (this.#giveUp = resolve));
  }

  /** Begins; what comes of it is told by `firstReady` and `gaveUp`. */
  begin(): void {
    this.#loop = this.#run().catch((error: unknown) => this.#giveUp(oneLine(error)));
  }

  /** The child as `run.json` remembers it, while there is one. */
  running(): RunningPart | undefined {
    if (this.#child?.pid === undefined || this.#start === undefined) return undefined;
    const port = this.part.ports[0];
    return {
      name: this.part.name,
      pid: this.#child.pid,
      start: this.#start,
      stop: this.part.stop.signal,
      ...(port === undefined ? {} : { port }),
    };
  }

  /** Asks the child to end, kills it after its grace or when `force` aborts, and resolves when it is gone. */
  async stop(force?: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child?.pid !== undefined) {
      if (!force?.aborted) signalProcess(child.pid, this.part.stop.signal);
      await this.#patience(force);
      if (this.#child === child) this.#kill(child);
      await this.#ended;
    }
    await this.#loop;
  }

  async #patience(force?: AbortSignal): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    void this.#ended.then(end);
    if (force?.aborted) end();
    force?.addEventListener('abort', end, { once: true });
    await pause(this.part.stop.graceMs, over.signal);
    if (!over.signal.aborted) this.#hooks.out(`${this.part.name} did not stop within ${this.part.stop.graceMs / 1000} s; killed`);
  }

  async #run(): Promise<void> {
    const begun = performance.now();
    await this.part.prepare?.(this.#stopping.signal);
    for (let since = begun; !this.#stopping.signal.aborted; since = performance.now()) {
      const ending = await this.#once(since);
      if (this.#stopping.signal.aborted || ending === undefined) return;
      await this.#afterFailure(ending);
    }
  }

  /** One life of the child. `undefined`: the task is done, nothing is to be started again. */
  async #once(since: number): Promise<Ending | undefined> {
    for (const port of this.part.ports)
      if (!(await waitUntil(() => this.#stopping.signal.aborted || isFree(port), 2_000)))
        return { reason: `port ${port} is taken by another program`, code: null };
    if (this.#stopping.signal.aborted) return undefined;
    this.#spawn();
    if (this.part.kind === 'task') {
      const ending = await this.#ended;
      if (ending.code !== 0) throw new StartRefused(this.#withLog(ending.reason));
      await this.#announce(since);
      return undefined;
    }
    const became = await Promise.race([this.#ended.then(() => 'ended' as const), this.#becomesReady()]);
    if (became === 'ready') await this.#announce(since);
    if (became === 'late' && this.#child !== undefined) {
      this.#kill(this.#child);
      await this.#ended;
      return { reason: `was not ready within ${this.#readyWithin() / 1000} s`, code: null };
    }
    return this.#ended;
  }

  #spawn(): void {
    const log = openLog(this.#hooks.logFile);
    const child = spawnTied(this.part.command(), log);
    closeSync(log);
    child.stdin?.on('error', () => undefined);
    this.#child = child;
    this.#start = child.pid === undefined ? undefined : startedAt(child.pid);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ reason: oneLine(error), code: null }));
      child.once('exit', (code, signal) => resolve({ reason: signal ? `ended by ${signal}` : `ended with code ${code}`, code }));
    });
    void this.#ended.then(() => {
      // Whatever the program itself started must not outlive it.
      this.#kill(child);
      if (this.#child === child) this.#child = undefined;
      this.#hooks.changed();
    });
    this.#hooks.changed();
  }

  #readyWithin(): number {
    return this.part.readyWithinMs ?? 60_000;
  }

  async #becomesReady(): Promise<'ready' | 'late' | 'stopping'> {
    const child = this.#child;
    const answers = async (): Promise<boolean> => {
      if (this.#child !== child) return false;
      for (const port of this.part.ports) if (!(await tcpOpen(port))) return false;
      return ((await this.part.ready?.()) ?? true) && this.#child === child;
    };
    const end = performance.now() + this.#readyWithin();
    let sayAt = performance.now() + STILL_WAITING_MS;
    while (performance.now() < end && this.#child === child) {
      if (await answers()) return 'ready';
      await pause(50, this.#stopping.signal);
      if (performance.now() > sayAt) {
        sayAt += STILL_WAITING_MS;
        this.#hooks.out(`${this.part.name} is running but not ready yet (log: ${this.#hooks.logFile})`);
      }
      if (this.#stopping.signal.aborted) return 'stopping';
    }
    return 'late';
  }

  async #announce(since: number): Promise<void> {
    if (this.#wasReady) {
      this.#hooks.out(`${this.part.name} is ready again (${seconds(since)})`);
      return;
    }
    await this.part.afterReady?.();
    this.#wasReady = true;
    this.#hooks.out(`${this.part.name} ${this.part.kind === 'task' ? 'done' : 'ready'} (${seconds(since)})`);
    this.#isReady();
  }

  async #afterFailure(ending: Ending): Promise<void> {
    const { rule, out } = this.#hooks;
    const now = performance.now();
    this.#failures = [...this.#failures.filter((at) => at > now - rule.withinMs), now];
    if (ending.code === WRONG_USE && !this.#wasReady) throw new StartRefused(this.#withLog(ending.reason));
    if (this.#failures.length >= rule.giveUpAfter)
      throw new StartRefused(this.#withLog(`failed ${rule.giveUpAfter} times within ${rule.withinMs / 1000} s, last: ${ending.reason}`));
    out(`${this.part.name} ${ending.reason}; starting it again`);
    await pause(Math.min(rule.firstDelayMs * 2 ** (this.#failures.length - 1), rule.maxDelayMs), this.#stopping.signal);
  }

  #withLog(reason: string): string {
    const line = lastLine(this.#hooks.logFile);
    return `${reason}${line === '' ? '' : `: ${line}`} (log: ${this.#hooks.logFile})`;
  }

  #kill(child: ChildProcess): void {
    if (child.pid !== undefined) signalProcess(child.pid, 'SIGKILL', true);
  }
}
