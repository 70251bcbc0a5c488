import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { text as bodyText } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { sign } from '../../../api/simulator/dispatch.ts';
import { createSlackSimulator } from '../../../api/simulator/simulator.ts';
import type { SlackSimulator } from '../../../api/simulator/simulator.ts';

const ANNA = 'U0ANNA';
let slack: SlackSimulator;
let url: string;
let app: Server;
/** The bodies that came in at the app. */
let received: { body: string; signature: string; timestamp: string }[];

beforeEach(async () => {
  received = [];
  app = createServer((request, response) => {
    void bodyText(request).then((body) => {
      received.push({ body, signature: String(request.headers['x-slack-signature']), timestamp: String(request.headers['x-slack-request-timestamp']) });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const bound = app.address();
  slack = createSlackSimulator({
    signingSecret: 's3cret',
    eventsUrl: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`,
    people: [{ slack_user_id: ANNA, name: 'anna' }],
    channels: [{ id: 'C0GATES', name: 'gates' }],
  });
  url = await slack.start();
});
afterEach(async () => {
  app.closeAllConnections();
  app.close();
  await slack.stop();
});

const chat = () => createSlackChat({ token: 't', apiUrl: slack.apiUrl() });
const button = { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'obl_1' } as const;
const card = { text: 'Please sign', blocks: [{ type: 'actions', block_id: 'vote', elements: [button] }] } as const;
const postCard = () => chat().post(ANNA, { text: card.text, blocks: [{ ...card.blocks[0], elements: [button] }] }, 'k');

async function get(path: string) {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
async function post(path: string, body: object) {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe('the control API over HTTP', () => {
  it('lists messages by person, key and words', async () => {
    const { ref } = await postCard();
    expect((await get(`/sim/messages?user=${ANNA}&containing=Approve`)).json).toMatchObject({ messages: [{ ref, key: 'k', edits: 0, actions: [{ action_id: 'approve', value: 'obl_1' }] }] });
    expect((await get('/sim/messages?key=other')).json).toEqual({ messages: [] });
    expect((await get('/sim/messages?channel=C0GATES')).json).toEqual({ messages: [] });
  });

  it('waits for a message that is not there yet', async () => {
    const waiting = get('/sim/messages?key=k&wait_ms=5000');
    await postCard();
    expect((await waiting).json).toMatchObject({ messages: [{ key: 'k' }] });
  });

  it('answers with what there is when the wait was in vain', async () => {
    expect((await get('/sim/messages?key=never&wait_ms=20')).json).toEqual({ messages: [] });
  });

  it('clicks, with a signature that the secret proves', async () => {
    const { ref } = await postCard();
    const clicked = await post('/sim/click', { user: ANNA, ref, action_id: 'approve' });
    expect(clicked).toMatchObject({ status: 200, json: { status: 200, body: '', ack_ms: expect.any(Number) } });
    const [request] = received;
    expect(request!.signature).toBe(sign('s3cret', request!.timestamp, request!.body));
    expect(JSON.parse(new URLSearchParams(request!.body).get('payload')!)).toMatchObject({ type: 'block_actions', user: { id: ANNA } });
    expect((await get('/sim/sent')).json).toEqual({ sent: [request] });
  });

  it('opens, lists and submits dialogs', async () => {
    const view = {
      type: 'modal', title: { type: 'plain_text', text: 'Why' }, submit: { type: 'plain_text', text: 'Send' },
      blocks: [{ type: 'input', block_id: 'why', label: { type: 'plain_text', text: 'Why?' }, element: { type: 'plain_text_input', action_id: 'text' } }],
    } as const;
    await chat().openModal(slack.issueTrigger(ANNA), { ...view, blocks: [...view.blocks] });
    const [dialog] = (await get(`/sim/modals?user=${ANNA}`)).json['modals'] as { id: string }[];
    expect((await post('/sim/submit', { user: ANNA, view_id: dialog!.id, values: { text: 'because' } })).json).toMatchObject({ status: 200 });
    expect((await get('/sim/modals')).json).toEqual({ modals: [] });
  });

  it('types slash commands and sends raw requests', async () => {
    await post('/sim/command', { user: ANNA, command: '/gatehouse', text: 'inbox', channel: 'C0GATES' });
    await post('/sim/raw', { body: 'payload=%7B%7D', timestamp: '1', signature: 'v0=00' });
    expect(new URLSearchParams(received[0]!.body).get('channel_id')).toBe('C0GATES');
    expect(received[1]).toEqual({ body: 'payload=%7B%7D', timestamp: '1', signature: 'v0=00' });
  });

  it('sets modes, lists calls and private words, and forgets everything on reset', async () => {
    await post('/sim/mode', { mode: 'rate_limited', method: 'chat.postMessage', calls: 1, retry_after_s: 9 });
    await expect(postCard()).rejects.toMatchObject({ failure: { kind: 'retry_after', at_least_ms: 9000 } });
    await chat().tellPrivately('C0GATES', ANNA, 'not you');
    expect((await get('/sim/ephemerals')).json).toMatchObject({ ephemerals: [{ user: ANNA, text: 'not you', channel: 'C0GATES' }] });
    expect((await get('/sim/calls?method=chat.postMessage')).json).toMatchObject({ calls: [{ outcome: 'rate_limited' }] });
    expect((await fetch(`${url}/sim/reset`, { method: 'POST' })).status).toBe(400);
    await post('/sim/reset', {});
    expect([(await get('/sim/calls')).json, (await get('/sim/ephemerals')).json]).toEqual([{ calls: [] }, { ephemerals: [] }]);
  });

  it.each([
    ['an act that the client would refuse', '/sim/click', { user: ANNA, ref: 'D0ANNA/1.000000', action_id: 'approve' }, 'message_not_found'],
    ['an unknown person', '/sim/command', { user: 'U0NOBODY', command: '/x' }, 'user_not_found'],
    ['a missing field', '/sim/click', { user: ANNA }, 'ref'],
    ['a misspelt field', '/sim/mode', { mode: 'down', metod: 'x' }, 'metod'],
    ['a mode that is none', '/sim/mode', { mode: 'sulk' }, 'rate_limited'],
  ])('answers 400 with the reason for %s', async (_what, path, body, reason) => {
    const refused = await post(path, body);
    expect(refused.status).toBe(400);
    expect(refused.json['error']).toContain(reason);
  });

  it('has an index and says that it lives', async () => {
    expect((await get('/healthz')).json).toEqual({ status: 'ok' });
    expect((await get('/')).json).toMatchObject({ people: [{ slack_user_id: ANNA, name: 'anna' }], channels: [{ id: 'C0GATES' }] });
    expect((await get('/nothing')).status).toBe(404);
  });
});

describe('a response URL', () => {
  async function urlOfAClick() {
    const { ref } = await postCard();
    await slack.click(ANNA, ref, 'approve');
    const payload = JSON.parse(new URLSearchParams(received.at(-1)!.body).get('payload')!) as { response_url: string };
    return payload.response_url;
  }
  const respond = (to: string, body: object) => fetch(to, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

  it('whispers to the person by default, speaks up when asked, and deletes', async () => {
    const to = await urlOfAClick();
    await respond(to, { text: 'only you' });
    await respond(to, { text: 'everybody', response_type: 'in_channel' });
    await respond(to, { delete_original: true });
    expect(slack.whispers(ANNA)).toMatchObject([{ text: 'only you' }]);
    expect(slack.messages().map((message) => message.text)).toEqual(['everybody']);
  });

  it('may be used five times', async () => {
    const to = await urlOfAClick();
    const statuses = [];
    for (let use = 0; use < 6; use += 1) statuses.push((await respond(to, { text: 'again' })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  });

  it('refuses what Slack would, and ids that were never given out', async () => {
    const to = await urlOfAClick();
    expect(await (await respond(to, { txt: 'typo' })).json()).toMatchObject({ ok: false, error: 'invalid_payload' });
    expect(await (await respond(`${url}/response/none`, { text: 'x' })).json()).toEqual({ ok: false, error: 'invalid_url' });
  });
});
