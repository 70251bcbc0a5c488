import { CHANNELS } from '../contracts/primitives.ts';
import type { DrivenRecord } from '../contracts/workflow.ts';
import { allOf, attend } from './parts/attend.ts';
import { escalation } from './parts/escalation.ts';
import { telling } from './parts/telling.ts';

/**
 * Drives one nonconformity: waits (90 days for the check of its effect among others), escalates and tells. Every step is a
 * person's: it carries out none, and closes nothing (§3). Ends when the record says over and everybody was told; a
 * reopening starts it again.
 */
export async function nonconformityClosure(record: DrivenRecord): Promise<void> {
  const gate = await attend(record);
  await allOf(gate, escalation(gate), telling(gate, CHANNELS));
}
