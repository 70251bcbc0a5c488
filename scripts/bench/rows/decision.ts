import { lineOf, median, type Round } from '../figures.ts';
import { bareTransaction, type BareTransaction } from '../support/bare-transaction.ts';
import { castVote, openCases, VOTES } from '../support/cases.ts';
import type { Bench, Measurement } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { startLoad } from '../support/load.ts';
import { timed } from '../support/until.ts';

/** One client: a bare transaction and a vote in turns, each on its own case; the medians of both, in milliseconds. */
async function oneRound(house: BenchHouse, bare: BareTransaction, cases: number): Promise<Round> {
  const opened = await openCases(house, cases);
  const figures: Record<keyof Round, number[]> = { ours: [], bare: [] };
  for (let vote = 0; vote < VOTES; vote += 1) {
    for (const [at, one] of opened.entries()) {
      figures.bare.push(await timed(() => bare.run(at)));
      figures.ours.push(await timed(() => castVote(house.store, one, vote)));
    }
  }
  return { ours: median(figures.ours), bare: median(figures.bare) };
}

async function rounds(bench: Bench, house: BenchHouse, bare: BareTransaction): Promise<Round[]> {
  const measured: Round[] = [];
  // the first one warms both up
  await oneRound(house, bare, bench.many(20));
  while (measured.length < bench.rounds(5)) measured.push(await oneRound(house, bare, bench.many(50)));
  return measured;
}

/** A decision answered and recorded, alone on the machine and beside a worker that works through whole approvals. */
export const decision: Measurement = {
  name: 'decision',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const bare = await bareTransaction(await bench.postgres(), undo);
    const idle = lineOf({ row: 'decision, one client, idle', unit: 'ms p50', rounds: await rounds(bench, house, bare), goal: { of: 'ratio', at_most: 5 } });
    const caveat = await startLoad(bench, house, undo);
    const busy = lineOf({ row: 'decision, one client, worker busy', unit: 'ms p50', rounds: await rounds(bench, house, bare), goal: { of: 'ratio', at_most: 10 }, note: caveat });
    return [idle, busy];
  },
};
