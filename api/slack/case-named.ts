import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { deploymentView } from '../../domain/deployment-approval/view.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { nonconformityView } from '../../domain/nonconformity-closure/view.ts';
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

/** The nonconformity that an id names, its own or that of something in it, as it stands now; null when it names none. */
export async function nonconformityNamed({ store }: ListenerDeps, id: string): Promise<NonconformityView | null> {
  const target = await findRecord(store, id);
  if (target?.kind !== 'nonconformity') return null;
  const record = await readRecord(store, target);
  return record && nonconformityView(record.state as NonconformityState, { ...record.facts, now: record.now });
}

/** What somebody is told whose id names no such case. */
export const noSuchCase = (id: string, what: 'deployment' | 'case' = 'deployment'): string =>
  `There is no ${what}, and nothing owed in one, that is called "${id}". An id begins with dep_${what === 'case' ? ', nc_' : ''} or obl_; \`/gatehouse\` lists what you owe.`;
