import type { Client } from '@temporalio/client';
import { startRelay } from '../../../store/relay.ts';
import { lineOf, type Round } from '../figures.ts';
import { allTold, approveAll, InReview } from '../support/approvals.ts';
import { approveBare } from '../support/bare-approval.ts';
import { registerSystems } from '../support/cases.ts';
import type { Measurement } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { inParallel, timed } from '../support/until.ts';
import { startBareWorker, startWorker } from '../support/worker.ts';

/** Approvals in flight at a time, on both sides. */
const WIDTH = 16;

/** From the first request until the last person was told. */
async function ours(house: BenchHouse, inReview: InReview, count: number): Promise<number> {
  const systems = await registerSystems(house, count);
  const ms = await timed(async () => allTold(house.pool, await approveAll(house, inReview, systems, count, WIDTH)));
  return rate(count, ms);
}

const rate = (count: number, ms: number): number => count / (ms / 1_000);

/** From the first start until the last of the bare workflows has ended. */
async function bareRate(client: Client, ids: readonly string[], records: boolean): Promise<number> {
  const ms = await timed(() => inParallel(ids, WIDTH, (id) => approveBare(client, { workflowId: `${id}/${records ? 'recorded' : 'plain'}`, records })));
  return rate(ids.length, ms);
}

/**
 * Whole approvals per second: request, package checked, four votes, approved, every message sent and redrawn; against a
 * workflow of the bare engine that takes four signals. Both through one worker process on the same Temporal.
 */
export const approvals: Measurement = {
  name: 'approvals',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const { client, handOver, caveat } = await bench.temporal();
    const relay = startRelay(house.store, { handOver });
    undo.add('the relay', () => relay.stop());
    await startWorker(bench, house, undo);
    await startBareWorker(bench, undo);
    const inReview = new InReview(house.pool);
    const count = bench.many(100);
    const recorded: Round[] = [];
    const plain: Round[] = [];
    // the first one warms all three up
    for (let turn = 0; turn <= bench.rounds(); turn += 1) {
      const ids = Array.from({ length: turn === 0 ? WIDTH : count }, (_, at) => `bare/${house.database}/${turn}/${at}`);
      const bare = { plain: await bareRate(client, ids, false), recorded: await bareRate(client, ids, true) };
      const mine = await ours(house, inReview, ids.length);
      if (turn === 0) continue;
      recorded.push({ ours: mine, bare: bare.recorded });
      plain.push({ ours: mine, bare: bare.plain });
    }
    const unit = 'approvals/s';
    return [
      lineOf({ row: 'whole approvals, everybody told', unit, rounds: recorded, goal: { of: 'ratio', at_least: 0.7 }, note: caveat }),
      lineOf({ row: 'whole approvals, against a bare workflow that records nothing', unit, rounds: plain, goal: null, note: caveat }),
    ];
  },
};
