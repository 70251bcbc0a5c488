import type { Pool } from 'pg';
import { pause } from '../../../store/database.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { lineOf, type Round } from '../figures.ts';
import type { Measurement } from '../support/context.ts';
import { seedLedger } from '../support/seed-ledger.ts';
import { timed } from '../support/until.ts';

const FULL = 1_000_000;
const USUAL = 100_000;
/** Flat: so much may the process grow by, whatever the number of rows. */
const MOST_GROWTH_MB = 100;
const PAGE = 2_000;

/** Resident memory that the work adds at its height, in megabytes. */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let height = before;
  let over = false;
  const watch = (async () => {
    while (!over) {
      height = Math.max(height, process.memoryUsage.rss());
      await pause(20);
    }
  })();
  await work();
  over = true;
  await watch;
  return (height - before) / 2 ** 20;
}

/** The rows themselves, in the same pages, unchecked: the least that a verification costs. */
async function readAll(pool: Pool): Promise<void> {
  const text = `SELECT stream, seq, at, actor, type, body, prev_hash, hash, position FROM ledger WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT ${PAGE}`;
  for (let last = { stream: '', seq: 0 }, length = PAGE; length === PAGE; ) {
    const { rows } = await pool.query<{ stream: string; seq: number }>({ name: 'read_all', text, values: [last.stream, last.seq] });
    length = rows.length;
    last = rows.at(-1) ?? last;
  }
}

async function verify(pool: Pool): Promise<void> {
  const { bad } = await verifyLedger(pool);
  if (bad) throw new Error(`the seeded ledger does not verify: ${bad.detail}`);
}

/** Seconds for a million rows, by what was measured; and what it takes in memory. */
export const ledgerVerify: Measurement = {
  name: 'ledger-verify',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const rows = await seedLedger(house, bench.args.full ? FULL : bench.many(USUAL));
    const times: Round[] = [];
    const memory: Round[] = [];
    const perMillion = (ms: number): number => (ms / 1_000) * (FULL / rows);
    while (times.length < bench.rounds()) {
      const bare = perMillion(await timed(() => readAll(house.pool)));
      let ours = 0;
      memory.push({ bare: null, ours: await growth(async () => (ours = perMillion(await timed(() => verify(house.pool))))) });
      times.push({ ours, bare });
    }
    const note = `measured on ${rows} rows; bare only reads them`;
    return [
      lineOf({ row: 'ledger verify, a million rows', unit: 's', rounds: times, goal: { of: 'ours', at_most: 60 }, note }),
      lineOf({ row: 'ledger verify, growth of memory', unit: 'MB', rounds: memory, goal: { of: 'ours', at_most: MOST_GROWTH_MB }, note: `over ${rows} rows` }),
    ];
  },
};
