import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';
import { createSlackChat } from '../../activities/chat/slack.ts';
import { createSlackSimulator, type SlackSimulator } from '../../api/simulator/simulator.ts';
import { parseConfig } from '../../config.ts';
import { startRelay, type Relay } from '../../store/relay.ts';
import { sweepOnce } from '../../store/sweep.ts';
import { createTemporal, type Temporal } from '../../store/temporal-client.ts';
import { composeActivities } from '../../workers/compose.ts';
import type { Slack } from '../../api/slack/listeners.ts';
import { composeSlack } from '../../api/start/slack.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { exampleDirectory, startTestApi, type TestApi, type TestApiWish } from './api.ts';
import { createHouse, type Gatehouse } from './house.ts';
import { type MailCatcher, startMailCatcher } from './smtp.ts';
import { timeSkippingEnv, type TimeSkippingEnv } from './time-skipping.ts';
import { startWorkers, type TestWorkers } from './worker.ts';

export type { Gatehouse } from './house.ts';
export { goLive } from './approve.ts';
export { CAST, newVersion, ok, randomDigest, requestFor, uploadDocuments } from './seed.ts';
export type { Seeded, SeedTier } from './seed.ts';

export interface GatehouseWish extends Pick<TestApiWish, 'directory'> {
  /** The shipped policy (the default), the fast one, or the shipped one changed by a function. */
  readonly policy?: 'shipped' | 'fast' | NonNullable<TestApiWish['policy']>;
  /**
   * `skipping` (the default): one clock for rules and workflows that only `advance` moves by more than moments. `real`:
   * rules take the database's clock, for durations of seconds.
   */
  readonly clock?: 'skipping' | 'real';
}

const SIGNING_SECRET = 'the-secret-of-the-test-workspace';
const BOT_TOKEN = 'xoxb-test';

/** A message that has to wait for its turn ends its activity's attempt: the worker warns of each, and a test has many. */
function quietly(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}

/** The parts that make a house, for the helpers around it. */
export interface Parts {
  readonly api: TestApi;
  readonly server: TimeSkippingEnv;
  readonly temporal: Temporal;
  readonly relay: Relay;
  readonly slack: SlackSimulator;
  /** Resolves when everything that was clicked is done. */
  readonly slackIdle: () => Promise<unknown>;
  readonly mail: MailCatcher;
  readonly clock: 'skipping' | 'real';
  /** Starts workers on the product's activities. */
  readonly work: () => Promise<TestWorkers>;
}

/** The fake workspace with everybody of the directory who has a Slack id. */
async function startSlack({ people }: Directory): Promise<SlackSimulator> {
  const members = people.flatMap(({ id, name, email, slack_user_id }) =>
    slack_user_id === undefined ? [] : [{ slack_user_id, name: id, real_name: name, ...(email === undefined ? {} : { email }) }],
  );
  const slack = createSlackSimulator({ signingSecret: SIGNING_SECRET, token: BOT_TOKEN, people: members });
  await slack.start(0);
  return slack;
}

/** The API with the Slack door mounted, and the fake workspace that knows the way to it. */
async function startApi({ policy = 'shipped', clock = 'skipping', directory }: GatehouseWish, now: () => Promise<Instant>) {
  const slack = await startSlack(exampleDirectory(directory));
  const far = { slackBotToken: BOT_TOKEN, slackSigningSecrets: [SIGNING_SECRET], slackAppToken: undefined, slackApiUrl: slack.apiUrl() };
  const doors: Slack[] = [];
  const api = await startTestApi({
    ...(clock === 'skipping' ? { clock: now } : {}),
    ...(directory ? { directory } : {}),
    ...(typeof policy === 'function' ? { policy } : {}),
    policyDir: policy === 'fast' ? 'examples/policy-fast' : 'policy',
    mount: ({ url, ...parts }) => {
      const door = composeSlack({ config: { ...far, url }, ...parts, createChat: createSlackChat, log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }) });
      if (!door) throw new Error('Slack is set up and has no door');
      doors.push(door);
      return door.mount;
    },
  });
  slack.pointAt(`${api.url}/slack/events`);
  return { api, slack, slackIdle: () => Promise.all(doors.map((door) => door.idle())) };
}

function worker(api: TestApi, server: TimeSkippingEnv, slack: SlackSimulator, mail: MailCatcher): () => Promise<TestWorkers> {
  const config = parseConfig({
    GATEHOUSE_HOME: api.home,
    GATEHOUSE_URL: api.url,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.apiUrl(),
    SMTP_URL: mail.url,
  });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'error' });
  return async () => {
    const stopping = new AbortController();
    const workers = await startWorkers(server.env, composeActivities(config, api.store, log, stopping.signal));
    return {
      stop: async () => {
        stopping.abort();
        await workers.stop();
      },
    };
  };
}

/**
 * The whole house in this process: API over real HTTP on a fresh database, relay, both workers with the product's
 * workflows and activities on a time-skipping server, the fake Slack, a real SMTP catcher (2 s). One per test file, in
 * `beforeAll`; each test seeds a system of its own.
 *
 * @example
 * const house = await startGatehouse();
 * const system = await house.seedSystem({ tier: 'medium' });
 * const id = await house.request(system);
 * await house.sign(id, 'technical');
 * await house.advance('P3D');
 * expect(await house.eventTypes(id)).toContain('obligation.escalated');
 */
export async function startGatehouse(wish: GatehouseWish = {}): Promise<Gatehouse> {
  quietly();
  const server = await timeSkippingEnv();
  const mail = await startMailCatcher();
  const { api, slack, slackIdle } = await startApi(wish, server.now);
  const temporal = createTemporal({ address: server.env.address, namespace: server.env.namespace ?? 'default' });
  const relay = startRelay(api.store, { handOver: temporal.handOver });
  // what was committed before the relay listened
  await sweepOnce(api.store, { handOver: temporal.handOver, lateByMs: 0 }, new Map());
  const clock = wish.clock ?? 'skipping';
  return createHouse({ api, server, temporal, relay, slack, slackIdle, mail, clock, work: worker(api, server, slack, mail) });
}
