import { Context } from '@temporalio/activity';
import type { Store } from '../store/store.ts';
import { checkPackageStep } from './check-package/index.ts';
import type { Documents } from './check-package/check.ts';
import { createCommit } from './commit/commit.ts';
import { tell } from './telling/index.ts';
import type { TellDeps } from './telling/ports.ts';
import type { Activities } from './types.ts';

/** What activities stand on; made by a composition root. */
export interface ActivityDeps extends TellDeps {
  readonly store: Store;
  /** Where the documents of packages lie. */
  readonly documents: Documents;
  /** Aborted when the worker begins to stop: passes end between two batches, and another worker goes on. */
  readonly stopping: AbortSignal;
}

/** The activities of both queues (design §4). */
export function createActivities({ stopping, documents, ...deps }: ActivityDeps): Activities {
  const beat = (): void => Context.current().heartbeat();
  return {
    commit: createCommit(deps.store),
    effects: {
      tell: (input) => tell(deps, stopping, input),
      checkPackage: (input) => checkPackageStep({ store: deps.store, documents, beat }, input),
    },
  };
}
