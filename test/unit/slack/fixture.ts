import type { Server } from 'node:http';
import { once } from 'node:events';
import express, { Router } from 'express';
import pino from 'pino';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { createRenderer } from '../../../activities/telling/render.ts';
import { createSlack, SLACK_PATH, type Slack, type SlackWish } from '../../../api/slack/listeners.ts';
import { createWorkspace, type WorkspaceWish } from '../../../api/slack/workspace.ts';
import { createSlackSimulator, type SlackSimulator } from '../../../api/simulator/simulator.ts';
import type { Directory } from '../../../contracts/directory.ts';
import { recordOf } from '../../../contracts/slack-actions.ts';
import type { Policy } from '../../../contracts/policy.ts';
import type { LedgerEntry } from '../../../store/ledger.ts';
import type { DueDelivery } from '../../../store/deliveries.ts';
import { execute } from '../../../store/execute.ts';
import { readRecord } from '../../../store/read.ts';
import type { DeploymentState } from '../../../domain/deployment-approval/state.ts';
import { newId } from '../../../store/new-id.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { ok, requestFor, seedSystem, type Seeded, type SeedTier } from '../../support/seed.ts';

export const SECRET = 'signing-secret-of-the-test';
/** The one that was current before {@link SECRET}. */
export const PREVIOUS_SECRET = 'signing-secret-before-that';
const TOKEN = 'xoxb-test';

/** The Slack user id of a person of the example organisation. */
export const slackId = (person: string): string => `U0${person.toUpperCase()}`;

export interface House {
  readonly api: TestApi;
  readonly slack: SlackSimulator;
  readonly listeners: Slack;
  /** A case in review, on a new system. */
  inReview(tier?: SeedTier, overrides?: object): Promise<{ readonly id: string; readonly system: Seeded }>;
  state(id: string): Promise<DeploymentState>;
  /** Posts the message of this kind that the person is owed about the case, as telling does, and answers its ref. */
  card(id: string, person: string, match?: (row: DueDelivery) => boolean): Promise<string>;
  /** Waits until everything acknowledged is done, and answers what the person was told privately since. */
  told(person: string): Promise<string>;
  events(id: string): Promise<LedgerEntry[]>;
  rows(): Promise<number>;
  /** Other listeners on the same database, as another process has them; answers where they listen. */
  another(wish?: Partial<SlackWish>): Promise<{ readonly url: string; readonly listeners: Slack; stop(): void }>;
  stop(): Promise<void>;
}

export interface HouseWish {
  readonly directory?: (directory: Directory) => Directory;
  readonly fetch?: WorkspaceWish['fetch'];
  readonly policy?: (policy: Policy) => Policy;
}

/** API, listeners and the stand-in for Slack on a fresh database; the example people are its members. No worker. */
export async function startHouse(wish: HouseWish = {}): Promise<House> {
  const late = Router();
  const api = await startTestApi({ mount: () => (app) => void app.use(late), ...(wish.directory === undefined ? {} : { directory: wish.directory }), ...(wish.policy === undefined ? {} : { policy: wish.policy }) });
  const { directory } = await api.house.get();
  const people = directory.people.flatMap(({ id, slack_user_id }) => (slack_user_id === undefined ? [] : [{ slack_user_id, name: id }]));
  const strangers = ['U0NOBODY', 'U0GUEST'].map((slack_user_id) => ({ slack_user_id, name: slack_user_id }));
  const slack = createSlackSimulator({ signingSecret: SECRET, token: TOKEN, people: [...people, ...strangers], channels: [{ id: 'C0GATES', name: 'gates' }] });
  await slack.start();
  const apiUrl = slack.apiUrl();
  const chat = createSlackChat({ token: TOKEN, apiUrl });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const make = (more: Partial<SlackWish> = {}): Slack =>
    createSlack({ store: api.store, chat, workspace: createWorkspace({ token: TOKEN, apiUrl, ...(wish.fetch && { fetch: wish.fetch }) }), signingSecrets: [SECRET, PREVIOUS_SECRET], apiUrl, url: api.url, log, ...more });
  const listeners = make();
  listeners.mount(late);
  slack.pointAt(`${api.url}${SLACK_PATH}`);
  const renderer = createRenderer({ url: api.url, mailFrom: 'gatehouse@gatehouse.example' });
  const servers: Server[] = [];
  const sockets: Slack[] = [];
  const house: House = {
    api,
    slack,
    listeners,
    async inReview(tier = 'medium', overrides = {}) {
      const system = await seedSystem(api, { tier });
      const id = String(ok(await api.as('mira').post('/v1/deployments', requestFor(system, overrides)))['id']);
      await checked(api, id);
      return { id, system };
    },
    state: async (id) => (await readRecord(api.store, { kind: 'deployment', id }))!.state as DeploymentState,
    async card(id, person, match = () => true) {
      const { rows } = await api.store.pool.query<DueDelivery>('SELECT * FROM deliveries WHERE case_id = $1 AND recipient = $2 ORDER BY owed_at, key', [id, person]);
      const row = rows.find(match);
      const record = row && (await readRecord(api.store, recordOf(id)!));
      if (!record) throw new Error(`${person} is owed no such message about ${id}`);
      return (await chat.post(slackId(person), renderer.chat(record, row), row.key)).ref;
    },
    async told(person) {
      await listeners.idle();
      const user = person.startsWith('U0') ? person : slackId(person);
      return slack.whispers(user).map(({ text }) => text).join('\n---\n');
    },
    events: async (id) => ok(await api.as('maya').get(`/v1/cases/${id}/events?limit=200`))['items'] as unknown as LedgerEntry[],
    rows: async () => (await api.store.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger')).rows[0]!.n,
    async another(more) {
      const app = express();
      const others = make(more);
      others.mount(app);
      others.open();
      sockets.push(others);
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push(server);
      const bound = server.address();
      const url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}${SLACK_PATH}`;
      return { url, listeners: others, stop: () => void server.close() };
    },
    async stop() {
      await listeners.idle();
      for (const others of sockets) await others.close();
      for (const server of servers) server.closeAllConnections();
      for (const server of servers) server.close();
      await slack.stop();
      await api.stop();
    },
  };
  return house;
}

/** What the workflow's first step records when everything is in order. */
export async function checked(api: TestApi, id: string, revision = 1): Promise<void> {
  const body = { revision, results: [{ check: 'documents', outcome: 'pass', subject: 'all', code: 'ok' }] };
  const outcome = await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body }, { command_id: newId('cmd', Date.now()), actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
}
