import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../../config.ts';
import { lockByFile } from '../../../cli/start/lock.ts';
import { startedAt, waitUntil } from '../../../cli/start/process.ts';
import { type RunningPart, takeDownLeftovers } from '../../../cli/start/run-file.ts';
import { type Bench, freePort, Lines, makeBench } from './bench.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

describe('gatehouse start as a process', () => {
  let bench: Bench;
  let ports: number[];
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    bench = makeBench();
    ports = [await freePort(), await freePort()];
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    bench.remove();
  });

  const supervisor = (): { child: ChildProcess; lines: Lines; exited: Promise<number | null> } => {
    const args = ['--import', here('ts-hooks.mjs'), here('supervise-small.ts'), bench.home, ...ports.map(String)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env['PATH'] } });
    children.push(child);
    const lines = new Lines();
    child.stdout.on('data', (data: Buffer) => lines.add(data.toString().trimEnd()));
    return { child, lines, exited: once(child, 'exit').then(([code]) => code as number | null) };
  };
  const partsOf = (): RunningPart[] => (JSON.parse(readFileSync(join(bench.home, 'run.json'), 'utf8')) as { parts: RunningPart[] }).parts;
  const allGone = (parts: readonly RunningPart[]): Promise<boolean> =>
    waitUntil(() => parts.every((part) => startedAt(part.pid) !== part.start), 5_000);

  it('leaves nothing running after kill -9, and starts again on the same ports', async () => {
    const first = supervisor();
    await first.lines.seen(/^all ready$/);
    const parts = partsOf();
    expect(parts.map((part) => part.port)).toEqual(ports);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(await allGone(parts)).toBe(true);

    const second = supervisor();
    await second.lines.seen(/^all ready$/);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(existsSync(join(bench.home, 'run.json'))).toBe(false);
  });

  it('refuses a second instance on the same folder in one line, and the first goes on', async () => {
    const first = supervisor();
    await first.lines.seen(/^all ready$/);
    const second = supervisor();
    expect(await second.exited).toBe(1);
    expect(second.lines.all).toEqual([
      `Gatehouse is already running on ${bench.home} (process ${first.child.pid}): stop that one first, or set GATEHOUSE_HOME to another folder`,
    ]);
    expect(partsOf().every((part) => startedAt(part.pid) === part.start)).toBe(true);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
  });
});

describe('a start by npm', () => {
  it.each([
    ['npm itself is killed', "sh -c '\"$0\" --import \"$1\" \"$2\"; true' \"$0\" \"$1\" \"$2\" & wait"],
    ['the shell of npm is killed', '"$0" --import "$1" "$2"; true'],
  ])('notices that %s, which passes no signal on', async (_what, script) => {
    const args = ['-c', script, process.execPath, here('ts-hooks.mjs'), here('watch-launcher.ts')];
    const launcher = spawn('sh', args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, npm_lifecycle_event: 'start' } });
    const lines = new Lines();
    launcher.stdout.on('data', (data: Buffer) => lines.add(data.toString().trimEnd()));
    await lines.seen(/^watching$/);
    launcher.kill('SIGKILL');
    expect(await lines.seen(/^gone$/)).toBe('gone');
  });
});

describe('what an earlier start left behind', () => {
  let bench: Bench;
  let left: ChildProcess;
  beforeEach(() => {
    bench = makeBench();
    left = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)'], { detached: true, stdio: 'ignore' });
  });
  afterEach(() => {
    left.kill('SIGKILL');
    bench.remove();
  });
  const remember = (home: string, start: string): void => {
    const parts = [{ name: 'worker', pid: left.pid, start, stop: 'SIGTERM' }];
    writeFileSync(join(bench.home, 'run.json'), JSON.stringify({ home, pid: 1, parts }));
  };

  it('is ended when pid, start time and folder match', async () => {
    remember(realpathSync(bench.home), startedAt(left.pid!)!);
    const ended = once(left, 'exit');
    expect(await takeDownLeftovers(bench.home)).toEqual(['worker']);
    expect((await ended)[1]).toBe('SIGKILL');
  });

  it.each([
    ['its start time differs: the pid was given out again', (home: string) => remember(home, 'another')],
    ['run.json was copied from another folder', () => remember('/elsewhere', startedAt(left.pid!)!)],
    ['run.json is not readable', () => writeFileSync(join(bench.home, 'run.json'), '{"home":')],
    ['there is no run.json', () => undefined],
  ])('is left alone when %s', async (_reason, prepare) => {
    prepare(realpathSync(bench.home));
    expect(await takeDownLeftovers(bench.home)).toEqual([]);
    expect(startedAt(left.pid!)).toBeDefined();
  });
});

describe('the lock file of systems without abstract sockets', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(() => bench.remove());

  it('is held by one process at a time and free after release', () => {
    const lock = lockByFile(bench.home);
    expect(() => lockByFile(bench.home)).toThrow(`Gatehouse is already running on ${bench.home} (process ${process.pid})`);
    lock.release();
    lockByFile(bench.home).release();
  });

  it('is taken over from a process that is gone', () => {
    writeFileSync(join(bench.home, 'lock.json'), JSON.stringify({ pid: process.pid, start: 'long ago' }));
    lockByFile(bench.home).release();
    expect(existsSync(join(bench.home, 'lock.json'))).toBe(false);
  });
});

describe('the tether of systems without a death signal', () => {
  it('ends the program when the supervisor is gone', async () => {
    const program = 'console.log(process.pid); setInterval(() => undefined, 60_000)';
    const tether = spawn(process.execPath, [join(packageRoot(), 'scripts', 'tether.mjs'), 'SIGKILL', process.execPath, '-e', program]);
    const [data] = (await once(tether.stdout, 'data')) as [Buffer];
    const pid = Number(data.toString());
    expect(startedAt(pid)).toBeDefined();
    const ended = once(tether, 'exit');
    tether.stdin.destroy();
    await ended;
    expect(startedAt(pid)).toBeUndefined();
  });

  it('passes the exit code on', async () => {
    const tether = spawn(process.execPath, [join(packageRoot(), 'scripts', 'tether.mjs'), 'SIGKILL', process.execPath, '-e', 'process.exit(3)']);
    expect((await once(tether, 'exit'))[0]).toBe(3);
  });
});
