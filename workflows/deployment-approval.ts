import { proxyActivities } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/types.ts';
import { CHANNELS } from '../contracts/primitives.ts';
import type { DrivenRecord } from '../contracts/workflow.ts';
import { STEP_OPTIONS } from './parts/activity-options.ts';
import { allOf, attend } from './parts/attend.ts';
import { escalation } from './parts/escalation.ts';
import { procedure } from './parts/procedure.ts';
import { telling } from './parts/telling.ts';

const { checkPackage } = proxyActivities<EffectActivities>(STEP_OPTIONS);

/**
 * Drives one deployment case: waits, escalates, tells, and carries out the long steps that its agenda owes. It decides
 * nothing and has no way to approve: `store/execute` does (design §4). Never fails; ends when the record says closed
 * and everybody was told.
 */
export async function deploymentApproval(record: DrivenRecord): Promise<void> {
  const gate = await attend(record);
  await allOf(
    gate,
    escalation(gate),
    telling(gate, CHANNELS),
    procedure(gate, {
      checking: { 'check-package': checkPackage },
    }),
  );
}
