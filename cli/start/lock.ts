import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { startedAt } from './process.ts';
import { codeOf, StartRefused } from './refusal.ts';

/** The right to be the one instance on a data folder; `release` gives it back. */
export type InstanceLock = { release(): void };

function refusal(home: string, holder: string): StartRefused {
  return new StartRefused(
    `Gatehouse is already running on ${home}${holder}: stop that one first, or set GATEHOUSE_HOME to another folder`,
  );
}

function holderOf(home: string): string {
  try {
    const run: unknown = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
    const pid = typeof run === 'object' && run !== null && 'pid' in run ? run.pid : undefined;
    return typeof pid === 'number' && startedAt(pid) !== undefined ? ` (process ${pid})` : '';
  } catch {
    return '';
  }
}

/** An abstract Unix socket: atomic, and the kernel frees it however its owner ends. The name fits its 107 bytes. */
function lockBySocket(home: string): Promise<InstanceLock> {
  const name = `\0gatehouse-${createHash('sha256').update(realpathSync(home)).digest('hex')}`;
  return new Promise((resolve, reject) => {
    const server: Server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? refusal(home, holderOf(home)) : error),
    );
    server.listen(name, () => {
      server.unref();
      resolve({ release: () => void server.close() });
    });
  });
}

type Holder = { pid: number; start: string };

function readHolder(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('start' in value)) return undefined;
    return typeof value.pid === 'number' && typeof value.start === 'string' ? { pid: value.pid, start: value.start } : undefined;
  } catch {
    return undefined;
  }
}

function writeHolder(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, JSON.stringify({ pid: process.pid, start: startedAt(process.pid) ?? '' }));
    closeSync(handle);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A lock file with pid and start time, for systems without abstract sockets: a dead holder's file is replaced. */
export function lockByFile(home: string): InstanceLock {
  const file = join(home, 'lock.json');
  if (!writeHolder(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && startedAt(holder.pid) === holder.start) throw refusal(home, ` (process ${holder.pid})`);
    rmSync(file, { force: true });
    if (!writeHolder(file)) throw refusal(home, '');
  }
  return { release: () => rmSync(file, { force: true }) };
}

/**
 * Takes the lock on a data folder: two Temporal servers on one file would corrupt each other without a word.
 * @throws StartRefused when another instance holds it.
 */
export async function lockHome(home: string): Promise<InstanceLock> {
  return process.platform === 'linux' ? lockBySocket(home) : lockByFile(home);
}
