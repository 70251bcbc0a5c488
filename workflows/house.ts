import { CHANNELS } from '../contracts/primitives.ts';
import type { DrivenRecord } from '../contracts/workflow.ts';
import { allOf, attend } from './parts/attend.ts';
import { escalation } from './parts/escalation.ts';
import { telling } from './parts/telling.ts';

/**
 * Drives a record that has obligations and messages but no procedure: a system of the register, and the house itself
 * with its policy and directory (design §6).
 */
export async function house(record: DrivenRecord): Promise<void> {
  const gate = await attend(record);
  await allOf(gate, escalation(gate), telling(gate, CHANNELS));
}
