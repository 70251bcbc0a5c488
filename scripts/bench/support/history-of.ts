import type { Client } from '@temporalio/client';

/** What a workflow's history weighs. */
export interface History {
  readonly events: number;
  readonly bytes: number;
  readonly open_timers: number;
}

/** As the server counts them. */
export async function historyOf(client: Client, workflowId: string): Promise<History> {
  const handle = client.workflow.getHandle(workflowId);
  const { historyLength, historySize } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const count = (field: 'timerStartedEventAttributes' | 'timerFiredEventAttributes' | 'timerCanceledEventAttributes'): number => (events ?? []).filter((event) => event[field] != null).length;
  const open_timers = count('timerStartedEventAttributes') - count('timerFiredEventAttributes') - count('timerCanceledEventAttributes');
  return { events: historyLength, bytes: historySize ?? 0, open_timers };
}
