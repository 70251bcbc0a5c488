import { join } from 'node:path';
import { bareDatabase } from './bare-transaction.ts';
import { type Child, startChild } from './child.ts';
import type { Bench } from './context.ts';
import type { BenchHouse } from './house.ts';
import type { Undo } from './undo.ts';

/** What the worker shows to the fake Slack. */
export const SLACK_TOKEN = 'xoxb-bench';

/** The product's worker in a process of its own, on channels in memory, or on the Slack at `slackUrl`. */
export async function startWorker(bench: Bench, house: BenchHouse, undo: Undo, slackUrl = ''): Promise<Child> {
  const { address } = await bench.temporal();
  const env = { DATABASE_URL: house.appUrl, TEMPORAL_ADDRESS: address, EVIDENCE_HOME: house.home, SLACK_API_URL: slackUrl };
  return startChild({ program: 'worker', env, logFile: join(bench.folder, 'worker.log'), undo });
}

/** The bare engine's worker. */
export async function startBareWorker(bench: Bench, undo: Undo): Promise<Child> {
  const { address } = await bench.temporal();
  return startChild({ program: 'bare-worker', env: { TEMPORAL_ADDRESS: address, DATABASE_URL: await bareDatabase(await bench.postgres()) }, logFile: join(bench.folder, 'bare-worker.log'), undo });
}
