import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { sharedTemporal, startTemporalDev, type TemporalDev } from '../support/temporal-dev.ts';

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

  it('gives each test a namespace on the server that a run shares', async () => {
    const { address, namespace } = await sharedTemporal('one-test');
    const connection = await Connection.connect({ address });
    const client = new Client({ connection, namespace });
    const handle = await client.workflow.start('nobody', { taskQueue: 'gatehouse', workflowId: 'here' });
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await connection.close();
  });
});
