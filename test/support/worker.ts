import { Worker } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';
import type { Activities } from '../../activities/types.ts';
import { bundleWorkflows } from '../../workers/bundle.ts';
import { workerOptions } from '../../workers/options.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { BUNDLE_VARIABLE } from './shared.ts';

/** The two workers of the product, as `workers/main.ts` runs them. */
export interface TestWorkers {
  /** Ends both and waits for them. */
  readonly stop: () => Promise<void>;
}

/** The bundle of the global setup, or a new one when a test runs without it. */
export async function workflowBundle(): Promise<string> {
  const shared = process.env[BUNDLE_VARIABLE];
  if (shared !== undefined) return shared;
  return (process.env[BUNDLE_VARIABLE] = await bundled(join(packageRoot(), 'workflows', 'index.ts')));
}

async function bundled(workflowsPath: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const codePath = join(folder, 'workflows.cjs');
  await bundleWorkflows(workflowsPath, codePath);
  return codePath;
}

/**
 * Starts both workers against a test server, with the activities given. Call `stop` before the server ends.
 * `workflowsPath`: other workflows than the product's.
 */
export async function startWorkers(env: TestWorkflowEnvironment, activities: Activities, workflowsPath?: string): Promise<TestWorkers> {
  quietTemporal();
  const bundle = workflowsPath === undefined ? await workflowBundle() : await bundled(workflowsPath);
  const parts = { connection: env.nativeConnection, namespace: env.namespace ?? 'default', bundle, activities };
  const { workflows, effects } = workerOptions(parts);
  const workers = await Promise.all([Worker.create(workflows), Worker.create(effects)]);
  const running = workers.map((worker) => worker.run());
  return {
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    },
  };
}
