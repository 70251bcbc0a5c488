import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Undo } from './undo.ts';

/** A program of ours in a process of its own, on the same cores. It ends with us, since its channel to us closes. */
export interface Child {
  readonly pid: number;
  /** Asks and waits for the answer. */
  ask<T>(question: string): Promise<T>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** Longest wait for a program to become ready, and for one to end, in milliseconds. */
const READY_MS = 60_000;
const END_MS = 30_000;

export interface ChildWish {
  /** A file of `scripts/bench/programs/`, without its ending. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly undo: Undo;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** The next message from the child, or why there will be none. */
function answer(child: ChildProcess, what: string, ms: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      child.off('message', heard);
      child.off('exit', gone);
      act();
    };
    const heard = (message: unknown): void => settle(() => resolve(message));
    const gone = (code: number | null): void => settle(() => reject(new Error(`${what}: it ended with ${String(code)}`)));
    const timer = setTimeout(() => settle(() => reject(new Error(`${what}: no answer within ${ms} ms`))), ms);
    child.on('message', heard);
    child.on('exit', gone);
  });
}

/** Starts a program and waits until it says that it is ready. @throws Error that names the log when it does not. */
export async function startChild({ program, env, logFile, undo }: ChildWish): Promise<Child> {
  const log = openSync(logFile, 'a');
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', TZ: 'UTC' };
  const child = fork(fileURLToPath(new URL(`../programs/${program}.js`, import.meta.url)), { env: { ...inherited, ...env }, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const stop = async (): Promise<void> => {
    const over = ended(child);
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await over;
    clearTimeout(late);
  };
  undo.add(program, stop);
  await answer(child, `${program} did not become ready (log: ${logFile})`, READY_MS);
  return {
    pid: child.pid ?? 0,
    async ask<T>(question: string) {
      const heard = answer(child, `${program} did not answer "${question}" (log: ${logFile})`, READY_MS);
      child.send(question);
      return (await heard) as T;
    },
    stop,
  };
}
