import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/types.ts';
import { EFFECTS_QUEUE, TASK_QUEUE } from '../contracts/workflow.ts';

/** What both workers of a process share. */
export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Path of the prebuilt workflow bundle. */
  readonly bundle: string;
  readonly activities: Activities;
}

/** A stopped worker's tasks go to another one after this time (design §9). */
const STICKY_TIMEOUT_MS = 5_000;
/** How long a stopping worker lets its activities end by themselves (design §9). */
const GRACE_MS = 20_000;
/** After this it is given up: a supervisor kills it anyway. */
const FORCE_MS = 25_000;

/**
 * The options of the two workers: workflows with `commit`, and effects on a queue of their own, so that a hung chat
 * never starves an escalation (design §4).
 */
export function workerOptions({ connection, namespace, bundle, activities }: WorkerParts): { workflows: WorkerOptions; effects: WorkerOptions } {
  const both = { connection, namespace, shutdownGraceTime: GRACE_MS, shutdownForceTime: FORCE_MS };
  return {
    workflows: {
      ...both,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: bundle },
      activities: { ...activities.commit },
      stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT_MS,
    },
    effects: { ...both, taskQueue: EFFECTS_QUEUE, activities: { ...activities.effects } },
  };
}
