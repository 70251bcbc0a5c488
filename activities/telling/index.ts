import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Answer, TellInput } from '../types.ts';
import type { TellDeps } from './ports.ts';
import { tellPass } from './tell.ts';

/** After this long an attempt hands over to the next one, well within its time limit. */
const LONGEST_ATTEMPT_MS = 5 * 60_000;
const STOPPING_MS = 100;
/** Temporal gives up on an attempt that it has not heard of for a minute (`workflows/parts/activity-options.ts`); a batch may take that long. */
const BEAT_MS = 10_000;

/**
 * The activity `tell`. What can be sent only later ends the attempt with the delay until then: Temporal waits, no worker
 * does, and the history does not grow (design §4).
 */
export async function tell(deps: TellDeps, stopping: AbortSignal, { kind, id, channel }: TellInput): Promise<Answer> {
  const context = Context.current();
  const end = performance.now() + LONGEST_ATTEMPT_MS;
  const isEnding = (): boolean => stopping.aborted || context.cancellationSignal.aborted || performance.now() > end;
  const told = await beating(() => context.heartbeat(), () => tellPass(deps, { kind, id }, channel, isEnding));
  if (told.done) return { agenda: told.agenda };
  throw comeBack(`messages are owed on ${channel} and can be sent only later`, stopping.aborted ? STOPPING_MS : told.wait_ms);
}

/** Beats at once and every few seconds for as long as the work lasts, however long one far end takes. */
export async function beating<T>(beat: () => void, work: () => Promise<T>, everyMs = BEAT_MS): Promise<T> {
  beat();
  const timer = setInterval(beat, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function comeBack(message: string, delay: number): ApplicationFailure {
  const failure = ApplicationFailure.create({ message, type: 'come_back', nextRetryDelay: delay, category: ApplicationFailureCategory.BENIGN });
  // the last failure stands in the history, where a stack is only weight
  failure.stack = '';
  return failure;
}
