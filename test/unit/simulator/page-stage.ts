import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as bodyText } from 'node:stream/consumers';
import { createSlackSimulator, type SlackSimulator } from '../../../api/simulator/simulator.ts';
import { type ShownPage, Visitor } from '../../support/pages.ts';

export const [ANNA, BEN] = ['U0ANNA', 'U0BEN'] as const;
/** What somebody types who means harm. */
export const SCRIPT = `<script>alert("x")</script>'"&`;

/** A request as the app got it. */
export interface Received {
  readonly body: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly type: string;
}

/** The stand-in with two people, a visitor of its pages, and an app that remembers what came in. */
export interface Stage {
  readonly slack: SlackSimulator;
  readonly url: string;
  readonly visitor: Visitor;
  readonly received: Received[];
  /** What the app answers to a request, and does because of it. */
  react: (request: Received) => string | Promise<string>;
  /** Calls the Web API, as the app does. */
  api(method: string, body: object): Promise<{ readonly ts: string }>;
  /** Posts a message of the app. */
  say(to: string, blocks: readonly object[], more?: object): Promise<{ readonly ts: string }>;
  /** The app posts this for Anna only whenever something comes in. */
  whisperBack(text: string): void;
  payload(at: number): Record<string, unknown>;
  desk(user: string): Promise<ShownPage>;
  /** Anna's page with this dialog open, as a click on a button of hers opens it. */
  withDialog(view?: object): Promise<ShownPage>;
  stop(): Promise<void>;
}

export const text = (value: string) => ({ type: 'plain_text', text: value });
export const button = (action: string, name: string, more: object = {}) => ({ type: 'button', action_id: action, text: text(name), value: 'v', ...more });
const options = (...values: string[]) => values.map((value) => ({ text: text(value), value }));
const input = (block_id: string, label: string, element: object, more: object = {}) => ({ type: 'input', block_id, label: text(label), element: { action_id: 'text', ...element }, ...more });

/** One input of each kind that Gatehouse uses. */
export const DIALOG = {
  type: 'modal', title: text('Reject'), submit: text('Record'), close: text('Cancel'),
  blocks: [
    input('reason', 'Why?', { type: 'plain_text_input', multiline: true }),
    input('owner', 'Who owes it?', { type: 'users_select' }, { hint: text('One person') }),
    input('when', 'When?', { type: 'static_select', options: options('soon', 'later') }),
    input('flags', 'Flags', { type: 'checkboxes', options: options('a', 'b'), initial_options: options('a') }, { optional: true }),
    input('day', 'Day', { type: 'datepicker' }, { optional: true }),
  ],
};

async function startApp(stage: Pick<Stage, 'received' | 'react'>) {
  const app = createServer((request, response) => {
    const got = (name: string) => String(request.headers[name]);
    void bodyText(request).then(async (body) => {
      const one = { body, signature: got('x-slack-signature'), timestamp: got('x-slack-request-timestamp'), type: got('content-type') };
      stage.received.push(one);
      response.end(await stage.react(one));
    });
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const bound = app.address();
  const stop = () => {
    app.closeAllConnections();
    app.close();
  };
  return { url: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`, stop };
}

export async function startStage(): Promise<Stage> {
  const heard: Pick<Stage, 'received' | 'react'> = { received: [], react: () => '' };
  const app = await startApp(heard);
  const slack = createSlackSimulator({
    signingSecret: 's3cret', eventsUrl: app.url,
    people: [{ slack_user_id: ANNA, name: 'anna', real_name: `Anna ${SCRIPT}`, roles: ['risk_officer'] }, { slack_user_id: BEN, name: 'ben', real_name: 'Ben' }, { slack_user_id: 'U0GONE', name: 'gone', deleted: true }],
    channels: [{ id: 'C0GATES', name: 'gates' }, { id: 'C0CLOSED', name: 'closed', members: [BEN] }],
  });
  const url = await slack.start();
  const visitor = new Visitor(url);
  const stage: Stage = Object.assign(heard, {
    slack, url, visitor,
    async api(method: string, body: object) {
      const answer = await fetch(`${slack.apiUrl()}${method}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: 'Bearer t' }, body: JSON.stringify(body) });
      const said = (await answer.json()) as { ok: boolean; ts: string };
      if (!said.ok) throw new Error(JSON.stringify(said));
      return said;
    },
    say: (to: string, blocks: readonly object[], more: object = {}) => stage.api('chat.postMessage', { channel: to, text: 'A message', blocks, ...more }),
    whisperBack(said: string) {
      stage.react = async () => {
        await stage.api('chat.postEphemeral', { channel: 'D0ANNA', user: ANNA, text: said });
        return '';
      };
    },
    payload: (at: number) => JSON.parse(new URLSearchParams(heard.received[at]!.body).get('payload')!) as Record<string, unknown>,
    desk: (user: string) => visitor.open(`/people/${user}`),
    async withDialog(view: object = DIALOG) {
      await stage.say(ANNA, [{ type: 'actions', elements: [button('reject', 'Reject')] }]);
      stage.react = async () => {
        await stage.api('views.open', { trigger_id: stage.payload(heard.received.length - 1)['trigger_id'], view });
        return '';
      };
      const page = await visitor.press(await stage.desk(ANNA), 'Reject');
      stage.react = () => '';
      return page;
    },
    async stop() {
      app.stop();
      await slack.stop();
    },
  });
  return stage;
}
