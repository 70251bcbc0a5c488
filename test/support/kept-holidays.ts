import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holidaysOf as workedOut } from '../../store/holidays.ts';

/** The folder in which this run keeps the holidays that one of its files has worked out; the global setup makes it. */
export const HOLIDAYS_VARIABLE = 'GATEHOUSE_TEST_HOLIDAYS';

/**
 * As `store/holidays.ts`, in whose place jest.config.mjs puts it under `store/policy-files.ts`. Each test file has its
 * own modules and so would work out the same moons: 0.4 s of each. What throws is not kept.
 */
export function holidaysOf(country: string, region: string | undefined, years: readonly number[]): string[] {
  const folder = process.env[HOLIDAYS_VARIABLE];
  if (folder === undefined) return workedOut(country, region, years);
  const file = join(folder, encodeURIComponent(JSON.stringify([country, region, years])));
  const kept = textOf(file);
  if (kept !== null) return JSON.parse(kept) as string[];
  const found = workedOut(country, region, years);
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(found));
  renameSync(`${file}.${process.pid}`, file);
  return found;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
