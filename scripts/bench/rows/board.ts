import { type Line, lineOf, percentile, type Round } from '../figures.ts';
import { serveConsole } from '../support/console.ts';
import type { Measurement } from '../support/context.ts';
import { seedBoard } from '../support/seed-board.ts';
import { timed } from '../support/until.ts';

const OPEN = 100_000;
/** At the top of the house, and a manager of some. */
const [EVERYTHING, SOME] = ['/board', '/board?manager=bruno'];

/** What the list is compared with: the rows alone. */
const PLAIN = `SELECT o.id, o.due_at, o.data, c.title FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.due_at <= $1 ORDER BY o.due_at, o.id LIMIT 51`;

const ROWS: readonly { readonly row: string; readonly path: string }[] = [
  { row: 'managers’ board, everything, with its counts', path: EVERYTHING },
  { row: 'managers’ board, one line, with its counts', path: SOME },
  { row: 'managers’ board, direct reports, with its counts', path: `${SOME}&line=direct` },
  { row: 'overdue list, all that is overdue, with its counts', path: `${EVERYTHING}?bucket=overdue` },
  { row: 'managers’ board, what is overdue for longest', path: `${EVERYTHING}?bucket=overdue&band=4` },
];

/** The managers' board over HTTP while very much is owed (R-45). */
export const board: Measurement = {
  name: 'board',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    await seedBoard(house, OPEN);
    const pages = await serveConsole(bench, house, undo);
    const round = async (path: string, count: number): Promise<Round> => {
      const figures: Record<keyof Round, number[]> = { ours: [], bare: [] };
      for (let at = 0; at < count; at += 1) {
        figures.bare.push(await timed(() => house.pool.query({ name: 'plain_board', text: PLAIN, values: [new Date().toISOString()] })));
        figures.ours.push(await timed(() => pages.fetched('maya', path)));
      }
      return { ours: percentile(figures.ours, 0.95), bare: percentile(figures.bare, 0.95) };
    };
    const lines: Line[] = [];
    for (const { row, path } of ROWS) {
      const rounds: Round[] = [];
      await round(path, 20);
      while (rounds.length < bench.rounds()) rounds.push(await round(path, bench.many(100)));
      lines.push(lineOf({ row: `${row}, ${OPEN} open`, unit: 'ms p95', rounds, goal: { of: 'ours', at_most: 50 }, note: 'bare is the plain list' }));
    }
    return lines;
  },
};
