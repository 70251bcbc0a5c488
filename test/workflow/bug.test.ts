import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';
import { eventually, handOver } from '../support/case-workflow.ts';
import { fakeRecord } from '../support/fake-record.ts';
import { timeSkippingEnv, type TimeSkippingEnv } from '../support/time-skipping.ts';
import { startWorkers } from '../support/worker.ts';

let server: TimeSkippingEnv;
beforeAll(async () => {
  server = await timeSkippingEnv();
});
afterAll(() => server.teardown());

describe('a bug in a workflow', () => {
  it('fails the task and not the workflow, which goes on with a mended worker', async () => {
    const record = fakeRecord(server.now, { owed: [{ channel: 'chat', key: 'ann' }] });
    const broken = await startWorkers(server.env, record.activities, join(packageRoot(), 'test/support/broken-workflows.ts'));
    const handle = await handOver(server.client, { kind: 'deployment', id: 'dep_01' }, record.agenda());
    await eventually('a task failed', async () =>
      (await handle.fetchHistory()).events!.some((event) => event.workflowTaskFailedEventAttributes?.failure?.message?.includes('cannot read the stage')),
    );
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await broken.stop();
    const mended = await startWorkers(server.env, record.activities);
    await handOver(server.client, { kind: 'deployment', id: 'dep_01' }, record.commit('closed', { open: false }));
    await handle.result();
    expect(record.ledger).toEqual(['closed', 'told ann']);
    await mended.stop();
  });
});
