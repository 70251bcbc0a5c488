import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { readRecord } from '../../store/read.ts';
import type { Store } from '../../store/store.ts';
import { commitAsWorkflow } from '../commit/commit.ts';
import type { Answer, StepInput } from '../types.ts';
import { checkPackage, type Documents } from './check.ts';
import { packageToCheck } from './package.ts';

export interface CheckPackageDeps {
  readonly store: Store;
  readonly documents: Documents;
  /** Tells Temporal that the activity is alive. */
  readonly beat: () => void;
}

/**
 * The step `check-package` of a deployment: checks and records in one activity, so that a history holds one and not
 * two. A case that went on meanwhile takes no notice of the results.
 */
export async function checkPackageStep({ store, documents, beat }: CheckPackageDeps, { kind, id, key }: StepInput): Promise<Answer> {
  const record = await readRecord(store, { kind, id });
  const pack = record && packageToCheck(record.state as DeploymentState, record.facts);
  if (!pack) return { agenda: record?.agenda ?? null };
  const results = await checkPackage(pack, documents, beat);
  return commitAsWorkflow(store, { kind, id, command: 'record-checks', key, body: { revision: pack.revision, round: pack.round, results } });
}
