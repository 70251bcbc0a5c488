import { allOf, attend } from '../../workflows/parts/attend.ts';
import type { DrivenRecord } from '../../contracts/workflow.ts';

/** A release with a bug: one strand throws as soon as it looks at the agenda. */
export async function deploymentApproval(record: DrivenRecord): Promise<void> {
  const gate = await attend(record);
  const broken = async (): Promise<never> => {
    throw new TypeError(`cannot read the stage ${gate.agenda.stage}`);
  };
  await allOf(gate, broken());
}
