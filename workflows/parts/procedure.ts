import { condition, log } from '@temporalio/workflow';
import type { Answer, StepInput } from '../../activities/types.ts';
import { stateKey } from './escalation.ts';
import type { Gate } from './gate.ts';

/** Carries one step out and records its result. */
export type Step = (input: StepInput) => Promise<Answer>;

/**
 * Follows the agenda from stage to stage and carries out the steps that it owes, by stage and name. In every other
 * stage people owe, so it waits for the agenda to move. A step that this code does not know waits for a newer worker
 * and says so; the watch reports it meanwhile.
 */
export async function procedure(gate: Gate, stages: Readonly<Record<string, Readonly<Record<string, Step>>>>): Promise<never> {
  let unknown: string | null = null;
  for (;;) {
    await condition(() => gate.agenda.step !== null && gate.agenda.step.key !== unknown);
    const { stage, step } = gate.agenda;
    const carryOut = step && stages[stage]?.[step.name];
    if (carryOut) await repeat(gate, carryOut, step.key);
    else if (step) {
      unknown = step.key;
      gate.remark(`${step.name} in the stage ${stage} is not known to this worker: it waits for a newer one`);
      log.warn('a step that this worker does not know waits for a newer one', { stage, step: step.name });
    }
  }
}

/** A step is done when the agenda owes it no longer. */
async function repeat(gate: Gate, carryOut: Step, key: string): Promise<void> {
  for (let tries = 0; gate.agenda.step?.key === key; tries += 1) {
    if (tries > 0) await gate.pause(tries - 1);
    await gate.run(() => carryOut({ ...gate.record, key: stateKey(key, tries) }));
  }
}
