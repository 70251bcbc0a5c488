import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { deploymentView } from '../../domain/deployment-approval/view.ts';
import { findRecord, readRecord } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { ListenerDeps } from './ports.ts';

/** The deployment that an id names, its own or that of something in it, as it stands now; null when it names none. */
export async function caseNamed({ store }: ListenerDeps, id: string): Promise<{ readonly target: Target; readonly view: DeploymentView } | null> {
  const target = await findRecord(store, id);
  if (target?.kind !== 'deployment') return null;
  const record = await readRecord(store, target);
  return record && { target, view: deploymentView(record.state as DeploymentState, { ...record.facts, now: record.now }) };
}

/** What somebody is told who named no deployment. */
export const noSuchCase = (id: string): string => `There is no deployment, and nothing owed in one, that is called "${id}". An id begins with dep_ or obl_; \`/gatehouse\` lists what you owe.`;
