import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';
import { codeOf } from './refusal.ts';

/** What to run, and as whom. `env` is complete: nothing is inherited. */
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** What the child gets when its supervisor is gone, `kill -9` included. Default SIGKILL. */
  readonly deathSignal?: 'SIGKILL' | 'SIGINT';
};

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

function tied(command: Command): { file: string; args: string[] } {
  const signal = command.deathSignal ?? 'SIGKILL';
  if (process.platform === 'linux' && SETPRIV !== undefined)
    return { file: SETPRIV, args: ['--pdeathsig', signal.slice(3), '--', command.file, ...command.args] };
  const tether = join(packageRoot(), 'scripts', 'tether.mjs');
  return { file: process.execPath, args: [tether, signal, command.file, ...command.args] };
}

/**
 * Starts a child in a process group of its own (a Ctrl-C at the terminal reaches the supervisor only, which then
 * stops the parts in order), tied to this process by a death signal. stdout and stderr go to the open file `log`.
 */
export function spawnTied(command: Command, log: number | 'ignore'): ChildProcess {
  const { file, args } = tied(command);
  return spawn(file, args, {
    detached: true,
    stdio: ['pipe', log, log],
    env: { ...command.env },
    cwd: command.cwd ?? '/',
    ...(command.uid === undefined ? {} : { uid: command.uid }),
    ...(command.gid === undefined ? {} : { gid: command.gid }),
  });
}

function startedAtOnLinux(pid: number): string | undefined {
  try {
    // The name in parentheses may itself hold blanks and parentheses: the fields begin after the last ')'.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

/**
 * When the process started, as a text that tells it from a later one with the same pid, also after a reboot.
 * `undefined` when there is no such process (a zombie counts as none).
 */
export function startedAt(pid: number): string | undefined {
  if (process.platform === 'linux') return startedAtOnLinux(pid);
  const answer = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return answer.status === 0 ? answer.stdout.trim() || undefined : undefined;
}

/** Sends a signal to the process, or with `group` to its whole group. False when it is gone already. */
export function signalProcess(pid: number, signal: NodeJS.Signals, group = false): boolean {
  try {
    return process.kill(group ? -pid : pid, signal);
  } catch (error) {
    // A group of which only a zombie is left answers EPERM on some systems.
    if (['ESRCH', 'EPERM'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

/** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Looks every 50 ms until `happened` holds; false when it does not within `ms`. */
export async function waitUntil(happened: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!(await happened())) {
    if (performance.now() >= end) return false;
    await pause(50);
  }
  return true;
}

/** How a short program ended: its exit code (`null` when it could not be run or was ended) and what it wrote. */
export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end, tied to this process too. Never rejects: what went wrong is in `code` and `stderr`. */
export function run(command: Command, signal?: AbortSignal): Promise<Outcome> {
  const { file, args } = tied(command);
  const { uid, gid } = command;
  const as = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  const abort = signal === undefined ? {} : { signal };
  const options = { env: { ...command.env }, cwd: command.cwd ?? '/', ...as, ...abort, encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr: stderr || (error?.message ?? '') });
    });
  });
}
