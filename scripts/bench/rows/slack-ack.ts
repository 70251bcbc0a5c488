import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { createLog } from '../../../api/log.ts';
import type { SlackSimulator } from '../../../api/simulator/simulator.ts';
import { createSlack, SLACK_PATH } from '../../../api/slack/listeners.ts';
import { createWorkspace } from '../../../api/slack/workspace.ts';
import { actionBlock, actionId } from '../../../contracts/slack-actions.ts';
import { pause } from '../../../store/database.ts';
import { startRelay } from '../../../store/relay.ts';
import { createTemporal } from '../../../store/temporal-client.ts';
import { lineOf, percentile, type Round } from '../figures.ts';
import { serveApi } from '../support/api.ts';
import { openCases } from '../support/cases.ts';
import type { Bench, Measurement, Undo } from '../support/context.ts';
import type { BenchHouse } from '../support/house.ts';
import { SIGNING_SECRET, startSlack } from '../support/slack.ts';
import { until } from '../support/until.ts';
import { SLACK_TOKEN } from '../support/worker.ts';

/** Clicks a second, sent whether the one before was answered or not. */
const PER_SECOND = 20;
const SECONDS = 10;
/** The Slack users of the people who vote on the bench's cases. */
const USERS: Readonly<Record<string, string>> = { theo: 'U0THEO', ruth: 'U0RUTH', bela: 'U0BELA', lena: 'U0LENA' };

/** A card in somebody's direct message, with a button to click. */
interface Card {
  readonly user: string;
  readonly ref: string;
}

/** Takes connections and says nothing: Temporal as it is when it hangs. */
async function frozenTemporal(undo: Undo): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.add('the frozen Temporal', async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One card for every vote that so many clicks need, each in the direct message of whoever may cast it. */
async function postCards(house: BenchHouse, simulator: SlackSimulator, clicks: number): Promise<Card[]> {
  const chat = createSlackChat({ token: SLACK_TOKEN, apiUrl: simulator.apiUrl() });
  const cards: Card[] = [];
  for (const { id, votes } of await openCases(house, Math.ceil(clicks / Object.keys(USERS).length))) {
    for (const { person, body } of votes) {
      const obligation = String(body['obligation_id']);
      const value = JSON.stringify({ case: id, obligation, digest: body['package_digest'], ask: false });
      const button = { type: 'button', action_id: actionId('approve'), text: { type: 'plain_text', text: 'Approve' }, value } as const;
      const user = USERS[person] ?? '';
      const { ref } = await chat.post(user, { text: 'Sign-off needed', blocks: [{ type: 'actions', block_id: actionBlock(obligation), elements: [button] }] }, `${id}/${person}`);
      cards.push({ user, ref });
    }
  }
  return cards.slice(0, clicks);
}

/** Clicks each card, so many a second; answers how long each click waited for its answer, in milliseconds. */
async function clickAll(simulator: SlackSimulator, cards: readonly Card[]): Promise<number[]> {
  const begun = performance.now();
  const clicks = cards.map(async ({ user, ref }, at) => {
    await pause(Math.max(0, begun + (at * 1_000) / PER_SECOND - performance.now()));
    const { status, ack_ms } = await simulator.click(user, ref, actionId('approve'));
    if (status !== 200) throw new Error(`a click was answered ${status}`);
    return ack_ms;
  });
  return Promise.all(clicks);
}

const VOTED = `SELECT count(*)::int AS voted FROM ledger WHERE type = 'vote.cast'`;

async function measure(bench: Bench, house: BenchHouse, simulator: SlackSimulator): Promise<{ readonly p99: Round[]; readonly worst: Round[] }> {
  const [p99, worst]: [Round[], Round[]] = [[], []];
  let sent = 0;
  for (let round = 0; round <= bench.rounds(); round += 1) {
    const cards = await postCards(house, simulator, bench.many(PER_SECOND * SECONDS));
    const waited = await clickAll(simulator, cards);
    sent += cards.length;
    await until('every click is a vote on record', async () => (await house.pool.query<{ voted: number }>(VOTED)).rows[0]?.voted === sent);
    // the first round only warms up
    if (round === 0) continue;
    p99.push({ ours: percentile(waited, 0.99), bare: null });
    worst.push({ ours: Math.max(...waited), bare: null });
  }
  return { p99, worst };
}

/** How long a click in Slack waits for its answer while Temporal hangs (Slack gives 3 seconds). */
export const slackAck: Measurement = {
  name: 'slack-ack',
  async run(bench, undo) {
    const house = await bench.house({ channel_limit: false, undo });
    const temporal = createTemporal({ address: await frozenTemporal(undo), namespace: 'default' });
    undo.add('the connection to Temporal', () => temporal.close());
    const relay = startRelay(house.store, { handOver: temporal.handOver });
    undo.add('the relay', () => relay.stop());
    const simulator = await startSlack(undo);
    const far = { token: SLACK_TOKEN, apiUrl: simulator.apiUrl() };
    const log = createLog('silent');
    const api = await serveApi(bench, house, undo, (url, reader) => createSlack({ store: house.store, house: reader, chat: createSlackChat(far), workspace: createWorkspace(far), signingSecrets: [SIGNING_SECRET], apiUrl: far.apiUrl, url, log }).mount);
    simulator.pointAt(`${api.url}${SLACK_PATH}`);
    const { p99, worst } = await measure(bench, house, simulator);
    const note = `${PER_SECOND} clicks a second, each a vote; Temporal takes connections and answers nothing`;
    return [
      lineOf({ row: 'a click in Slack until it is acknowledged', unit: 'ms p99', rounds: p99, goal: { of: 'ours', at_most: 500 }, note }),
      lineOf({ row: 'a click in Slack until it is acknowledged, the slowest', unit: 'ms', rounds: worst, goal: { of: 'ours', at_most: 2_500 }, note }),
    ];
  },
};
