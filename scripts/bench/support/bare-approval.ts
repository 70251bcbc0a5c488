import type { Client, WorkflowHandle } from '@temporalio/client';
import { BARE_QUEUE, BARE_WORKFLOW, type BareVote, VOTE_SIGNAL } from '../programs/bare-names.ts';
import { VOTES } from './cases.ts';
import { until } from './until.ts';

export interface BareWish {
  readonly workflowId: string;
  /** Each vote is written to a table by an activity. */
  readonly records: boolean;
  /** Each signal comes when the one before was answered. */
  readonly apart?: boolean;
}

/** Starts one, whose votes are owed. */
export const startBare = (client: Client, { workflowId, records }: BareWish): Promise<WorkflowHandle> =>
  client.workflow.start(BARE_WORKFLOW, { workflowId, taskQueue: BARE_QUEUE, args: [VOTES, records] });

async function isIdle(handle: WorkflowHandle): Promise<boolean> {
  const { raw } = await handle.describe();
  return raw.pendingWorkflowTask == null && (raw.pendingActivities ?? []).length === 0;
}

/** One approval of the bare engine: start, four signals, done. */
export async function approveBare(client: Client, wish: BareWish): Promise<void> {
  const handle = await startBare(client, wish);
  for (let index = 0; index < VOTES; index += 1) {
    if (wish.apart) await until('the bare workflow is idle', () => isIdle(handle));
    const vote: BareVote = { lane: `lane-${index}`, person: `person-${index}`, verdict: 'approve' };
    await handle.signal(VOTE_SIGNAL, vote);
  }
  await handle.result();
}
