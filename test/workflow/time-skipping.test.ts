import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { recordedServers } from '../support/test-server.ts';
import { type TimeSkippingEnv, timeSkippingEnv } from '../support/time-skipping.ts';
import type { sleeper } from '../support/sleeper.ts';

const DAY = 86_400_000;

describe('the time-skipping server', () => {
  let skipping: TimeSkippingEnv;
  let worker: Worker;
  let running: Promise<void>;

  beforeAll(async () => {
    skipping = await timeSkippingEnv();
    worker = await Worker.create({
      connection: skipping.env.nativeConnection,
      taskQueue: 'sleeper',
      workflowsPath: fileURLToPath(new URL('../support/sleeper.ts', import.meta.url)),
    });
    running = worker.run();
  });

  afterAll(async () => {
    worker.shutdown();
    await running;
    await skipping.teardown();
    expect(recordedServers().filter(({ owner }) => owner === process.pid)).toEqual([]);
  });

  it('fires a timer of five days when a test moves the clock, to the millisecond', async () => {
    const start = await skipping.now();
    const handle = await skipping.client.workflow.start<typeof sleeper>('sleeper', { taskQueue: 'sleeper', workflowId: 'five-days', args: [5 * DAY] });
    const watch = performance.now();
    await skipping.sleep('4 days');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await skipping.sleep('1 day');
    const woke = await handle.result();
    expect(Date.parse(woke) - Date.parse(start)).toBeGreaterThanOrEqual(5 * DAY);
    expect(Date.parse(woke) - Date.parse(start)).toBeLessThan(5 * DAY + 5_000);
    expect(performance.now() - watch).toBeLessThan(30_000);
  });

  it('leaves the clock where it is while a result is awaited', async () => {
    const handle = await skipping.client.workflow.start<typeof sleeper>('sleeper', { taskQueue: 'sleeper', workflowId: 'short', args: [1] });
    const before = Date.parse(await skipping.now());
    await skipping.sleep(1);
    await handle.result();
    expect(Date.parse(await skipping.now()) - before).toBeLessThan(60_000);
  });
});
