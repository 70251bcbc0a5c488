import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeEmail } from '../../../activities/email/fake.ts';
import { createRenderer } from '../../../activities/telling/render.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import type { DeliveriesTable } from '../../../store/schema.ts';
import { markFailed, markSent } from '../../../store/deliveries.ts';
import { messageId } from '../../../store/message-ids.ts';
import { tellUndelivered } from '../../../store/undelivered.ts';
import type { Target } from '../../../store/store.ts';
import { type As, startTestApi, type TestApi } from '../../support/api.ts';
import { ok, requestFor, seedSystem } from '../../support/seed.ts';
import { checked } from '../slack/fixture.ts';

let api: TestApi;
let machine: As;
beforeAll(async () => {
  api = await startTestApi({ directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'devon' ? { ...person, roles: ['admin'] } : person)) }) });
  const made = ok(await api.as('devon').post('/v1/tokens', { machine: 'mail-server', scopes: ['signals:write'] }));
  machine = api.with(String(made['token']));
});
afterAll(() => api.stop());

type Row = Pick<DeliveriesTable, 'key' | 'channel' | 'channels' | 'state' | 'last_error'>;

/** A case in review, and ruth's message about it, sent by e-mail after her chat had refused it. */
async function mailed(person = 'ruth') {
  const system = await seedSystem(api, { tier: 'medium' });
  const target: Target = { kind: 'deployment', id: String(ok(await api.as('mira').post('/v1/deployments', requestFor(system)))['id']) };
  await checked(api, target.id);
  const { rows } = await api.store.pool.query<Row>('SELECT key FROM deliveries WHERE case_id = $1 AND recipient = $2', [target.id, person]);
  const key = rows[0]!.key;
  await markFailed(api.store, target, [{ key, channel: 'chat', code: 'user_not_found' }]);
  await markSent(api.store, target, [{ key, channel: 'email' }]);
  return { target, key, message_id: messageId(key, 'gatehouse.example') };
}
const rowOf = async (key: string) => (await api.store.pool.query<Row>('SELECT key, channel, channels, state, last_error FROM deliveries WHERE key = $1', [key])).rows[0]!;
const noticesOf = async ({ id }: Target) => (await api.store.pool.query<{ recipient: string; about: Record<string, string> }>(`SELECT recipient, about FROM deliveries WHERE case_id = $1 AND about->>'event' = 'delivery.undeliverable' ORDER BY recipient`, [id])).rows;
const eventsOf = async ({ id }: Target, type: string) => (ok(await api.as('maya').get(`/v1/cases/${id}/events?limit=200`))['items'] as unknown as { type: string; body: object }[]).filter((event) => event.type === type);

describe('R-76 a message that the last channel refuses', () => {
  it('is told to the owner and the requester in the same pass, once', async () => {
    const system = await seedSystem(api, { tier: 'medium' });
    const target: Target = { kind: 'deployment', id: String(ok(await api.as('mira').post('/v1/deployments', requestFor(system)))['id']) };
    await checked(api, target.id);
    const email = new FakeEmail();
    const deps = { store: api.store, chat: null, email, onBug: (_key: string, error: unknown) => { throw error; }, render: createRenderer({ url: api.url, mailFrom: 'gatehouse@gatehouse.example' }) };
    await tellPass(deps, target, 'chat', () => false);
    const { rows } = await api.store.pool.query<{ recipient: string }>(`SELECT recipient FROM deliveries WHERE case_id = $1 AND channel = 'email' AND state = 'pending'`, [target.id]);
    for (const _row of rows) email.failNext({ kind: 'permanent', code: 'smtp_550' });
    await tellPass(deps, target, 'email', () => false);
    await tellPass(deps, target, 'email', () => false);
    const unheard = (await eventsOf(target, 'delivery.undeliverable')).map(({ body }) => (body as { recipient: string }).recipient);
    expect(unheard.sort()).toEqual(rows.map(({ recipient }) => recipient).sort());
    expect((await noticesOf(target)).map(({ recipient }) => recipient)).toContain('mira');
  });
});

describe('R-76 a message that a channel refuses while another is left', () => {
  it.each([
    ['user_disabled', 1, 'its reader was refused there'],
    ['no_address', 0, 'nobody refused it: the policy has a next channel for that'],
    ['channel_not_set_up', 0, 'the installation has no such channel'],
  ])('with the code %s is told to the owner %i times', async (code, times, _why) => {
    const system = await seedSystem(api, { tier: 'medium' });
    const target: Target = { kind: 'deployment', id: String(ok(await api.as('mira').post('/v1/deployments', requestFor(system)))['id']) };
    await checked(api, target.id);
    const { rows } = await api.store.pool.query<Row>('SELECT key FROM deliveries WHERE case_id = $1 AND recipient = $2', [target.id, 'ruth']);
    await markFailed(api.store, target, [{ key: rows[0]!.key, channel: 'chat', code }]);
    for (let turn = 0; turn < 2; turn += 1) await tellUndelivered(api.store, target);
    expect(await eventsOf(target, 'delivery.undeliverable')).toHaveLength(times);
    expect((await noticesOf(target)).filter(({ recipient, about }) => recipient === 'mira' && about['next_channel'] === 'email')).toHaveLength(times);
  });
});

describe('R-76 an e-mail that came back', () => {
  it('with no other channel left has failed, and the owner and the requester hear of it', async () => {
    const { target, key, message_id } = await mailed();
    expect(ok(await machine.post('/v1/bounces', { message_id, status: '5.1.1', diagnostic: 'smtp; 550 no such user' }))).toEqual({ effect: 'failed', case_id: target.id });
    expect(await rowOf(key)).toMatchObject({ state: 'failed', last_error: 'bounced_5.1.1' });
    const [event] = await eventsOf(target, 'delivery.undeliverable');
    expect(event?.body).toMatchObject({ recipient: 'ruth', code: 'bounced_5.1.1', obligation_id: expect.stringMatching(/^obl_/) });
    const notices = await noticesOf(target);
    expect(notices.map(({ recipient }) => recipient)).toContain('mira');
    expect(notices[0]!.about).toMatchObject({ unreached: 'ruth', code: 'bounced_5.1.1', obligation: 'sign_off', lane: 'risk' });
  });

  it('with a channel left goes on there, and the owner and the requester hear of it, once', async () => {
    const { target, key, message_id } = await mailed();
    const before = (await noticesOf(target)).length;
    await api.store.pool.query(`UPDATE deliveries SET channels = '{chat}' WHERE key = $1`, [key]);
    expect(ok(await machine.post('/v1/bounces', { message_id, status: '5.2.1' }))['effect']).toBe('moved');
    expect(await rowOf(key)).toMatchObject({ state: 'pending', channel: 'chat', channels: [], last_error: 'bounced_5.2.1' });
    const notices = (await noticesOf(target)).slice(before);
    expect(notices.map(({ recipient }) => recipient)).toContain('mira');
    expect(notices[0]!.about).toMatchObject({ unreached: 'ruth', code: 'bounced_5.2.1', next_channel: 'chat', obligation: 'sign_off', lane: 'risk' });
    expect(ok(await machine.post('/v1/bounces', { message_id, status: '5.2.1' }))['effect']).toBe('none');
    await tellUndelivered(api.store, target);
    expect(await noticesOf(target)).toHaveLength(before + notices.length);
  });

  it('and whose message fails on its last channel too is told once more, as one that reached nobody', async () => {
    const { target, key, message_id } = await mailed();
    await api.store.pool.query(`UPDATE deliveries SET channels = '{chat}' WHERE key = $1`, [key]);
    await machine.post('/v1/bounces', { message_id, status: '5.2.1' });
    await markFailed(api.store, target, [{ key, channel: 'chat', code: 'user_disabled' }]);
    await tellUndelivered(api.store, target);
    const bodies = (await eventsOf(target, 'delivery.undeliverable')).map(({ body }) => body);
    expect(bodies.map((body) => [(body as Record<string, string>)['code'], (body as Record<string, string>)['next_channel']])).toEqual([['bounced_5.2.1', 'chat'], ['user_disabled', undefined]]);
  });

  it('as the digest of several messages takes each of them on, in its own record', async () => {
    const all = [await mailed(), await mailed(), await mailed()];
    const [first, ...others] = all;
    await api.store.pool.query(`UPDATE deliveries SET digest_key = $2 WHERE key = ANY ($1)`, [others.map(({ key }) => key), first!.key]);
    await api.store.pool.query(`UPDATE deliveries SET channels = '{chat}' WHERE key = $1`, [others[0]!.key]);
    expect(ok(await machine.post('/v1/bounces', { message_id: first!.message_id, status: '5.1.1' }))).toEqual({ effect: 'moved', case_id: first!.target.id });
    expect(await Promise.all(all.map(async ({ key }) => (await rowOf(key)).state))).toEqual(['failed', 'pending', 'failed']);
    for (const { target } of all) expect((await noticesOf(target)).length).toBeGreaterThan(0);
  });

  it.each([
    ['4.4.1', 'noted', 'bounced_4.4.1', 'the mail server tries again'],
    ['2.1.5', 'none', null, 'it arrived'],
  ])('with the status %s is %s', async (status: string, effect: string, last_error: string | null, _why: string) => {
    const { target, key, message_id } = await mailed();
    expect(ok(await machine.post('/v1/bounces', { message_id, status }))['effect']).toBe(effect);
    expect(await rowOf(key)).toMatchObject({ state: 'sent', last_error });
    expect(await noticesOf(target)).toEqual([]);
  });

  it('is told once however often it is reported', async () => {
    const { target, message_id } = await mailed();
    const effects = [];
    for (let turn = 0; turn < 3; turn += 1) effects.push(ok(await machine.post('/v1/bounces', { message_id, status: '5.1.1' }))['effect']);
    expect(effects).toEqual(['failed', 'none', 'none']);
    expect(await eventsOf(target, 'delivery.undeliverable')).toHaveLength(1);
  });

  it('of whoever owns the matter is told to the requester, and of news about unreachable people to nobody', async () => {
    const { target, message_id } = await mailed();
    await machine.post('/v1/bounces', { message_id, status: '5.1.1' });
    const before = await noticesOf(target);
    const { rows } = await api.store.pool.query<Row>(`SELECT key FROM deliveries WHERE case_id = $1 AND about->>'event' = 'delivery.undeliverable' ORDER BY key`, [target.id]);
    for (const channel of ['chat', 'email'] as const) await markFailed(api.store, target, rows.map(({ key }) => ({ key, channel, code: 'smtp_550' })));
    await tellUndelivered(api.store, target);
    expect(await noticesOf(target)).toHaveLength(before.length);
    expect((await eventsOf(target, 'delivery.undeliverable')).slice(1).map(({ body }) => (body as { tell: string[] }).tell)).toEqual(before.map(() => []));
  });

  it.each([
    ['an id of another system', '<abc@mail.example>', 404],
    ['an id of no message', `<${'0'.repeat(40)}@gatehouse.example>`, 404],
    ['nothing', '', 422],
  ])('under %s is refused', async (_what, message_id, status) => {
    expect((await machine.post('/v1/bounces', { message_id, status: '5.1.1' })).status).toBe(status);
  });

  it('is not for people without the role of an administrator, nor for machines without the scope', async () => {
    const { message_id } = await mailed();
    const other = api.with(String(ok(await api.as('devon').post('/v1/tokens', { machine: 'reader', scopes: ['read'] }))['token']));
    expect((await other.post('/v1/bounces', { message_id, status: '5.1.1' })).status).toBe(403);
    expect((await api.as('ruth').post('/v1/bounces', { message_id, status: '5.1.1' })).status).toBe(403);
  });
});
