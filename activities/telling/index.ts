import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Answer, TellInput } from '../types.ts';
import type { TellDeps } from './ports.ts';
import { tellPass } from './tell.ts';

/** After this long an attempt hands over to the next one, well within its time limit. */
const LONGEST_ATTEMPT_MS = 5 * 60_000;
const STOPPING_MS = 100;

/**
 * The activity `tell`. What can be sent only later ends the attempt with the delay until then: Temporal waits, no worker
 * does, and the history does not grow (design §4).
 */
export async function tell(deps: TellDeps, stopping: AbortSignal, { kind, id, channel }: TellInput): Promise<Answer> {
  const context = Context.current();
  const end = performance.now() + LONGEST_ATTEMPT_MS;
  const told = await tellPass(deps, { kind, id }, channel, {
    beat: () => context.heartbeat(),
    isEnding: () => stopping.aborted || context.cancellationSignal.aborted || performance.now() > end,
  });
  if (told.done) return { agenda: told.agenda };
  throw comeBack(`messages are owed on ${channel} and can be sent only later`, stopping.aborted ? STOPPING_MS : told.wait_ms);
}

function comeBack(message: string, delay: number): ApplicationFailure {
  const failure = ApplicationFailure.create({ message, type: 'come_back', nextRetryDelay: delay, category: ApplicationFailureCategory.BENIGN });
  // the last failure stands in the history, where a stack is only weight
  failure.stack = '';
  return failure;
}
