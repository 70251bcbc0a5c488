import type { Client, WorkflowHandle } from '@temporalio/client';
import { BARE_QUEUE, BARE_WORKFLOW, VOTE_SIGNAL } from '../programs/bare-names.ts';
import { VOTES } from './cases.ts';
import { until } from './until.ts';

const answered = (handle: WorkflowHandle): Promise<void> => until('the bare workflow has answered', async () => (await handle.describe()).raw.pendingWorkflowTask == null);

/** One approval of the bare engine: start, four signals, done. `apart`: each signal comes when the one before was answered. */
export async function approveBare(client: Client, workflowId: string, apart = false): Promise<void> {
  const handle = await client.workflow.start(BARE_WORKFLOW, { workflowId, taskQueue: BARE_QUEUE, args: [VOTES] });
  for (let vote = 0; vote < VOTES; vote += 1) {
    if (apart) await answered(handle);
    await handle.signal(VOTE_SIGNAL, { lane: `lane-${vote}`, person: `person-${vote}`, verdict: 'approve' });
  }
  await handle.result();
}
