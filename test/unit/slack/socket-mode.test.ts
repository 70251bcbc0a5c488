import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Slack } from '../../../api/slack/listeners.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
let listeners: Slack;
let httpUrl: string;
beforeAll(async () => {
  house = await startHouse();
  // as with SLACK_APP_TOKEN and no SLACK_SIGNING_SECRET
  const other = await house.another({ appToken: 'xapp-test', signingSecrets: undefined });
  ({ listeners, url: httpUrl } = other);
  await connected();
  house.slack.pointAt('http://127.0.0.1:9/nobody');
});
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

const connected = (more = 1) => house.slack.until('a connection', () => (house.slack.socket.isOpen && house.slack.socket.connections >= more) || undefined);
const cast = async (id: string) => (await house.events(id)).filter(({ type }) => type === 'vote.cast');
const done = () => listeners.idle();

describe('over Socket Mode, without a signing secret', () => {
  it('§1.20 a click is acknowledged and is a vote through the door slack', async () => {
    const { id } = await house.inReview();
    const answer = await house.slack.click(slackId('theo'), await house.card(id, 'theo'), 'gatehouse:approve');
    expect(answer).toMatchObject({ status: 200, body: '' });
    await done();
    expect(await cast(id)).toMatchObject([{ actor: { kind: 'person', id: 'theo' }, body: { lane: 'technical', verdict: 'approve', door: 'slack', assurance: 'chat' } }]);
    expect(house.slack.sent()).toEqual([]);
  });

  it('a dialog opens, shows beside the field what is missing, and decides', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('bela'), await house.card(id, 'bela'), 'gatehouse:reject');
    await done();
    const modal = house.slack.modals(slackId('bela'))[0]!;
    await house.slack.submitModal(slackId('bela'), modal.id, { reason: ' ' });
    expect(house.slack.modals(slackId('bela'))[0]!.errors).toEqual({ reason: 'Say why in your own words.' });
    await house.slack.submitModal(slackId('bela'), modal.id, { reason: 'Not yet' });
    await done();
    expect(await cast(id)).toMatchObject([{ body: { person: 'bela', verdict: 'reject' } }]);
    expect(house.slack.modals(slackId('bela'))).toEqual([]);
  });

  it('the slash command lists what the caller owes', async () => {
    const { id } = await house.inReview();
    expect(await house.slack.slashCommand(slackId('theo'), '/gatehouse', '')).toMatchObject({ status: 200 });
    await done();
    expect(house.slack.whispers(slackId('theo')).map(({ text, blocks }) => text + JSON.stringify(blocks)).join()).toContain(id);
  });

  it('an envelope that comes twice is acknowledged twice and has one effect', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('theo'), await house.card(id, 'theo'), 'gatehouse:approve');
    expect(await house.slack.socket.repeat()).toMatchObject({ status: 200, body: '' });
    await done();
    expect(await cast(id)).toHaveLength(1);
    expect(house.slack.whispers(slackId('theo'))).toEqual([]);
  });

  it.each([
    ['says that it will hang up', () => house.slack.socket.hangUp()],
    ['hangs up without a word', () => house.slack.socket.stop()],
    ['gives no connection for a while', () => {
      house.slack.mode({ mode: 'down', method: 'apps.connections.open', calls: 1 });
      house.slack.socket.stop();
    }],
    ['refuses the token for a while', () => {
      house.slack.mode({ mode: 'html', method: 'apps.connections.open', calls: 1 });
      house.slack.socket.stop();
    }],
  ])('connects again when Slack %s, and clicks count as before', async (_, upset) => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const before = house.slack.socket.connections;
    upset();
    await connected(before + 1);
    expect(await house.slack.click(slackId('theo'), ref, 'gatehouse:approve')).toMatchObject({ status: 200 });
    await done();
    expect(await cast(id)).toHaveLength(1);
  });

  it('nothing is served at /slack/events', async () => {
    expect((await fetch(httpUrl, { method: 'POST', body: 'payload={}' })).status).toBe(404);
  });

  it('nothing comes in after the close', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    await listeners.close();
    await house.slack.until('the end', () => !house.slack.socket.isOpen || undefined);
    expect(await house.slack.click(slackId('theo'), ref, 'gatehouse:approve')).toMatchObject({ status: 0 });
    expect(await cast(id)).toEqual([]);
  });
});
