import { HOUSE_ID } from '../../../contracts/ids.ts';
import { type Line, lineOf, percentile, type Round } from '../figures.ts';
import { openCases } from '../support/cases.ts';
import { type BenchConsole, serveConsole } from '../support/console.ts';
import type { Measurement } from '../support/context.ts';
import { accepted, type BenchHouse, by } from '../support/house.ts';
import { FEW, seedFew, seedSystems } from '../support/seed-inbox.ts';
import { seedOpen } from '../support/seed-open.ts';
import { timed } from '../support/until.ts';

const OPEN = 100_000;
const SYSTEMS = 1_000;
/** Who owes a quarter of everything, and who owes next to nothing. */
const MUCH = 'lena';
const LITTLE = 'olu';

/** What lists are compared with: the list alone, by the index of who owes, as it was asked before there was a list for each person. */
const PLAIN = `SELECT o.id, o.due_at, o.data, c.title FROM obligations o JOIN cases c ON c.id = o.case_id WHERE o.to_people @> ARRAY[$1] ORDER BY o.due_at, o.id LIMIT 26`;

interface Setting {
  readonly house: BenchHouse;
  readonly pages: BenchConsole;
  readonly count: number;
}

/** One page asked for again and again, one reader at a time; p95 in milliseconds, and beside it the plain list where there is one. */
async function oneRound({ house, pages, count }: Setting, person: string, path: string, plain: boolean): Promise<Round> {
  const figures: Record<keyof Round, number[]> = { ours: [], bare: [] };
  for (let at = 0; at < count; at += 1) {
    if (plain) figures.bare.push(await timed(() => house.pool.query({ name: 'plain_inbox', text: PLAIN, values: [person] })));
    figures.ours.push(await timed(() => pages.fetched(person, path)));
  }
  return { ours: percentile(figures.ours, 0.95), bare: plain ? percentile(figures.bare, 0.95) : null };
}

interface PageRow {
  readonly row: string;
  readonly person: string;
  readonly path: string;
  readonly plain: boolean;
}

const LISTS: readonly PageRow[] = [
  { row: 'My work, for somebody who owes a quarter', person: MUCH, path: '/work', plain: true },
  { row: `My work, for somebody who owes ${FEW}`, person: LITTLE, path: '/work', plain: true },
  { row: 'overdue page, for somebody who owes a quarter', person: MUCH, path: '/work?state=overdue', plain: true },
  { row: `overdue page, for somebody who owes ${FEW}`, person: LITTLE, path: '/work?state=overdue', plain: true },
];

/** What a page and everything that it loads weigh, in kB (1,000 bytes). */
interface Weight {
  readonly sent: number;
  readonly whole: number;
}

async function weight({ fetched }: BenchConsole, person: string | null, path: string): Promise<Weight> {
  const page = await fetched(person, path);
  const addresses = new Set([...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, address]) => address ?? ''));
  const all = [page, ...(await Promise.all([...addresses].map((address) => fetched(person, address))))];
  const sum = (of: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + of(one), 0) / 1_000;
  return { sent: sum(({ bytes }) => bytes), whole: sum(({ text }) => Buffer.byteLength(text)) };
}

const FIRST: readonly { readonly row: string; readonly person: string | null; readonly path: string }[] = [
  { row: 'first page, nobody signed in', person: null, path: '/' },
  { row: `first page after signing in, ${FEW} things owed`, person: LITTLE, path: '/work' },
  { row: 'first page after signing in, a full list', person: MUCH, path: '/work' },
];

async function weigh({ pages }: Setting): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { row, person, path } of FIRST) {
    const { sent, whole } = await weight(pages, person, path);
    const note = `with style sheet, scripts and icon, as a browser is sent them; ${whole.toFixed(1)} kB unpacked`;
    lines.push(lineOf({ row, unit: 'kB', rounds: [{ ours: sent, bare: null }], goal: { of: 'ours', at_most: 100 }, note }));
  }
  return lines;
}

/** So much holds the deployment whose page is looked at. */
const BLOCKERS = 5;

async function holdAll({ store }: BenchHouse): Promise<void> {
  for (let at = 1; at <= BLOCKERS; at += 1) await accepted(store, { kind: 'house', id: HOUSE_ID }, 'raise-blocker', { kind: 'pause_order', extent: { scope: 'organisation' }, title: `Freeze ${at}`, reason: 'The figures of the quarter are being closed' }, by('maya'));
}

/** The console's pages over HTTP while very much is open. */
export const pages: Measurement = {
  name: 'pages',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const [one] = await openCases(house, 1);
    await holdAll(house);
    await seedOpen(house, OPEN);
    await seedSystems(house, SYSTEMS);
    await seedFew(house, LITTLE);
    const setting: Setting = { house, pages: await serveConsole(bench, house, undo), count: bench.many(100) };
    const rows: readonly PageRow[] = [...LISTS, { row: `a deployment's page, ${BLOCKERS} blockers, for somebody who signs`, person: MUCH, path: `/cases/${one?.id ?? ''}`, plain: false }];
    const lines: Line[] = [];
    for (const { row, person, path, plain } of rows) {
      const rounds: Round[] = [];
      await oneRound({ ...setting, count: 20 }, person, path, plain);
      while (rounds.length < bench.rounds()) rounds.push(await oneRound(setting, person, path, plain));
      lines.push(lineOf({ row: `${row}, ${OPEN} open`, unit: 'ms p95', rounds, goal: { of: 'ours', at_most: 50 }, ...(plain ? { note: 'bare is the plain list' } : {}) }));
    }
    return [...lines, ...(await weigh(setting))];
  },
};
