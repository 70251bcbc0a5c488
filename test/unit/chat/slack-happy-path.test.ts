import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import type { ChatMessage, ChatPort } from '../../../activities/chat/port.ts';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { emulateServer, ownSimulator } from '../../support/slack-far-ends.ts';
import type { FarEnd } from '../../support/slack-far-ends.ts';

const message = (words: string): ChatMessage => ({
  text: words,
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: words } },
    { type: 'section', text: { type: 'mrkdwn', text: 'Due <!date^1795000000^{date_short_pretty} {time}|soon>' } },
    { type: 'actions', block_id: 'vote', elements: [{ type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'obl_1' }] },
  ],
});

/** One suite against two servers: what holds only for our own would be our own misunderstanding. */
describe.each([
  ['our stand-in', ownSimulator],
  ['emulate', emulateServer],
])('the Slack adapter against %s', (_name, open) => {
  let far: FarEnd;
  let chat: ChatPort;
  let client: WebClient;

  beforeAll(async () => {
    far = await open();
    chat = createSlackChat({ token: far.token, apiUrl: far.apiUrl });
    client = new WebClient(far.token, { slackApiUrl: far.apiUrl });
  });
  afterAll(() => far.stop());

  async function stored(ref: string) {
    const [channel, ts] = ref.split('/') as [string, string];
    const answer = await client.conversations.replies({ channel, ts, include_all_metadata: true });
    return answer.messages!.find((each) => each.ts === ts)!;
  }

  it('opens a direct message for a user id and posts text, blocks and the key', async () => {
    const { ref } = await chat.post(far.person, message('Please sign'), 'key-dm');
    expect(ref).toMatch(/^D[A-Z0-9]+\/\d+\.\d{6}$/);
    const found = await stored(ref);
    expect(found.text).toBe('Please sign');
    expect(found.blocks).toHaveLength(3);
    expect(found.metadata).toEqual({ event_type: 'gatehouse_delivery', event_payload: { key: 'key-dm' } });
  });

  it('posts to a channel id as it is', async () => {
    const { ref } = await chat.post(far.channel, message('For everybody'), 'key-channel');
    expect(ref.split('/')[0]).toBe(far.channel);
  });

  it('redraws a message in place and keeps its key', async () => {
    const { ref } = await chat.post(far.person, message('Open'), 'key-redraw');
    await chat.update(ref, { text: 'Approved by Ben', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*Approved*' } }] });
    const found = await stored(ref);
    expect(found.text).toBe('Approved by Ben');
    expect(found.blocks).toHaveLength(1);
    expect(await chat.find(far.person, 'key-redraw')).toEqual({ ref });
  });

  it('finds a post by its key and nothing for a key that was never posted', async () => {
    const { ref } = await chat.post(far.person, message('One of many'), 'key-find');
    await chat.post(far.person, message('Another'), 'key-other');
    expect(await chat.find(far.person, 'key-find')).toEqual({ ref });
    expect(await chat.find(far.person, 'key-never')).toBeNull();
  });

  it('answers in a thread, and finds the answer in that thread only', async () => {
    const parent = await chat.post(far.person, message('The request'), 'key-parent');
    const reply = await chat.post(far.person, message('A reminder'), 'key-reply', parent.ref);
    expect((await stored(parent.ref)).reply_count).toBe(1);
    expect(await chat.find(far.person, 'key-reply', parent.ref)).toEqual(reply);
    expect(await chat.find(far.person, 'key-reply')).toBeNull();
  });

  it('opens a dialog for the person behind a trigger id', async () => {
    const view = {
      type: 'modal',
      callback_id: 'reason',
      title: { type: 'plain_text', text: 'Reject' },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [
        { type: 'input', block_id: 'reason', label: { type: 'plain_text', text: 'Why?' }, element: { type: 'plain_text_input', action_id: 'text', multiline: true } },
      ],
    } as const;
    const trigger = await far.trigger();
    await chat.openModal(trigger, { ...view, blocks: [...view.blocks] });
    await expect(chat.openModal(trigger, { ...view, blocks: [...view.blocks] })).rejects.toMatchObject({
      failure: { kind: 'permanent', code: 'exchanged_trigger_id' },
    });
  });

  it('tells one person something privately in a channel', async () => {
    await expect(chat.tellPrivately(far.channel, far.person, 'You may not sign this')).resolves.toBeUndefined();
  });

  it.each([
    ['a channel that is not there', () => chat.post('C0NOWHERE', message('x'), 'k'), 'channel_not_found'],
    ['a user who is not there', () => chat.post('U0NOBODY', message('x'), 'k'), 'user_not_found'],
    ['a message that is not there', () => chat.update(`${far.channel}/1700000000.000000`, message('x')), 'message_not_found'],
  ])('gives up at once on %s', async (_what, act, code) => {
    await expect(act()).rejects.toMatchObject({ failure: { kind: 'permanent', code } });
  });
});
