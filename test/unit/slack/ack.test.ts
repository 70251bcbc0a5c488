import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createStore } from '../../../store/store.ts';
import { createPool } from '../../../store/database.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

/** Somebody else holds the case's row until `release`: every command on it waits. */
async function held(id: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: house.api.database.ownerUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM cases WHERE id = $1 FOR UPDATE', [id]);
  return {
    async release() {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

/** Slack shows people an error after this. Milliseconds. */
const SLACK_WAITS = 3_000;

describe('an act in Slack is acknowledged before it is worked on', () => {
  it('a click, while the case is held by somebody else', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const lock = await held(id);
    const answer = await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.ack_ms).toBeLessThan(SLACK_WAITS);
    expect((await house.state(id)).votes).toEqual([]);
    await lock.release();
    expect(await house.told('theo')).toBe('');
    expect((await house.state(id)).votes).toHaveLength(1);
  });

  it('a dialog, while the case is held by somebody else', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('theo'), await house.card(id, 'theo'), 'gatehouse:reject');
    await house.listeners.idle();
    const lock = await held(id);
    const answer = await house.slack.submitModal(slackId('theo'), house.slack.modals(slackId('theo'))[0]!.id, { reason: 'No' });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.ack_ms).toBeLessThan(SLACK_WAITS);
    expect((await house.state(id)).votes).toEqual([]);
    await lock.release();
    await house.listeners.idle();
    expect((await house.state(id)).votes).toHaveLength(1);
  });

  it('two clicks that wait for the same case have one effect', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const lock = await held(id);
    const answers = await Promise.all([1, 2, 3].map(() => house.slack.click(slackId('theo'), ref, 'gatehouse:approve')));
    expect(answers.every(({ status, ack_ms }) => status === 200 && ack_ms < SLACK_WAITS)).toBe(true);
    await lock.release();
    await house.listeners.idle();
    expect((await house.state(id)).votes).toHaveLength(1);
    expect(house.slack.whispers(slackId('theo')).map(({ text }) => text.slice(0, 24))).toEqual(['You decided this already', 'You decided this already']);
  });

  it('a dialog opens although the record does not answer in time', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const { pool } = house.api.store;
    // the one connection is lent out, so a look at the record waits
    const narrow = createPool({ url: house.api.database.appUrl, max: 1 });
    const taken = await narrow.connect();
    const stuck = createStore({ pool: narrow, rules: house.api.store.rules, evidence: house.api.store.evidence });
    const slow = await house.another({ store: stuck, house: house.api.house });
    house.slack.pointAt(slow.url);
    const answer = await house.slack.click(slackId('theo'), ref, 'gatehouse:reject');
    expect(answer.ack_ms).toBeLessThan(SLACK_WAITS);
    await house.slack.until('the dialog', () => house.slack.modals(slackId('theo'))[0]);
    taken.release();
    await slow.listeners.idle();
    await narrow.end();
    house.slack.pointAt(`${house.api.url}/slack/events`);
    expect(pool.waitingCount).toBe(0);
  });
});

describe('when the database is away', () => {
  it('the person is told, and gets back what was typed', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('theo'), await house.card(id, 'theo'), 'gatehouse:reject');
    await house.listeners.idle();
    const broken = createStore({ pool: createPool({ url: 'postgres://nobody:x@127.0.0.1:9/none', max: 1 }), rules: house.api.store.rules, evidence: house.api.store.evidence });
    const other = await house.another({ store: broken, house: house.api.house });
    house.slack.pointAt(other.url);
    await house.slack.submitModal(slackId('theo'), house.slack.modals(slackId('theo'))[0]!.id, { reason: 'My words' });
    await other.listeners.idle();
    house.slack.pointAt(`${house.api.url}/slack/events`);
    expect(await house.told('theo')).toBe('Gatehouse could not record this just now. Please try again in a minute; it counts only once.\nWhat you typed:\n> My words');
    await broken.pool.end();
  });
});
