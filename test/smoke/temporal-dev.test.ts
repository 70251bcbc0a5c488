import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createTemporal } from '../../store/temporal-client.ts';
import { sharedTemporal, startTemporalDev, type TemporalDev } from '../support/temporal-dev.ts';
import { until } from '../support/tree.ts';

describe('a Temporal dev server of a test', () => {
  let temporal: TemporalDev;

  beforeAll(async () => {
    temporal = await startTemporalDev();
  });
  afterAll(() => temporal.stop());

  async function started(workflowId: string): Promise<boolean> {
    const connection = await Connection.connect({ address: temporal.address });
    try {
      const description = await new Client({ connection }).workflow.getHandle(workflowId).describe();
      return description.status.name === 'RUNNING';
    } catch {
      return false;
    } finally {
      await connection.close();
    }
  }

  it('keeps a started workflow over a kill, and loses it when its store is wiped', async () => {
    const connection = await Connection.connect({ address: temporal.address });
    await new Client({ connection }).workflow.start('nobody', { taskQueue: 'nobody', workflowId: 'kept' });
    await connection.close();
    const before = temporal.pid();
    await temporal.restart();
    expect(temporal.pid()).not.toBe(before);
    expect(await started('kept')).toBe(true);
    await temporal.restart({ wipe: true });
    expect(await started('kept')).toBe(false);
  });

  it('that was wiped knows of no workflow, not even of one that ended, so that the sweep can tell', async () => {
    const ours = createTemporal({ address: temporal.address });
    const house = { kind: 'house', id: 'house' } as const;
    expect(await ours.knows(house)).toBe(false);
    await ours.handOver(house, { v: 1, rev: 1, open: true, stage: 'watching', wake_at: null, step: null, tell: [], summary: '' }, false);
    expect(await ours.knows(house)).toBe(true);
    await ours.client.workflow.getHandle('house/house').terminate('by hand');
    expect(await ours.knows(house)).toBe(true);
    await temporal.restart({ wipe: true });
    const lost = async (): Promise<boolean> => !(await ours.knows(house).catch(() => true));
    await until('the wiped server answers', lost);
    await ours.close();
  });

  it('gives each test a namespace on the server that a run shares', async () => {
    const { address, namespace } = await sharedTemporal('one-test');
    const connection = await Connection.connect({ address });
    const client = new Client({ connection, namespace });
    const handle = await client.workflow.start('nobody', { taskQueue: 'gatehouse', workflowId: 'here' });
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await connection.close();
  });
});
