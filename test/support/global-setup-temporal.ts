import { bundleSharedWorkflows, findSharedTestServer, keepHolidays, startSharedPostgres } from './shared.ts';

/** For tests that run workflows: a database, the time-skipping server at hand, the workflow bundle. Once per run. */
export default async function globalSetup(): Promise<void> {
  await Promise.all([keepHolidays(), startSharedPostgres(), findSharedTestServer(), bundleSharedWorkflows()]);
}
