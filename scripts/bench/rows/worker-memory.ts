import { startRelay } from '../../../store/relay.ts';
import { lineOf, type Round } from '../figures.ts';
import type { WorkerStatus } from '../programs/run-workers.ts';
import { startBare } from '../support/bare-approval.ts';
import { registerSystems, submit } from '../support/cases.ts';
import type { Child } from '../support/child.ts';
import { type Bench, type Measurement, Undo } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { settled } from '../support/settled.ts';
import { inParallel, until } from '../support/until.ts';
import { startBareWorker, startWorker } from '../support/worker.ts';

const WIDTH = 8;
const MEGABYTE = 2 ** 20;

/** So many open cases before the first look, so that code and pools are loaded. */
const WARM = 20;

/** Grows the worker's cache by `open`ing and answers the megabytes that each workflow took. */
async function share(worker: Child, count: number, open: (count: number) => Promise<void>): Promise<number> {
  const look = (): Promise<WorkerStatus> => worker.ask<WorkerStatus>('status');
  const grow = async (by: number): Promise<WorkerStatus> => {
    const { cached } = await look();
    await open(by);
    await until(`the worker keeps ${cached + by} workflows`, async () => (await look()).cached >= cached + by, { everyMs: 250 });
    return look();
  };
  const before = await grow(WARM);
  const after = await grow(count);
  return (after.rss - before.rss) / (after.cached - before.cached) / MEGABYTE;
}

async function ours(bench: Bench, house: BenchHouse, count: number): Promise<number> {
  const undo = new Undo();
  const { handOver } = await bench.temporal();
  const relay = startRelay(house.store, { handOver });
  undo.add('the relay', () => relay.stop());
  try {
    const worker = await startWorker(bench, house, undo);
    return await share(worker, count, async (by) => {
      const systems = await registerSystems(house, by);
      const ids: string[] = [];
      await inParallel(Array.from({ length: by }, (_, at) => at), WIDTH, async (at) => {
        const system = systems[at % systems.length];
        if (system) ids.push((await submit(house, system)).id);
      });
      await settled(house.pool, relay, ids);
    });
  } finally {
    await undo.run(bench.progress);
  }
}

async function bare(bench: Bench, house: BenchHouse, turn: number, count: number): Promise<number> {
  const undo = new Undo();
  const { client } = await bench.temporal();
  let number = 0;
  try {
    const worker = await startBareWorker(bench, undo);
    return await share(worker, count, async (by) => {
      await inParallel(Array.from({ length: by }, () => 0), WIDTH, async () => {
        const workflowId = `bare/${house.database}/memory/${turn}/${(number += 1)}`;
        await startBare(client, { workflowId, records: true });
      });
    });
  } finally {
    await undo.run(bench.progress);
  }
}

/** Resident memory of a fresh worker per case that it keeps, everybody told of it and the votes owed. */
export const workerMemory: Measurement = {
  name: 'worker-memory',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const { caveat } = await bench.temporal();
    const count = bench.many(200);
    const rounds: Round[] = [];
    for (let turn = 0; turn < bench.rounds(); turn += 1) rounds.push({ bare: await bare(bench, house, turn, count), ours: await ours(bench, house, count) });
    return [lineOf({ row: 'worker memory per cached case', unit: 'MB', rounds, goal: { of: 'ours', at_most: 0.5 }, note: caveat })];
  },
};
