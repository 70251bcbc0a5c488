import { beforeAll, describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { SCENARIOS } from '../support/scenario/scenarios.ts';
import { storedHistories } from '../support/scenario/histories.ts';
import { quietTemporal } from '../support/quiet-temporal.ts';
import { workflowBundle } from '../support/worker.ts';

const stored = storedHistories();

describe('the stored histories', () => {
  beforeAll(quietTemporal);

  it.each(stored.map((one) => [`${one.workflow}/${one.scenario}.v${one.version}`, one] as const))('%s is replayed by the present code', async (name, history) => {
    await Worker.runReplayHistory({ workflowBundle: { codePath: await workflowBundle() } }, history.read(), name);
  });

  it('tell of every scenario', () => {
    expect(Object.keys(SCENARIOS).filter((name) => !stored.some(({ scenario }) => scenario === name))).toEqual([]);
  });

  it('a history that the code would not make is refused', async () => {
    const history = stored.find(({ scenario }) => scenario === 'low-goes-live')!.read() as { events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[] };
    for (const { activityTaskScheduledEventAttributes: scheduled } of history.events) if (scheduled) scheduled.activityType.name = 'approve';
    await expect(Worker.runReplayHistory({ workflowBundle: { codePath: await workflowBundle() } }, history)).rejects.toThrow(/nondeterminism/i);
  });
});
