import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';
import { bundleWorkflows } from '../../workers/bundle.ts';
import { HOLIDAYS_VARIABLE } from './kept-holidays.ts';
import { startTemporalDev, TEMPORAL_VARIABLE } from './temporal-dev.ts';
import { startTestPostgres } from './postgres.ts';
import { findTestServer, reapOrphans, TEST_SERVER_VARIABLE } from './test-server.ts';

/** Path of the workflow bundle that the global setup made; give it to `Worker.create` as `workflowBundle.codePath`. */
export const BUNDLE_VARIABLE = 'GATEHOUSE_TEST_BUNDLE';

/** What this run started, with the way to end it. Setup and teardown run in the same process. */
const endings: (() => Promise<void> | void)[] = [];

/** Files of two stages in one run have two setups; what both need is started once. */
const started = new Map<string, Promise<void>>();

function once(what: string, start: () => Promise<void>): Promise<void> {
  const running = started.get(what) ?? start();
  started.set(what, running);
  return running;
}

const report = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Makes the folder for what files would otherwise work out each for itself (`kept-holidays.ts`). */
export function keepHolidays(): Promise<void> {
  return once('holidays', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-holidays-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    process.env[HOLIDAYS_VARIABLE] = folder;
  });
}

/** Starts one PostgreSQL cluster; tests take a database of it by `postgres.ts`. */
export function startSharedPostgres(): Promise<void> {
  return once('postgres', async () => {
    const postgres = await startTestPostgres();
    endings.push(() => postgres.stop());
  });
}

/** Finds or fetches the time-skipping server, and ends those that a crashed run left. */
export async function findSharedTestServer(): Promise<void> {
  reapOrphans();
  endings.push(reapOrphans);
  process.env[TEST_SERVER_VARIABLE] = await findTestServer(report);
}

/** Bundles the workflows once (1.5 s), instead of once per worker. */
export async function bundleSharedWorkflows(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const codePath = join(folder, 'workflows.cjs');
  await bundleWorkflows(join(packageRoot(), 'workflows', 'index.ts'), codePath);
  process.env[BUNDLE_VARIABLE] = codePath;
}

/** Starts one Temporal dev server; tests take a namespace of it by `sharedTemporal()`. */
export async function startSharedTemporal(): Promise<void> {
  const temporal = await startTemporalDev();
  endings.push(temporal.stop);
  process.env[TEMPORAL_VARIABLE] = temporal.address;
}

/** Ends everything, last started first. */
export async function stopShared(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}
