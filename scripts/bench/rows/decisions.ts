import { startRelay } from '../../../store/relay.ts';
import { lineOf, type Round } from '../figures.ts';
import { bareTransaction, type BareTransaction } from '../support/bare-transaction.ts';
import { type BenchCase, castVote, openCases, VOTES } from '../support/cases.ts';
import type { Measurement } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { settled } from '../support/settled.ts';
import { inParallel, timed } from '../support/until.ts';
import { startWorker } from '../support/worker.ts';

const CLIENTS = 16;

/** Each client takes one case after the other through its votes. */
async function ours(house: BenchHouse, cases: readonly BenchCase[]): Promise<number> {
  const vote = async (one: BenchCase): Promise<void> => {
    for (let index = 0; index < VOTES; index += 1) await castVote(house.store, one, index);
  };
  return (cases.length * VOTES) / ((await timed(() => inParallel(cases, CLIENTS, vote))) / 1_000);
}

/** As many transactions, each client on rows of its own. */
async function bareRate(bare: BareTransaction, count: number): Promise<number> {
  const numbers = Array.from({ length: count }, (_, at) => at);
  return count / ((await timed(() => inParallel(numbers, CLIENTS, (at) => bare.run(at)))) / 1_000);
}

/**
 * Decisions per second of one process with sixteen clients. Its relay hands every agenda over, and the worker on the same
 * cores carries on with all of these cases meanwhile; before each round it has nothing left to do.
 */
export const decisions: Measurement = {
  name: 'decisions',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const bare = await bareTransaction(await bench.postgres(), undo);
    const temporal = await bench.temporal();
    await startWorker(bench, house, undo);
    const count = bench.many(150);
    const rounds: Round[] = [];
    // the first one warms both up
    for (let turn = 0; turn <= bench.rounds(); turn += 1) {
      const cases = await openCases(house, count);
      const theirs = await bareRate(bare, count * VOTES);
      const relay = startRelay(house.store, { handOver: temporal.handOver });
      const mine = await ours(house, cases);
      await settled(house.pool, relay, cases.map(({ id }) => id));
      await relay.stop();
      if (turn > 0) rounds.push({ ours: mine, bare: theirs });
    }
    return [lineOf({ row: 'decisions, 16 clients, relay and worker running', unit: 'decisions/s', rounds, goal: { of: 'ratio', at_least: 0.4 }, note: temporal.caveat })];
  },
};
