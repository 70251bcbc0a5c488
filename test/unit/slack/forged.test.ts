import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SentRequest } from '../../../api/simulator/dispatch.ts';
import { sign } from '../../../api/simulator/dispatch.ts';
import { PREVIOUS_SECRET, SECRET, slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

/** A genuine click on Approve that never reached us, ready to be sent. */
async function genuine(): Promise<{ readonly id: string; readonly sent: SentRequest }> {
  const { id } = await house.inReview();
  const ref = await house.card(id, 'theo');
  house.slack.pointAt('http://127.0.0.1:9/nobody');
  await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
  house.slack.pointAt(`${house.api.url}/slack/events`);
  return { id, sent: house.slack.sent().at(-1)! };
}
const seconds = (from = 0): string => String(Math.floor(Date.now() / 1000) + from);

/** Sends it, and answers the status and what it added to the ledger. */
async function attempt(send: () => Promise<{ readonly status: number; readonly body: string }>) {
  const before = await house.rows();
  const { status, body } = await send();
  await house.listeners.idle();
  return { status, body, added: (await house.rows()) - before, whispers: house.slack.whispers().length };
}

describe('a request that Slack did not send', () => {
  it.each([
    ['a signature made with another secret', 401, ({ body }) => ({ body, secret: 'another-secret' })],
    ['no signature', 401, ({ body }) => ({ body, signature: null })],
    ['a signature of another body', 401, ({ body, signature, timestamp }) => ({ body: `${body}&x=1`, signature, timestamp })],
    ['a signature of another moment', 401, ({ body, signature }) => ({ body, signature, timestamp: seconds(-1) })],
    ['an unknown version of signature', 401, ({ body, timestamp }) => ({ body, timestamp, signature: sign(SECRET, timestamp, body).replace('v0', 'v1') })],
    ['a timestamp more than five minutes old', 401, ({ body }) => ({ body, timestamp: seconds(-301) })],
    ['a timestamp more than five minutes ahead', 401, ({ body }) => ({ body, timestamp: seconds(302) })],
    ['a timestamp a day ahead', 401, ({ body }) => ({ body, timestamp: seconds(86_400) })],
    ['a timestamp that is no number', 401, ({ body }) => ({ body, timestamp: 'now' })],
    ['a body above 256 kB', 413, ({ body }) => ({ body: `${body}&pad=${'x'.repeat(256 * 1024)}` })],
    ['a body that is no form', 400, () => ({ body: 'payload=%7Bnot-json' })],
  ] as readonly (readonly [string, number, (sent: SentRequest) => Parameters<House['slack']['rawPost']>[0]])[])('with %s is answered %i and has no effect', async (_what, status, change) => {
    const { id, sent } = await genuine();
    const result = await attempt(() => house.slack.rawPost(change(sent)));
    expect(result).toMatchObject({ status, added: 0, whispers: 0 });
    expect((await house.state(id)).votes).toEqual([]);
  });

  it('by GET is answered 405 with what is allowed', async () => {
    const answer = await house.api.with(null).get('/slack/events');
    expect([answer.status, answer.headers.get('allow'), answer.body['code']]).toEqual([405, 'POST', 'method_not_allowed']);
  });

  it.each([
    ['a click of nobody', 400, { type: 'block_actions', actions: [{ action_id: 'gatehouse:approve' }] }],
    ['a click on nothing', 200, { type: 'block_actions', team: { id: 'T0GATEHOUSE' }, user: { id: 'U0THEO' }, actions: [{ action_id: 'gatehouse:approve' }] }],
  ])('signed, but %s, is answered %i and has no effect', async (_what, status, payload) => {
    expect(await attempt(() => house.slack.rawPost({ payload }))).toMatchObject({ status, added: 0 });
  });
});

describe('a request that Slack sent once', () => {
  it('within five minutes to either side is taken', async () => {
    for (const from of [-295, 295]) {
      const { id, sent } = await genuine();
      expect(await attempt(() => house.slack.rawPost({ body: sent.body, timestamp: seconds(from) }))).toMatchObject({ status: 200 });
      expect((await house.state(id)).votes).toHaveLength(1);
    }
  });

  it('signed with the previous secret is taken while that one is exchanged', async () => {
    const { id, sent } = await genuine();
    expect(await attempt(() => house.slack.rawPost({ body: sent.body, secret: PREVIOUS_SECRET }))).toMatchObject({ status: 200 });
    expect((await house.state(id)).votes).toHaveLength(1);
  });

  it('signed with a secret that was taken back is refused', async () => {
    const { id, sent } = await genuine();
    const later = await house.another({ signingSecrets: [SECRET] });
    house.slack.pointAt(later.url);
    expect(await attempt(() => house.slack.rawPost({ body: sent.body, secret: PREVIOUS_SECRET }))).toMatchObject({ status: 401, added: 0 });
    house.slack.pointAt(`${house.api.url}/slack/events`);
    expect((await house.state(id)).votes).toEqual([]);
  });

  it('has its effect once when it is sent again byte by byte', async () => {
    const { id, sent } = await genuine();
    const first = await attempt(() => house.slack.rawPost(sent));
    expect(first.added).toBeGreaterThan(0);
    const again = await Promise.all([1, 2, 3].map(() => house.slack.rawPost(sent)));
    expect(again.map(({ status, body }) => [status, body])).toEqual([[200, ''], [200, ''], [200, '']]);
    await house.listeners.idle();
    expect((await house.state(id)).votes).toHaveLength(1);
    expect((await house.events(id)).filter(({ type }) => type === 'command.refused')).toEqual([]);
    expect(house.slack.whispers()).toEqual([]);
  });

  it.each([
    ['a timestamp written in another way', ({ timestamp }) => ({ timestamp: `${timestamp}.0` })],
    ['a blank before the timestamp', ({ timestamp }) => ({ timestamp: `0${timestamp}` })],
    ['something after the signature', ({ signature }) => ({ signature: `${signature}=x` })],
  ] as readonly (readonly [string, (sent: SentRequest) => object])[])('cannot be made to look new by %s', async (_what, change) => {
    const { id, sent } = await genuine();
    await attempt(() => house.slack.rawPost(sent));
    expect(await attempt(() => house.slack.rawPost({ ...sent, ...change(sent) }))).toMatchObject({ status: 401, added: 0 });
    expect((await house.state(id)).votes).toHaveLength(1);
  });

  it('has its effect once even when another process gets the copy', async () => {
    const { id, sent } = await genuine();
    const other = await house.another();
    await attempt(() => house.slack.rawPost(sent));
    const before = await house.rows();
    house.slack.pointAt(other.url);
    expect(await house.slack.rawPost(sent)).toMatchObject({ status: 200, body: '' });
    await other.listeners.idle();
    house.slack.pointAt(`${house.api.url}/slack/events`);
    expect(await house.rows()).toBe(before);
    expect((await house.state(id)).votes).toHaveLength(1);
    expect(house.slack.whispers()).toEqual([]);
  });
});
