import { lineOf, median, percentile, type Round } from '../figures.ts';
import { serveApi } from '../support/api.ts';
import { castVote, openCases, VOTES } from '../support/cases.ts';
import type { Measurement } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { seedOpen } from '../support/seed-open.ts';
import { timed } from '../support/until.ts';

const OPEN = 100_000;

/** A vote in the full house and one in the empty one, in turns; medians in milliseconds. */
async function decide(full: BenchHouse, empty: BenchHouse, cases: number): Promise<Round> {
  const [inFull, inEmpty] = [await openCases(full, cases), await openCases(empty, cases)];
  const figures: Record<keyof Round, number[]> = { ours: [], bare: [] };
  for (let vote = 0; vote < VOTES; vote += 1) {
    for (const [at, one] of inFull.entries()) {
      const other = inEmpty[at];
      if (other) figures.bare.push(await timed(() => castVote(empty.store, other, vote)));
      figures.ours.push(await timed(() => castVote(full.store, one, vote)));
    }
  }
  return { ours: median(figures.ours), bare: median(figures.bare) };
}

const PLAIN = `SELECT o.id, o.due_at, o.data, c.title FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.due_at <= $1 ORDER BY o.due_at, o.id LIMIT 51`;

async function list(full: BenchHouse, get: (path: string) => Promise<string>, count: number): Promise<Round> {
  const figures: Record<keyof Round, number[]> = { ours: [], bare: [] };
  for (let at = 0; at < count; at += 1) {
    figures.bare.push(await timed(() => full.pool.query({ name: 'plain_list', text: PLAIN, values: [new Date().toISOString()] })));
    figures.ours.push(await timed(() => get('/v1/obligations?state=overdue&limit=50')));
  }
  return { ours: percentile(figures.ours, 0.95), bare: percentile(figures.bare, 0.95) };
}

/** What a hundred thousand open obligations cost a decision, and the first page of the overdue list. */
export const obligations: Measurement = {
  name: 'obligations',
  async run(bench, undo) {
    const [full, empty] = [await bench.house({ channel_limit: false, undo }), await bench.house({ channel_limit: false, undo })];
    await seedOpen(full, OPEN);
    const { get } = await serveApi(bench, full, undo);
    const decisions: Round[] = [];
    const lists: Round[] = [];
    await decide(full, empty, bench.many(20));
    await list(full, get, 20);
    while (decisions.length < bench.rounds(5)) {
      decisions.push(await decide(full, empty, bench.many(25)));
      lists.push(await list(full, get, bench.many(100)));
    }
    return [
      lineOf({ row: `decision with ${OPEN} open obligations, against none`, unit: 'ms p50', rounds: decisions, goal: { of: 'ratio', at_most: 1.3 } }),
      lineOf({ row: `overdue list at ${OPEN} open, first page over HTTP`, unit: 'ms p95', rounds: lists, goal: { of: 'ours', at_most: 50 }, note: 'bare is the plain query' }),
    ];
  },
};
