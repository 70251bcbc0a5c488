import { join } from 'node:path';
import { startChild } from './child.ts';
import type { Bench } from './context.ts';
import type { BenchHouse } from './house.ts';
import type { Undo } from './undo.ts';
import { until } from './until.ts';
import { startWorker } from './worker.ts';

/**
 * Keeps a worker busy on the same cores: another process sends whole approvals through it without end. Resolves when the
 * first of them are through, with what is to be said of the figures.
 */
export async function startLoad(bench: Bench, house: BenchHouse, undo: Undo): Promise<string> {
  const { address, caveat } = await bench.temporal();
  await startWorker(bench, house, undo);
  const env = { DATABASE_URL: house.appUrl, TEMPORAL_ADDRESS: address, DOCUMENTS: JSON.stringify(house.documents) };
  const load = await startChild({ program: 'load', env, logFile: join(bench.folder, 'load.log'), undo });
  await until('the load runs', async () => (await load.ask<number>('approved')) > 0, { everyMs: 250 });
  const what = 'beside it a worker goes through whole approvals as fast as it can';
  return caveat === undefined ? what : `${what}; ${caveat}`;
}
