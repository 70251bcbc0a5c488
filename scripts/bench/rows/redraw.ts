import type { Pool } from 'pg';
import { type Relay, startRelay } from '../../../store/relay.ts';
import { lineOf, percentile, type Round } from '../figures.ts';
import { ballot, castVote, registerSystems, submit, VOTES } from '../support/cases.ts';
import type { Bench, Measurement } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { startSlack } from '../support/slack.ts';
import { settled } from '../support/settled.ts';
import { until } from '../support/until.ts';
import { startWorker } from '../support/worker.ts';

/** Copies of one case that can still change, and how many of them show an older state. */
const COPIES = `SELECT count(*)::int AS copies, count(*) FILTER (WHERE d.shown_rev < c.wanted_rev)::int AS old
  FROM deliveries d JOIN cases c ON c.id = d.case_id WHERE c.id = $1 AND d.channel = 'chat' AND d.state = 'sent' AND d.mutable AND d.remote_ref IS NOT NULL`;
const CLOSED = 'SELECT count(*)::int AS closed FROM destinations WHERE next_free_at > clock_timestamp()';

interface Copies {
  readonly copies: number;
  readonly old: number;
}

async function copiesOf(pool: Pool, id: string): Promise<Copies> {
  const { rows } = await pool.query<Copies>({ name: 'copies', text: COPIES, values: [id] });
  return rows[0] ?? { copies: 0, old: 0 };
}

/** Slack takes one message a second and person: a decision that follows at once would measure that. */
const turnsAreFree = (pool: Pool): Promise<void> =>
  until('every conversation takes a message', async () => (await pool.query<{ closed: number }>({ name: 'closed', text: CLOSED })).rows[0]?.closed === 0, { everyMs: 50 });

/** Milliseconds from each vote on a case until its last copy was redrawn. `before` is done ahead of each vote. */
async function redraws(house: BenchHouse, relay: Relay, before = (): void => undefined): Promise<number[]> {
  const [system] = await registerSystems(house, 1);
  if (!system) throw new Error('no system is registered');
  const target = await submit(house, system);
  await settled(house.pool, relay, [target.id]);
  const opened = await ballot(house.store, target);
  const times: number[] = [];
  for (let vote = 0; vote < VOTES; vote += 1) {
    await turnsAreFree(house.pool);
    before();
    const begun = performance.now();
    await castVote(house.store, opened, vote);
    await until('every copy is redrawn', async () => (await copiesOf(house.pool, target.id)).old === 0, { everyMs: 5 });
    times.push(performance.now() - begun);
    await settled(house.pool, relay, [target.id]);
  }
  if ((await copiesOf(house.pool, target.id)).copies === 0) throw new Error(`case ${target.id} has no copy in the chat to redraw`);
  return times;
}

async function measure(bench: Bench, house: BenchHouse, relay: Relay, before?: () => void): Promise<Round[]> {
  const rounds: Round[] = [];
  await redraws(house, relay);
  while (rounds.length < bench.rounds()) {
    const times: number[] = [];
    for (let cases = 0; cases < bench.many(before ? 2 : 5); cases += 1) times.push(...(await redraws(house, relay, before)));
    rounds.push({ ours: percentile(times, 0.95), bare: null });
  }
  return rounds;
}

/** Slack's answer to one redraw after each decision: come back after so many seconds. */
const RETRY_AFTER_S = 3;

/** From a decision until every Slack copy of its case shows it. */
export const redraw: Measurement = {
  name: 'redraw',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: true, undo });
    const temporal = await bench.temporal();
    const relay = startRelay(house.store, { handOver: temporal.handOver });
    undo.add('the relay', () => relay.stop());
    const slack = await startSlack(undo);
    await startWorker(bench, house, undo, slack.apiUrl());
    const rounds = await measure(bench, house, relay);
    const limited = await measure(bench, house, relay, () => slack.mode({ mode: 'rate_limited', method: 'chat.update', calls: 1, retry_after_s: RETRY_AFTER_S }));
    return [
      lineOf({ row: 'decision until every Slack copy is redrawn', unit: 'ms p95', rounds, goal: { of: 'ours', at_most: 2_000 }, note: temporal.caveat }),
      lineOf({ row: `the same, when Slack answers one redraw with 429 and Retry-After: ${RETRY_AFTER_S}`, unit: 'ms p95', rounds: limited, goal: { of: 'ours', at_most: 10_000 }, note: temporal.caveat }),
    ];
  },
};
