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
  return count / (ms / 1_000);
}

/**
 * Whole approvals per second: request, package checked, four votes, approved, every message sent and redrawn; against a
 * workflow of the bare engine that takes four signals. Both through one worker process on the same Temporal.
 */
export const approvals: Measurement = {
  name: 'approvals',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const temporal = await bench.temporal();
    const relay = startRelay(house.store, { handOver: temporal.handOver });
    undo.add('the relay', () => relay.stop());
    await startWorker(bench, house, undo);
    await startBareWorker(bench, undo);
    const inReview = new InReview(house.pool);
    const count = bench.many(100);
    const rounds: Round[] = [];
    // the first one warms both up
    for (let turn = 0; turn <= bench.rounds(); turn += 1) {
      const numbers = Array.from({ length: turn === 0 ? WIDTH : count }, (_, at) => `${turn}/${at}`);
      const bare = numbers.length / ((await timed(() => inParallel(numbers, WIDTH, (id) => approveBare(temporal.client, `bare/${house.database}/${id}`)))) / 1_000);
      const mine = await ours(house, inReview, numbers.length);
      if (turn > 0) rounds.push({ ours: mine, bare });
    }
    return [lineOf({ row: 'whole approvals, everybody told', unit: 'approvals/s', rounds, goal: { of: 'ratio', at_least: 0.7 }, note: temporal.caveat })];
  },
};
