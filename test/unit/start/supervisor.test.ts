import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from '../../../cli/start/part.ts';
import { signalProcess } from '../../../cli/start/process.ts';
import { supervise } from '../../../cli/start/supervisor.ts';
import { type Bench, freePort, Lines, listening, makeBench, portOf, smallPart, told } from './bench.ts';

const FAST = { firstDelayMs: 1, maxDelayMs: 10, giveUpAfter: 5, withinMs: 60_000 };

describe('the supervisor', () => {
  let bench: Bench;
  let lines: Lines;
  let stop: AbortController;
  beforeEach(() => {
    bench = makeBench();
    lines = new Lines();
    stop = new AbortController();
  });
  afterEach(() => {
    stop.abort();
    bench.remove();
  });

  const start = (parts: readonly Part[], force?: AbortSignal): Promise<number> =>
    supervise({
      parts,
      home: bench.home,
      out: lines.add,
      err: lines.add,
      signal: stop.signal,
      onReady: () => lines.add('all ready'),
      rule: FAST,
      ...(force === undefined ? {} : { force }),
    });

  it('starts a part when what it needs is ready, and stops the parts in the reverse order', async () => {
    const parts = [
      smallPart(bench, 'store', 'serve', await freePort()),
      smallPart(bench, 'migrations', 'done', 0, { kind: 'task', needs: ['store'] }),
      smallPart(bench, 'api', 'serve', await freePort(), { needs: ['migrations'] }),
    ];
    const code = start(parts);
    await lines.seen(/^all ready$/);
    stop.abort();
    expect(await code).toBe(0);
    expect(told(bench)).toEqual(['store started', 'migrations started', 'api started', 'api asked to stop', 'store asked to stop']);
    expect(lines.all.map((line) => line.replace(/\(.*/, '').trim())).toEqual(['store ready', 'migrations done', 'api ready', 'all ready', 'stopped']);
    expect(existsSync(join(bench.home, 'run.json'))).toBe(false);
  });

  it('refuses a list in which a part needs one that comes later', async () => {
    const parts = [smallPart(bench, 'api', 'serve', 0, { needs: ['store'] }), smallPart(bench, 'store', 'serve', 0)];
    await expect(start(parts)).rejects.toThrow('part api needs store, which is not listed before it');
  });

  it('starts a part again that ended by itself before it was ready', async () => {
    const code = start([smallPart(bench, 'worker', 'crash once', await freePort())]);
    await lines.seen(/^all ready$/);
    stop.abort();
    expect(await code).toBe(0);
    expect(lines.all[0]).toBe('worker ended with code 1; starting it again');
  });

  it('starts a part again that was killed while it ran', async () => {
    const parts = [smallPart(bench, 'worker', 'serve', await freePort())];
    let pid = 0;
    const seen = parts.map((part) => ({ ...part, afterReady: async () => void (pid = await runningPid(bench, part.name)) }));
    const code = start(seen);
    await lines.seen(/^all ready$/);
    signalProcess(pid, 'SIGKILL');
    await lines.seen(/^worker is ready again/);
    stop.abort();
    expect(await code).toBe(0);
    expect(lines.all).toContain('worker ended by SIGKILL; starting it again');
  });

  it('gives up after five failures in a minute, says why, and stops the others', async () => {
    const parts = [smallPart(bench, 'store', 'serve', await freePort()), smallPart(bench, 'worker', 'crash', await freePort(), { needs: ['store'] })];
    expect(await start(parts)).toBe(1);
    expect(lines.all).toContain(
      `worker: failed 5 times within 60 s, last: ended with code 1: the reason of the crash (log: ${join(bench.home, 'logs', 'worker.log')})`,
    );
    expect(told(bench).filter((line) => line === 'worker started')).toHaveLength(5);
    expect(told(bench).at(-1)).toBe('store asked to stop');
  });

  it('does not try again when a program refuses its configuration', async () => {
    expect(await start([smallPart(bench, 'api', 'misconfigured', await freePort())])).toBe(1);
    expect(told(bench)).toEqual(['api started']);
    expect(lines.all[0]).toMatch(/^api: ended with code 2: COLOUR is "blu": allowed is red or blue \(log: /);
  });

  it('ends the start when a task fails', async () => {
    const task = smallPart(bench, 'migrations', 'crash', 0, { kind: 'task' });
    expect(await start([task, smallPart(bench, 'api', 'serve', await freePort(), { needs: ['migrations'] })])).toBe(1);
    expect(told(bench)).toEqual(['migrations started']);
  });

  it('kills and starts again a part that runs but never becomes ready', async () => {
    expect(await start([smallPart(bench, 'worker', 'mute', await freePort(), { readyWithinMs: 300 })])).toBe(1);
    expect(lines.all.at(-2)).toMatch(/^worker: failed 5 times within 60 s, last: was not ready within 0\.3 s/);
  });

  it('kills a part that does not stop within its grace', async () => {
    const code = start([smallPart(bench, 'worker', 'stubborn', await freePort(), { stop: { signal: 'SIGTERM', graceMs: 200 } })]);
    await lines.seen(/^all ready$/);
    stop.abort();
    expect(await code).toBe(0);
    expect(lines.all).toContain('worker did not stop within 0.2 s; killed');
  });

  it('kills what is left at once when stopping is forced', async () => {
    const force = new AbortController();
    const code = start([smallPart(bench, 'worker', 'stubborn', await freePort(), { stop: { signal: 'SIGTERM', graceMs: 600_000 } })], force.signal);
    await lines.seen(/^all ready$/);
    stop.abort();
    force.abort();
    expect(await code).toBe(0);
  });

  it('does not take an answer at the port from another program for its own part', async () => {
    const other = await listening();
    const port = portOf(other);
    const rule = { ...FAST, giveUpAfter: 1 };
    const part = smallPart(bench, 'api', 'serve', port);
    const code = supervise({ parts: [part], home: bench.home, out: lines.add, err: lines.add, signal: stop.signal, rule });
    expect(await code).toBe(1);
    expect(lines.all[0]).toMatch(new RegExp(`^api: failed 1 times within 60 s, last: port ${port} is taken by another program`));
    other.close();
  });

  it('ends the start in one line when a part cannot be prepared', async () => {
    const part = smallPart(bench, 'temporal', 'serve', 0, { prepare: () => Promise.reject(new Error('no binary:\n  install Go')) });
    expect(await start([part])).toBe(1);
    expect(lines.all).toEqual(['temporal: no binary:; install Go', 'stopped']);
  });
});

async function runningPid(bench: Bench, name: string): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const run = JSON.parse(await readFile(join(bench.home, 'run.json'), 'utf8')) as { parts: { name: string; pid: number }[] };
  return run.parts.find((part) => part.name === name)!.pid;
}
