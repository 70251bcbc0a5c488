import type { ActivityOptions } from '@temporalio/workflow';
import { EFFECTS_QUEUE, TASK_QUEUE } from '../../contracts/workflow.ts';

/** Every activity is tried until it succeeds (design §4): none stands in the path of a decision. */
const PATIENT = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

/** One transaction on the record. */
export const COMMIT_OPTIONS: ActivityOptions = { taskQueue: TASK_QUEUE, startToCloseTimeout: '30s', retry: PATIENT };

/** One pass over the messages owed on a channel; the activity itself stops and goes on well before its time is up. */
export const TELL_OPTIONS: ActivityOptions = { taskQueue: EFFECTS_QUEUE, startToCloseTimeout: '15m', heartbeatTimeout: '1m', retry: PATIENT };

/** A long step: files are read again, so it is the heartbeat that tells a slow one from a dead one. */
export const STEP_OPTIONS: ActivityOptions = { taskQueue: EFFECTS_QUEUE, startToCloseTimeout: '1h', heartbeatTimeout: '1m', retry: PATIENT };
