import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { HouseReader } from '../../../store/house.ts';
import { compose } from '../../../api/start/compose.ts';
import { createLog } from '../../../api/log.ts';
import { listen } from '../../../api/start/listen.ts';
import { lineOf, median, percentile, type Round } from '../figures.ts';
import { castVote, openCases, VOTES } from '../support/cases.ts';
import type { Bench, Measurement, Undo } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { seedOpen } from '../support/seed-open.ts';
import { timed } from '../support/until.ts';

const OPEN = 100_000;

/** The API over HTTP on that house, without its jobs; a call asks for a path as a person. */
async function serve(bench: Bench, { store }: BenchHouse, undo: Undo): Promise<(path: string) => Promise<string>> {
  const home = mkdtempSync(join(bench.folder, 'api-'));
  const permitKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  let handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = await listen((request, response) => handler(request, response), '127.0.0.1', 0);
  undo.add('the API', () => server.close(0));
  const config = { home, url: server.url, host: '127.0.0.1', embedded: true, requestsPerMinute: 1_000_000 };
  const composed = await compose({ config, store, house: new HouseReader(store), permitKey, log: createLog('silent') });
  handler = await composed.app();
  const tokens = JSON.parse(readFileSync(join(home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
  return async (path) => {
    const response = await fetch(`${server.url}${path}`, { headers: { Authorization: `Bearer ${tokens['maya'] ?? ''}` } });
    const text = await response.text();
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text;
  };
}

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
    const get = await serve(bench, full, undo);
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
