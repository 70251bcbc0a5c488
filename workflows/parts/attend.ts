import { continueAsNew, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { CommitActivities } from '../../activities/types.ts';
import { AGENDA_SIGNAL, type DrivenRecord } from '../../contracts/workflow.ts';
import { COMMIT_OPTIONS } from './activity-options.ts';
import { Gate } from './gate.ts';

const agendaSignal = defineSignal<[agenda: unknown, wake: unknown]>(AGENDA_SIGNAL);
const { look } = proxyActivities<CommitActivities>(COMMIT_OPTIONS);

/**
 * Begins to listen for the case's agenda. A run that was started without one (after continue-as-new, or by hand) reads
 * it from the record first.
 */
export async function attend(record: DrivenRecord): Promise<Gate> {
  const gate = new Gate(record);
  setHandler(agendaSignal, (agenda, wake) => gate.hear(agenda, wake));
  for (let tries = 0; !gate.isKnown; tries += 1) {
    if (tries > 0) await gate.pause(tries - 1);
    await gate.run(() => look(record));
  }
  return gate;
}

/**
 * All of the strands, until the record says closed and everybody was told. A long history is handed over to a new run
 * at a moment when no activity is in flight; it carries the case's id only. A bug in a strand fails the workflow task,
 * which waits for a mended worker.
 */
export async function allOf(gate: Gate, ...strands: readonly Promise<never>[]): Promise<void> {
  await Promise.race([gate.end(), ...strands]);
  if (!gate.isOver) await continueAsNew(gate.record);
}
