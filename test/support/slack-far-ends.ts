import { once } from 'node:events';
import { createServer } from 'node:net';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { z } from 'zod';
import { createSlackSimulator } from '../../api/simulator/simulator.ts';

/** A server that speaks Slack's Web API, and what a test needs to know about it. */
export interface FarEnd {
  readonly name: string;
  readonly apiUrl: string;
  readonly token: string;
  /** A Slack user id to write to. */
  readonly person: string;
  /** A channel in which both the bot and the person are. */
  readonly channel: string;
  /** A trigger id as an interaction of the person would carry it. */
  trigger(): Promise<string>;
  stop(): Promise<void>;
}

const PERSON = { slack_user_id: 'U0ANNA', name: 'anna', real_name: 'Anna Lind', email: 'anna@example.com' };

/** Our own stand-in. */
export async function ownSimulator(): Promise<FarEnd> {
  const simulator = createSlackSimulator({ signingSecret: 'secret', people: [PERSON], channels: [{ id: 'C0GATES', name: 'gates' }] });
  await simulator.start();
  return {
    name: 'our stand-in',
    apiUrl: simulator.apiUrl(),
    token: 'xoxb-test',
    person: PERSON.slack_user_id,
    channel: 'C0GATES',
    trigger: async () => simulator.issueTrigger(PERSON.slack_user_id),
    stop: () => simulator.stop(),
  };
}

/** A second opinion on the Web API, written by others. */
export async function emulateServer(): Promise<FarEnd> {
  const token = 'xoxb-emulate';
  const port = await freePort();
  const emulator = await createEmulator({
    service: 'slack',
    port,
    seed: {
      slack: {
        users: [{ name: 'gatehouse' }, { name: 'anna', email: PERSON.email }],
        channels: [{ name: 'gates' }],
        tokens: [{ token, user: 'gatehouse' }],
      },
    },
  });
  const apiUrl = `http://127.0.0.1:${port}/api/`;
  const client = new WebClient(token, { slackApiUrl: apiUrl });
  const person = (await client.users.lookupByEmail({ email: PERSON.email })).user!.id!;
  const channel = (await client.conversations.list({})).channels!.find((each) => each.name === 'gates')!.id!;
  const issued = z.object({ trigger_id: z.string() });
  return {
    name: 'emulate',
    apiUrl,
    token,
    person,
    channel,
    trigger: async () => issued.parse(await client.apiCall('views.generateTriggerId', { user_id: person })).trigger_id,
    stop: () => emulator.close(),
  };
}

/** A port that was free a moment ago, for a server that cannot pick one itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}
