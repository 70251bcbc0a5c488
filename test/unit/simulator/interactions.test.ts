import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import bolt from '@slack/bolt';
import type { BlockAction, SlashCommand, ViewSubmitAction } from '@slack/bolt';
import express from 'express';
import type { ChatMessage } from '../../../activities/chat/port.ts';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { createSlackSimulator } from '../../../api/simulator/simulator.ts';
import type { SlackSimulator } from '../../../api/simulator/simulator.ts';

const ANNA = 'U0ANNA';
const SECRET = 'signing-secret';

/** What Slack's own framework made of the requests: only what it verified and parsed gets here. */
const seen: { actions: BlockAction[]; views: ViewSubmitAction[]; commands: SlashCommand[] } = { actions: [], views: [], commands: [] };

let slack: SlackSimulator;
let server: Server;
const chat = () => createSlackChat({ token: 'xoxb-t', apiUrl: slack.apiUrl() });

beforeAll(async () => {
  slack = createSlackSimulator({
    signingSecret: SECRET,
    people: [{ slack_user_id: ANNA, name: 'anna' }, { slack_user_id: 'U0BEN', name: 'ben' }],
    channels: [{ id: 'C0GATES', name: 'gates' }],
  });
  await slack.start();
  server = await startBolt();
  const bound = server.address();
  slack.pointAt(`http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/slack/events`);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await slack.stop();
});
beforeEach(() => {
  slack.reset();
  Object.assign(seen, { actions: [], views: [], commands: [] });
});

/** A small app on the same parts as ours: it redraws on approve, opens a dialog on reject, and answers a command. */
async function startBolt(): Promise<Server> {
  const app = express();
  const receiver = new bolt.ExpressReceiver({ app, endpoints: '/slack/events', signingSecret: SECRET, logLevel: bolt.LogLevel.ERROR, unhandledRequestTimeoutMillis: 200 });
  const boltApp = new bolt.App({
    receiver,
    token: 'xoxb-t',
    clientOptions: { slackApiUrl: slack.apiUrl() },
    logLevel: bolt.LogLevel.ERROR,
  });
  boltApp.action<BlockAction>('approve', async ({ ack, body, respond }) => {
    await ack();
    seen.actions.push(body);
    await respond({ replace_original: true, text: `Approved by <@${body.user.id}>` });
  });
  boltApp.action<BlockAction>('choose', async ({ ack, body }) => {
    await ack();
    seen.actions.push(body);
  });
  boltApp.action<BlockAction>('reject', async ({ ack, body }) => {
    await ack();
    await chat().openModal(body.trigger_id, reasonModal(String(body.container['message_ts'])));
  });
  boltApp.view<ViewSubmitAction>('reason', async ({ ack, body, view }) => {
    seen.views.push(body);
    const typed = view.state.values['reason']?.['text']?.value ?? '';
    await (typed.length < 5 ? ack({ response_action: 'errors', errors: { reason: 'Say a little more' } }) : ack());
  });
  boltApp.command('/gatehouse', async ({ ack, command }) => {
    seen.commands.push(command);
    await ack(`You owe nothing, <@${command.user_id}>`);
  });
  const listening = app.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}

function reasonModal(private_metadata: string) {
  return {
    type: 'modal' as const,
    callback_id: 'reason',
    private_metadata,
    title: { type: 'plain_text' as const, text: 'Reject' },
    submit: { type: 'plain_text' as const, text: 'Send' },
    blocks: [
      { type: 'input' as const, block_id: 'reason', label: { type: 'plain_text' as const, text: 'Why?' }, element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 100 } },
      {
        type: 'input' as const, block_id: 'severity', optional: true, label: { type: 'plain_text' as const, text: 'How bad?' },
        element: { type: 'radio_buttons' as const, action_id: 'pick', options: ['low', 'high'].map((value) => ({ value, text: { type: 'plain_text' as const, text: value } })) },
      },
    ],
  };
}

const card: ChatMessage = {
  text: 'Please sign',
  blocks: [
    {
      type: 'actions', block_id: 'vote',
      elements: [
        { type: 'button', action_id: 'approve', style: 'primary', text: { type: 'plain_text', text: 'Approve' }, value: 'obl_1' },
        { type: 'button', action_id: 'reject', text: { type: 'plain_text', text: 'Reject' }, value: 'obl_1' },
        { type: 'static_select', action_id: 'choose', options: ['a', 'b'].map((value) => ({ value, text: { type: 'plain_text', text: value } })) },
      ],
    },
  ],
};

describe('a click', () => {
  it('passes the signature check of Bolt and carries what Slack puts into it', async () => {
    const { ref } = await chat().post(ANNA, card, 'k');
    const answer = await slack.click(ANNA, ref, 'approve');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.ack_ms).toBeLessThan(3000);
    const ts = slack.message({ key: 'k' }).ts;
    const [action] = await slack.until('the click', () => (seen.actions.length > 0 ? seen.actions : undefined));
    expect(action).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0GATEHOUSE', domain: expect.any(String) },
      api_app_id: 'A0GATEHOUSE',
      user: { id: ANNA, username: 'anna', team_id: 'T0GATEHOUSE' },
      channel: { id: 'D0ANNA', name: 'directmessage' },
      container: { type: 'message', message_ts: ts, channel_id: 'D0ANNA', is_ephemeral: false },
      message: { type: 'message', ts, text: 'Please sign', bot_id: 'B0GATEHOUSE', app_id: 'A0GATEHOUSE' },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'vote', value: 'obl_1', style: 'primary', action_ts: expect.stringMatching(/^\d+\.\d{6}$/) }],
      state: { values: {} },
      token: expect.any(String),
      trigger_id: expect.stringContaining('T0GATEHOUSE'),
      response_url: expect.stringContaining('/response/'),
    });
  });

  it('lets the app replace the message through its response URL', async () => {
    const { ref } = await chat().post(ANNA, card, 'k');
    await slack.click(ANNA, ref, 'approve');
    const redrawn = await slack.awaitMessage({ containing: 'Approved by' });
    expect(redrawn).toMatchObject({ ref, text: 'Approved by <@U0ANNA>', edits: 1, actions: [] });
  });

  it('on a menu says what was chosen', async () => {
    const { ref } = await chat().post(ANNA, card, 'k');
    await slack.click(ANNA, ref, 'choose', { chosen: ['b'] });
    expect(seen.actions[0]?.actions[0]).toMatchObject({ type: 'static_select', selected_option: { value: 'b', text: { text: 'b' } } });
    await expect(slack.click(ANNA, ref, 'choose', { chosen: ['c'] })).rejects.toThrow('there is no option "c"; offered: a, b');
  });

  it('on a button that is gone is possible only for a client that has not seen the redraw', async () => {
    const { ref } = await chat().post(ANNA, card, 'k');
    await chat().update(ref, { text: 'Closed', blocks: [] });
    await expect(slack.click(ANNA, ref, 'approve')).rejects.toThrow('the message shows no "approve"; it shows: none');
    expect((await slack.click(ANNA, ref, 'approve', { version: 0 })).status).toBe(200);
  });

  it('by somebody who cannot see the message is impossible', async () => {
    const { ref } = await chat().post(ANNA, card, 'k');
    await expect(slack.click('U0BEN', ref, 'approve')).rejects.toThrow('U0BEN is not in D0ANNA');
  });

  it('in a thread names the thread', async () => {
    const parent = await chat().post('C0GATES', card, 'parent');
    const reply = await chat().post('C0GATES', card, 'reply', parent.ref);
    await slack.click('U0BEN', reply.ref, 'choose', { chosen: ['a'] });
    expect(seen.actions[0]?.container['thread_ts']).toBe(parent.ref.split('/')[1]);
  });

  it('that nobody answers comes back with status 0', async () => {
    const lonely = createSlackSimulator({ signingSecret: SECRET, eventsUrl: 'http://127.0.0.1:1/slack/events', people: [{ slack_user_id: ANNA, name: 'anna' }] });
    await lonely.start();
    expect((await lonely.slashCommand(ANNA, '/gatehouse', 'inbox')).status).toBe(0);
    await lonely.stop();
  });
});

describe('a dialog', () => {
  async function openDialog() {
    const { ref } = await chat().post(ANNA, card, 'k');
    await slack.click(ANNA, ref, 'reject');
    return slack.until('the dialog', () => slack.modals(ANNA)[0]);
  }

  it('opens by the trigger of a click and comes back with what was typed', async () => {
    const dialog = await openDialog();
    expect(dialog.words).toContain('Why?');
    const answer = await slack.submitModal(ANNA, dialog.id, { reason: { text: 'The drift is unexplained' }, severity: 'high' });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(seen.views[0]).toMatchObject({
      type: 'view_submission',
      team: { id: 'T0GATEHOUSE' },
      user: { id: ANNA, team_id: 'T0GATEHOUSE' },
      api_app_id: 'A0GATEHOUSE',
      view: {
        id: dialog.id,
        callback_id: 'reason',
        private_metadata: slack.message({ key: 'k' }).ts,
        state: {
          values: {
            reason: { text: { type: 'plain_text_input', value: 'The drift is unexplained' } },
            severity: { pick: { type: 'radio_buttons', selected_option: { value: 'high' } } },
          },
        },
      },
    });
    expect(slack.modals(ANNA)).toEqual([]);
  });

  it('stays open and shows the errors that the app answers', async () => {
    const dialog = await openDialog();
    await slack.submitModal(ANNA, dialog.id, { text: 'no' });
    expect(slack.modals(ANNA)[0]?.errors).toEqual({ reason: 'Say a little more' });
    expect(seen.views[0]?.view.state.values['severity']).toEqual({ pick: { type: 'radio_buttons', selected_option: null } });
  });

  it.each([
    ['nothing where something is required', {}, 'must not be empty'],
    ['more than fits', { text: 'x'.repeat(101) }, 'takes 0 to 100 characters, not 101'],
    ['a choice that is not offered', { text: 'long enough', pick: 'huge' }, 'there is no option "huge"; offered: low, high'],
    ['an answer to a question that is not there', { text: 'long enough', who: 'me' }, 'there is no input "who"; there are: reason/text, severity/pick'],
  ])('is not submitted by Slack with %s', async (_what, typed, complaint) => {
    const dialog = await openDialog();
    await expect(slack.submitModal(ANNA, dialog.id, typed)).rejects.toThrow(complaint);
    expect(seen.views).toEqual([]);
  });

  it('belongs to the person who opened it', async () => {
    const dialog = await openDialog();
    await expect(slack.submitModal('U0BEN', dialog.id, { text: 'long enough' })).rejects.toThrow(`U0BEN has no open modal ${dialog.id}`);
  });
});

describe('a slash command', () => {
  it('reaches Bolt, and its answer is a private message to the person', async () => {
    const answer = await slack.slashCommand(ANNA, '/gatehouse', 'inbox --overdue');
    expect(answer.status).toBe(200);
    expect(seen.commands[0]).toMatchObject({ command: '/gatehouse', text: 'inbox --overdue', user_id: ANNA, team_id: 'T0GATEHOUSE', channel_id: 'D0ANNA', api_app_id: 'A0GATEHOUSE' });
    expect(slack.whispers(ANNA)).toMatchObject([{ text: 'You owe nothing, <@U0ANNA>', channel: 'D0ANNA' }]);
    expect(slack.whispers('U0BEN')).toEqual([]);
  });
});

describe('a request that Slack never sent', () => {
  const forged = { type: 'block_actions', user: { id: ANNA }, actions: [{ type: 'button', action_id: 'approve' }] };

  it.each([
    ['signed with another secret', { secret: 'guessed' }],
    ['without a signature', { signature: null }],
    ['with a signature of nonsense', { signature: 'v0=00' }],
    ['signed ten minutes ago', { timestamp: String(Math.floor(Date.now() / 1000) - 600) }],
    ['with another timestamp than was signed', { headers: { 'X-Slack-Request-Timestamp': String(Math.floor(Date.now() / 1000) - 1) } }],
  ])('is refused by Bolt %s', async (_what, how) => {
    expect((await slack.rawPost({ payload: forged, ...how })).status).toBe(401);
    expect(seen.actions).toEqual([]);
  });

  it('can be a click sent again, byte for byte', async () => {
    const { ref } = await chat().post(ANNA, card, 'k');
    await slack.click(ANNA, ref, 'choose', { chosen: ['a'] });
    const original = slack.sent().at(-1)!;
    // Bolt takes the copy: dropping it is the app's business
    expect((await slack.rawPost(original)).status).toBe(200);
    expect(seen.actions[1]).toEqual(seen.actions[0]);
  });
});
