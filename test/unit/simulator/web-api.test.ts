import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSlackSimulator } from '../../../api/simulator/simulator.ts';
import type { SlackSimulator } from '../../../api/simulator/simulator.ts';

let slack: SlackSimulator;

beforeAll(async () => {
  slack = createSlackSimulator({
    signingSecret: 's',
    token: 'xoxb-right',
    people: [
      { slack_user_id: 'U0ANNA', name: 'anna', real_name: 'Anna Lind', email: 'Anna@Example.com' },
      { slack_user_id: 'U0GONE', name: 'gone', deleted: true },
    ],
    channels: [
      { id: 'C0OPEN', name: 'open' },
      { id: 'C0OLD', name: 'old', is_archived: true },
      { id: 'C0STRANGE', name: 'strange', bot_is_member: false },
      { id: 'C0SMALL', name: 'small', members: [] },
    ],
  });
  await slack.start();
});
afterAll(() => slack.stop());
beforeEach(() => slack.reset());

interface Body {
  ok: boolean;
  error?: string;
  response_metadata?: { messages?: string[] };
  [field: string]: unknown;
}

/** Calls a method as the Slack client does: a form, with objects as JSON inside. */
async function call(method: string, args: Record<string, unknown> = {}, token = 'xoxb-right'): Promise<Body> {
  const form = Object.entries(args).map(([key, value]): [string, string] => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
  const headers = token === '' ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`${slack.apiUrl()}${method}`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return (await response.json()) as Body;
}

const text = (words: string) => ({ type: 'plain_text', text: words });
const section = (words: string) => ({ type: 'section', text: { type: 'mrkdwn', text: words } });
const button = (more: object = {}) => ({ type: 'button', action_id: 'approve', text: text('Approve'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });

describe('who may call the stand-in', () => {
  it.each([
    ['without a token', '', 'not_authed'],
    ['with another token', 'xoxb-wrong', 'invalid_auth'],
  ])('nobody %s', async (_what, token, error) => {
    expect(await call('auth.test', {}, token)).toEqual({ ok: false, error });
  });

  it('the bot, which learns its team, app and user', async () => {
    expect(await call('auth.test')).toMatchObject({ ok: true, team_id: 'T0GATEHOUSE', app_id: 'A0GATEHOUSE', user_id: 'U0GATEHOUSE' });
  });

  it('the bot with the token in the form or arguments in JSON', async () => {
    expect(await call('auth.test', { token: 'xoxb-right' }, '')).toMatchObject({ ok: true });
    const response = await fetch(`${slack.apiUrl()}users.info`, {
      method: 'POST',
      headers: { Authorization: 'Bearer xoxb-right', 'Content-Type': 'application/json; charset=utf-8' },
      body: '{"user":"U0ANNA"}',
    });
    expect(await response.json()).toMatchObject({ ok: true, user: { id: 'U0ANNA', real_name: 'Anna Lind' } });
  });

  it.each([
    ['a foreign host, as behind a tunnel', { Host: 'gatehouse.example.com' }],
    ['a proxy', { 'X-Forwarded-For': '203.0.113.7' }],
  ])('nobody through %s', async (_what, headers) => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(`${slack.apiUrl()}auth.test`, { method: 'POST', headers }, (response) => resolve(response.statusCode)).on('error', reject).end();
    });
    expect(status).toBe(403);
  });
});

describe('what the stand-in refuses, because we would have misspelt it', () => {
  it('an unknown method', async () => {
    expect(await call('chat.postMesage')).toEqual({ ok: false, error: 'unknown_method' });
    expect(await call('toString')).toEqual({ ok: false, error: 'unknown_method' });
  });

  it('an unknown argument, by name', async () => {
    const refused = await call('chat.postMessage', { channel: 'C0OPEN', text: 'hi', thread_id: '1' });
    expect(refused).toMatchObject({ ok: false, error: 'invalid_arg_name' });
    expect(refused.response_metadata?.messages).toEqual(['[ERROR] invalid additional property: thread_id [json-pointer:]']);
  });

  it.each([
    ['an unknown block', [{ type: 'sektion', text: text('x') }], 'unsupported type [json-pointer:/blocks/0/type]'],
    ['an unknown element', [actions({ type: 'knob', action_id: 'a' })], 'unsupported type [json-pointer:/blocks/0/elements/0/type]'],
    ['an unknown field of a block', [{ ...section('x'), colour: 'red' }], 'invalid additional property: colour [json-pointer:/blocks/0]'],
    ['an unknown field of an element', [actions(button({ colour: 'red' }))], 'invalid additional property: colour [json-pointer:/blocks/0/elements/0]'],
    ['a header above 150', [{ type: 'header', text: text('x'.repeat(151)) }], 'must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], '[json-pointer:/blocks/0/text/type]'],
    ['a section above 3000', [section('x'.repeat(3001))], 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section of nothing', [{ type: 'section' }], 'must define either `fields` or `text` [json-pointer:/blocks/0]'],
    ['a field above 2000', [{ type: 'section', fields: [text('x'.repeat(2001))] }], 'must be less than 2001 characters'],
    ['11 fields', [{ type: 'section', fields: Array.from({ length: 11 }, () => text('x')) }], 'no more than 10 items allowed [json-pointer:/blocks/0/fields]'],
    ['a button text above 75', [actions(button({ text: text('x'.repeat(76)) }))], 'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]'],
    ['a value above 2000', [actions(button({ value: 'x'.repeat(2001) }))], 'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]'],
    ['an action id above 255', [actions(button({ action_id: 'x'.repeat(256) }))], 'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]'],
    ['a block id above 255', [{ type: 'divider', block_id: 'x'.repeat(256) }], 'must be less than 256 characters [json-pointer:/blocks/0/block_id]'],
    ['a style that is none', [actions(button({ style: 'green' }))], '[json-pointer:/blocks/0/elements/0/style]'],
    ['26 elements', [actions(...Array.from({ length: 26 }, (_, at) => button({ action_id: `a${at}` })))], 'no more than 25 items allowed'],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['a block id used twice', [{ type: 'divider', block_id: 'd' }, { type: 'divider', block_id: 'd' }], '`block_id` d already exists'],
    ['an action id used twice in a block', [actions(button(), button())], '`action_id` approve already exists'],
  ])('%s', async (_what, blocks, complaint) => {
    const refused = await call('chat.postMessage', { channel: 'C0OPEN', text: 'x', blocks });
    expect(refused).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(refused.response_metadata?.messages?.join()).toContain(complaint);
    expect(slack.messages()).toEqual([]);
  });

  it.each([
    ['blocks that are no list', { blocks: '{"type":"divider"}' }, 'invalid_blocks_format'],
    ['blocks that are no JSON', { blocks: '[' }, 'invalid_blocks_format'],
    ['blocks that are too long together', { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) }, 'msg_blocks_too_long'],
    ['a text above 4000', { text: 'x'.repeat(4001) }, 'msg_too_long'],
    ['a message of nothing', { text: '' }, 'no_text'],
    ['metadata without an event type', { metadata: { event_payload: {} } }, 'invalid_metadata_format'],
    ['metadata that is too large', { metadata: { event_type: 'e', event_payload: { key: 'x'.repeat(17_000) } } }, 'metadata_too_large'],
    ['a thread that is not there', { thread_ts: '1700000000.000000' }, 'thread_not_found'],
    ['a channel that is not there', { channel: 'C0NOWHERE' }, 'channel_not_found'],
    ['a direct message with nobody', { channel: 'D0NOBODY' }, 'channel_not_found'],
    ['an archived channel', { channel: 'C0OLD' }, 'is_archived'],
    ['a channel in which the bot is not', { channel: 'C0STRANGE' }, 'not_in_channel'],
  ])('%s', async (_what, args, error) => {
    expect(await call('chat.postMessage', { channel: 'C0OPEN', text: 'x', ...args })).toMatchObject({ ok: false, error });
    expect(slack.messages()).toEqual([]);
  });

  it('a private word to somebody who is not in the channel', async () => {
    expect(await call('chat.postEphemeral', { channel: 'C0SMALL', user: 'U0ANNA', text: 'x' })).toMatchObject({ error: 'user_not_in_channel' });
  });

  it.each([
    ['a bot', 'U0GATEHOUSE', 'cannot_dm_bot'],
    ['somebody who left', 'U0GONE', 'user_disabled'],
    ['nobody', 'U0NOBODY', 'user_not_found'],
  ])('a direct message with %s', async (_what, users, error) => {
    expect(await call('conversations.open', { users })).toMatchObject({ ok: false, error });
  });
});

describe('a dialog', () => {
  const input = { type: 'input', block_id: 'reason', label: text('Why?'), element: { type: 'plain_text_input', action_id: 'text' } };
  const modal = (more: object = {}) => ({ type: 'modal', title: text('Reject'), submit: text('Send'), blocks: [input], ...more });
  const open = (view: object) => call('views.open', { trigger_id: slack.issueTrigger('U0ANNA'), view });

  it.each([
    ['a title above 24', modal({ title: text('x'.repeat(25)) }), 'must be less than 25 characters [json-pointer:/view/title/text]'],
    ['a submit above 24', modal({ submit: text('x'.repeat(25)) }), 'must be less than 25 characters [json-pointer:/view/submit/text]'],
    ['inputs without submit', { type: 'modal', title: text('x'), blocks: [input] }, 'missing required field: submit'],
    ['too much private metadata', modal({ private_metadata: 'x'.repeat(3001) }), 'must be less than 3001 characters [json-pointer:/view/private_metadata]'],
    ['101 blocks', modal({ blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }), 'no more than 100 items allowed [json-pointer:/view/blocks]'],
    ['an unknown field', modal({ colour: 'red' }), 'invalid additional property: colour [json-pointer:/view]'],
    ['an unknown input', modal({ blocks: [{ ...input, element: button() }] }), 'unsupported type [json-pointer:/view/blocks/0/element/type]'],
    ['a home tab', { type: 'home', blocks: [] }, 'must be a view of type modal [json-pointer:/view/type]'],
  ])('with %s is refused', async (_what, view, complaint) => {
    const refused = await open(view);
    expect(refused).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(refused.response_metadata?.messages?.join()).toContain(complaint);
    expect(slack.modals()).toEqual([]);
  });

  it('needs a trigger id that was given out', async () => {
    expect(await call('views.open', { trigger_id: '1.2.3', view: modal() })).toMatchObject({ error: 'invalid_trigger_id' });
  });

  it('is shown to the person of the trigger, with its private metadata, and can be redrawn', async () => {
    const opened = await open(modal({ private_metadata: 'obl_1', callback_id: 'reject' }));
    expect(opened['view']).toMatchObject({ type: 'modal', private_metadata: 'obl_1', callback_id: 'reject', state: { values: {} } });
    const [shown] = slack.modals('U0ANNA');
    expect(await call('views.update', { view_id: shown!.id, hash: 'old', view: modal() })).toMatchObject({ error: 'hash_conflict' });
    await call('views.update', { view_id: shown!.id, view: modal({ title: text('Sent') }) });
    expect(slack.modals('U0ANNA')[0]?.words).toContain('Sent');
  });

  it('is not the home tab, which is kept once for each person', async () => {
    await call('views.publish', { user_id: 'U0ANNA', view: { type: 'home', blocks: [section('one')] } });
    const again = await call('views.publish', { user_id: 'U0ANNA', view: { type: 'home', blocks: [section('two')] } });
    expect(again).toMatchObject({ ok: true, view: { type: 'home' } });
    expect(slack.modals()).toEqual([]);
  });
});

describe('what the stand-in keeps', () => {
  const post = (more: object) => call('chat.postMessage', { channel: 'U0ANNA', text: 'x', ...more });

  it('gives every message a timestamp later than all before', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({})));
    const stamps = slack.messages().map((message) => message.ts);
    expect(new Set(answers.map((answer) => answer['ts'])).size).toBe(20);
    expect(stamps).toEqual([...stamps].sort());
  });

  it('takes Slack date syntax, and gives ids to blocks and actions without', async () => {
    await post({ blocks: [section('Due <!date^1795000000^{date_short_pretty} at {time}|Friday>'), actions({ type: 'button', text: text('Go') })] });
    const [message] = slack.messages({ user: 'U0ANNA' });
    expect(message?.words).toBe('Due <!date^1795000000^{date_short_pretty} at {time}|Friday>\nGo');
    expect(message?.actions).toEqual([{ action_id: 'a1.0', block_id: 'b1', type: 'button', text: 'Go', value: null, url: null }]);
  });

  it('shows metadata only when asked', async () => {
    await post({ metadata: { event_type: 'e', event_payload: { key: 'k' } } });
    const history = (more: object) => call('conversations.history', { channel: 'D0ANNA', ...more });
    expect(JSON.stringify(await history({}))).not.toContain('event_payload');
    expect(JSON.stringify(await history({ include_all_metadata: true }))).toContain('"event_payload":{"key":"k"}');
  });

  it('pages through a history from the newest to the oldest, threads apart', async () => {
    const first = await post({ text: 'm0' });
    for (const words of ['m1', 'm2', 'm3']) await post({ text: words });
    await post({ text: 'reply', thread_ts: first['ts'] });
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await call('conversations.history', { channel: 'D0ANNA', limit: 3, cursor });
      seen.push(...(page['messages'] as { text: string }[]).map((message) => message.text));
      cursor = (page['response_metadata'] as { next_cursor: string }).next_cursor;
    } while (cursor !== '');
    expect(seen).toEqual(['m3', 'm2', 'm1', 'm0']);
    const thread = await call('conversations.replies', { channel: 'D0ANNA', ts: first['ts'] });
    expect(thread['messages']).toMatchObject([{ text: 'm0', reply_count: 1 }, { text: 'reply', thread_ts: first['ts'] }]);
  });

  it('counts edits and keeps every version', async () => {
    const { ts } = await post({ text: 'open', blocks: [actions(button())] });
    await call('chat.update', { channel: 'D0ANNA', ts, text: 'closed', blocks: [section('closed')] });
    expect(slack.message({ user: 'U0ANNA' })).toMatchObject({ text: 'closed', edits: 1, actions: [], words: 'closed' });
  });

  it('knows people by id and by address, in any case', async () => {
    expect(await call('users.lookupByEmail', { email: 'anna@example.com' })).toMatchObject({ user: { id: 'U0ANNA' } });
    expect(await call('users.lookupByEmail', { email: 'eve@example.com' })).toEqual({ ok: false, error: 'users_not_found' });
    expect(await call('users.list', { limit: 2 })).toMatchObject({ members: [{ id: 'U0GATEHOUSE' }, { id: 'U0ANNA' }], response_metadata: { next_cursor: expect.stringMatching(/.+/) } });
  });

  it('writes down every call with its outcome and without the token', async () => {
    await call('chat.postMessage', { channel: 'C0OPEN', text: 'hi', token: 'xoxb-right' });
    await call('users.info', { user: 'U0NOBODY' });
    expect(slack.calls().map(({ method, outcome }) => [method, outcome])).toEqual([['chat.postMessage', 'ok'], ['users.info', 'user_not_found']]);
    expect(JSON.stringify(slack.calls())).not.toContain('xoxb-right');
  });
});

describe('a mode of misbehaviour', () => {
  it('ends after the calls it was set for, and touches no other method', async () => {
    slack.mode({ mode: 'down', method: 'auth.test', calls: 1 });
    await expect(call('auth.test')).rejects.toThrow();
    expect(await call('auth.test')).toMatchObject({ ok: true });
    slack.mode({ mode: 'html', method: 'users.list' });
    expect(await call('auth.test')).toMatchObject({ ok: true });
  });

  it('for one method goes before the mode for all, and ok ends both', async () => {
    slack.mode({ mode: 'down' });
    slack.mode({ mode: 'ok', method: 'auth.test' });
    expect(await call('auth.test')).toMatchObject({ ok: true });
    await expect(call('users.list')).rejects.toThrow();
    slack.mode({ mode: 'ok' });
    expect(await call('users.list')).toMatchObject({ ok: true });
  });
});
