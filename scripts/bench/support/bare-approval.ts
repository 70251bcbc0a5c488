import type { Client, WorkflowHandle } from '@temporalio/client';
import { BARE_QUEUE, BARE_WORKFLOW, VOTE_SIGNAL } from '../programs/bare-names.ts';
import { VOTES } from './cases.ts';

/** One approval of the bare engine: start, four signals, done. */
export async function approveBare(client: Client, workflowId: string): Promise<WorkflowHandle> {
  const handle = await client.workflow.start(BARE_WORKFLOW, { workflowId, taskQueue: BARE_QUEUE, args: [VOTES] });
  for (let vote = 0; vote < VOTES; vote += 1) await handle.signal(VOTE_SIGNAL, { lane: `lane-${vote}`, person: `person-${vote}`, verdict: 'approve' });
  await handle.result();
  return handle;
}
