import { keepHolidays, startSharedPostgres, startSharedTemporal } from './shared.ts';

/** For tests over real processes: a database and a Temporal server for those that can share one. Once per run. */
export default async function globalSetup(): Promise<void> {
  await Promise.all([keepHolidays(), startSharedPostgres(), startSharedTemporal()]);
}
