import { keepHolidays, startSharedPostgres } from './shared.ts';

/** For tests that need nothing but a database. Jest calls it once per run. */
export default async function globalSetup(): Promise<void> {
  await Promise.all([keepHolidays(), startSharedPostgres()]);
}
