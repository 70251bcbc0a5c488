import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { Agenda } from '../../contracts/agenda.ts';
import { AGENDA_SIGNAL, type DrivenRecord, TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../../contracts/workflow.ts';

/** Hands an agenda over as the relay does: starts the workflow when there is none. */
export async function handOver(client: Client, record: DrivenRecord, agenda: Agenda, wake = false): Promise<WorkflowHandle> {
  return client.workflow.signalWithStart(WORKFLOW_TYPE[record.kind], {
    workflowId: workflowIdOf(record),
    taskQueue: TASK_QUEUE,
    args: [record],
    signal: AGENDA_SIGNAL,
    signalArgs: [agenda, wake],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** Starts the workflow with nothing but the record's name, as continue-as-new does. */
export async function startBare(client: Client, record: DrivenRecord): Promise<WorkflowHandle> {
  return client.workflow.start(WORKFLOW_TYPE[record.kind], { workflowId: workflowIdOf(record), taskQueue: TASK_QUEUE, args: [record] });
}

/** Ends a workflow that may be gone already. */
export async function dropWorkflow(handle: WorkflowHandle): Promise<void> {
  await handle.terminate('dropped by a test').catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

/**
 * Is no workflow task in progress? One that is terminated in the middle of a task leaves the clock of a time-skipping
 * server locked.
 */
export async function isBetweenTasks(handle: WorkflowHandle): Promise<boolean> {
  const { events } = await handle.fetchHistory();
  const last = events?.findLast((event) => event.workflowTaskScheduledEventAttributes ?? event.workflowTaskCompletedEventAttributes);
  return last?.workflowTaskCompletedEventAttributes != null;
}

/**
 * The activities in their first try, and all. The server calls one that waits for its next try "started" too, so that
 * nobody can tell from its answer whether a repeated one runs.
 */
export async function activitiesOf(handle: WorkflowHandle): Promise<{ readonly fresh: number; readonly all: number }> {
  const { raw } = await handle.describe();
  const pending = raw.pendingActivities ?? [];
  return { fresh: pending.filter(({ lastFailure }) => lastFailure == null).length, all: pending.length };
}

/** Ends a workflow that has nothing more to do, as soon as its last task and its last activity are done. */
export async function dropIdleWorkflow(handle: WorkflowHandle): Promise<void> {
  const described = await handle.describe().catch(() => null);
  if (described?.status.name !== 'RUNNING') return;
  await eventually('the last task is done', async () => (await activitiesOf(handle)).all === 0 && (await isBetweenTasks(handle)));
  await dropWorkflow(handle);
}

/**
 * Looks again and again until `holds` answers true. Both the server and the workers answer in milliseconds; the limit
 * is only there so that a broken one fails the test with `what`.
 */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
