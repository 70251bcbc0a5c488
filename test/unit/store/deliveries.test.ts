import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LEASE_MS, markFailed, markGone, markSent, markShown, markUnclear, nextDueAt, reschedule, retell, takeDue } from '../../../store/deliveries.ts';
import { readEvents } from '../../../store/ledger.ts';
import { agendaNow } from '../../../store/read.ts';
import { closeUntil, takeSlot } from '../../../store/slots.ts';
import type { Target } from '../../../store/store.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { asWorkflow, toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let target: Target;
beforeAll(async () => {
  toys = await toyStore();
});
afterAll(() => toys.end());
beforeEach(async () => {
  toys.now = '2026-11-23T09:00:00.000Z';
  target = await toys.open({ to: ['ada', 'bob'] });
});

const take = () => takeDue(toys.store, target.id, 'chat', 10);
const typesOf = async () => (await readEvents(toys.store, target.id)).map((event) => event.type);

describe('a message', () => {
  it('is leased to one sender at a time', async () => {
    const [first, second] = await Promise.all([take(), take()]);
    expect([...first, ...second].map((due) => [due.recipient, due.intent, due.attempts])).toEqual(expect.arrayContaining([['ada', 'post', 1], ['bob', 'post', 1]]));
    expect([...first, ...second]).toHaveLength(2);
    expect(await nextDueAt(toys.store, target.id, 'chat')).toBe('2026-11-23T09:01:15.000Z');
  });

  it('is looked for before it is repeated when its sender died', async () => {
    await take();
    toys.now = new Date(Date.parse(toys.now) + LEASE_MS - 1).toISOString();
    expect(await take()).toEqual([]);
    toys.now = new Date(Date.parse(toys.now) + 1).toISOString();
    expect((await take()).map((due) => due.intent)).toEqual(['reconcile', 'reconcile']);
  });

  it('is looked for before it is repeated when no answer came', async () => {
    const [due] = await take();
    const agenda = await markUnclear(toys.store, target, [{ key: due!.key, channel: 'chat', code: 'timeout', next_at: '2026-11-23T09:00:10.000Z' }]);
    expect(agenda?.tell).toEqual(['chat']);
    expect(await take()).toEqual([]);
    toys.now = '2026-11-23T09:00:10.000Z';
    expect(await take()).toMatchObject([{ key: due!.key, intent: 'reconcile' }]);
  });

  it('is posted again, not looked for, when it surely was not sent', async () => {
    const [due] = await take();
    await reschedule(toys.store, target, [{ key: due!.key, channel: 'chat', code: 'rate_limited', next_at: '2026-11-23T09:00:30.000Z' }]);
    toys.now = '2026-11-23T09:00:30.000Z';
    expect(await take()).toMatchObject([{ key: due!.key, intent: 'post', attempts: 2 }]);
  });

  it('lands in the ledger when it went out, and the agenda no longer owes it', async () => {
    const due = await take();
    const agenda = await markSent(toys.store, target, due.map(({ key, channel }) => ({ key, channel, remote_ref: `ts-${key}`, shown_rev: 1 })));
    expect(agenda).toMatchObject({ rev: 2, tell: [], open: true });
    expect(await typesOf()).toEqual(['toy.opened', 'delivery.sent', 'delivery.sent']);
    const { rows } = await toys.owner.query('SELECT body FROM ledger WHERE stream = $1 AND seq = 2', [target.id]);
    expect(JSON.parse((rows as { body: string }[])[0]!.body)).toEqual({ key: due[0]!.key, channel: 'chat', recipient: due[0]!.recipient });
    expect((await verifyLedger(toys.store.pool)).bad).toBeNull();
  });

  it('that is reported sent twice counts once', async () => {
    const [due] = await take();
    const sent = [{ key: due!.key, channel: due!.channel, remote_ref: 'x', shown_rev: 1 }];
    await markSent(toys.store, target, sent);
    await markSent(toys.store, target, sent);
    expect(await typesOf()).toEqual(['toy.opened', 'delivery.sent']);
  });

  it('goes to the next channel when it is refused for good, and fails after the last', async () => {
    const [due] = await take();
    const moved = await markFailed(toys.store, target, [{ key: due!.key, channel: 'chat', code: 'channel_not_found' }]);
    expect(moved?.tell).toEqual(['chat', 'email']);
    expect(await takeDue(toys.store, target.id, 'email', 10)).toMatchObject([{ key: due!.key, intent: 'post', channel: 'email' }]);
    const failed = await markFailed(toys.store, target, [{ key: due!.key, channel: 'email', code: 'no_mailbox' }]);
    expect(failed?.tell).toEqual(['chat']);
    const bodies = (await readEvents(toys.store, target.id)).slice(1).map((event) => event.body);
    expect(bodies).toMatchObject([
      { channel: 'chat', code: 'channel_not_found', next_channel: 'email' },
      { channel: 'email', code: 'no_mailbox', next_channel: null },
    ]);
  });

  it('that is still unsent at the policy step goes to its next channel by escalate', async () => {
    expect(await agendaNow(toys.store, target.id)).toMatchObject({ wake_at: '2026-11-23T09:15:00.000Z', tell: ['chat'] });
    toys.now = '2026-11-23T09:15:00.000Z';
    const escalated = await toys.run(target, 'escalate', {}, asWorkflow('w'));
    expect(escalated).toMatchObject({ ok: true, events: [], agenda: { tell: ['email'], wake_at: null } });
    expect((await readEvents(toys.store, target.id)).slice(1)).toMatchObject([
      { type: 'delivery.failed', body: { code: 'not_sent_in_time', channel: 'chat', next_channel: 'email' } },
      { type: 'delivery.failed', body: { code: 'not_sent_in_time', channel: 'chat', next_channel: 'email' } },
    ]);
    expect(await takeDue(toys.store, target.id, 'email', 10)).toHaveLength(2);
  });

  it('that is being sent right now is left where it is by escalate', async () => {
    toys.now = '2026-11-23T09:14:30.000Z';
    await takeDue(toys.store, target.id, 'chat', 1);
    toys.now = '2026-11-23T09:15:00.000Z';
    expect(await toys.run(target, 'escalate', {}, asWorkflow('w'))).toMatchObject({ agenda: { tell: ['chat', 'email'] } });
  });
});

describe('a message that moved on to e-mail while its chat still had it', () => {
  const rowOf = async (key: string) => (await toys.owner.query('SELECT channel, state, remote_ref, shown_rev::int AS shown_rev FROM deliveries WHERE key = $1', [key])).rows[0] as object;
  const sent = async (key: string) =>
    (await readEvents(toys.store, target.id)).filter(({ type, body }) => type === 'delivery.sent' && body['key'] === key).map(({ body }) => body['channel']);
  let key: string;

  beforeEach(async () => {
    const due = await take();
    key = due[0]!.key;
    await markUnclear(toys.store, target, due.map((one) => ({ key: one.key, channel: 'chat', code: 'timeout' })));
    toys.now = '2026-11-23T09:15:00.000Z';
    await toys.run(target, 'escalate', {}, asWorkflow('w'));
    expect(await rowOf(key)).toMatchObject({ channel: 'email', state: 'pending' });
  });

  it('counts as told in the chat when that turns out late, and its copy is redrawn there', async () => {
    await markSent(toys.store, target, [{ key, channel: 'chat', remote_ref: 'D1/1', shown_rev: 1 }]);
    expect(await rowOf(key)).toEqual({ channel: 'chat', state: 'sent', remote_ref: 'D1/1', shown_rev: 1 });
    expect((await takeDue(toys.store, target.id, 'email', 10)).map((due) => due.key)).not.toContain(key);
    await toys.run(target, 'vote', { reason: 'x' });
    expect((await take()).map((due) => [due.key, due.intent])).toEqual([[key, 'redraw']]);
    expect(await sent(key)).toEqual(['chat']);
  });

  it('stands for the copy in the chat when the e-mail went out too, and is not mailed again', async () => {
    const posted = { key, channel: 'chat', remote_ref: 'D1/1', shown_rev: 1 } as const;
    const mailed = { key, channel: 'email', shown_rev: 2 } as const;
    expect((await takeDue(toys.store, target.id, 'email', 10)).map((due) => due.key)).toContain(key);
    await markSent(toys.store, target, [posted]);
    await markSent(toys.store, target, [mailed]);
    expect(await rowOf(key)).toMatchObject({ channel: 'chat', state: 'sent', remote_ref: 'D1/1' });
    expect(await sent(key)).toEqual(['chat', 'email']);
    toys.now = '2026-11-23T09:30:00.000Z';
    await toys.run(target, 'vote', { reason: 'x' });
    expect((await takeDue(toys.store, target.id, 'email', 10)).map((one) => one.key)).not.toContain(key);
  });

  it('is redrawn in the chat when it turns out, after the e-mail went out, that it was posted there', async () => {
    await markSent(toys.store, target, [{ key, channel: 'email', shown_rev: 2 }]);
    await markSent(toys.store, target, [{ key, channel: 'chat', remote_ref: 'D1/1', shown_rev: 1 }]);
    expect(await rowOf(key)).toMatchObject({ channel: 'chat', state: 'sent', remote_ref: 'D1/1' });
    expect(await sent(key)).toEqual(['email', 'chat']);
  });

  it('never has a reference to redraw by e-mail', async () => {
    await markSent(toys.store, target, [{ key, channel: 'email', remote_ref: 'D1/1', shown_rev: 1 }]);
    expect(await rowOf(key)).toMatchObject({ channel: 'email', state: 'sent', remote_ref: null });
    await toys.run(target, 'vote', { reason: 'x' });
    expect((await takeDue(toys.store, target.id, 'email', 10)).map((due) => due.key)).not.toContain(key);
  });

  it('hears nothing of what became of the chat otherwise', async () => {
    await markFailed(toys.store, target, [{ key, channel: 'chat', code: 'user_disabled' }]);
    await reschedule(toys.store, target, [{ key, channel: 'chat', code: 'ratelimited', next_at: '2026-11-24T09:00:00.000Z' }]);
    await markGone(toys.store, target, [{ key, channel: 'chat' }]);
    expect(await rowOf(key)).toMatchObject({ channel: 'email', state: 'pending' });
    expect((await takeDue(toys.store, target.id, 'email', 10)).map((due) => due.key)).toContain(key);
  });
});

describe('a copy that was posted', () => {
  beforeEach(async () => {
    const due = await take();
    await markSent(toys.store, target, due.map(({ key, channel }) => ({ key, channel, remote_ref: `ts-${key}`, shown_rev: 1 })));
  });

  it('is owed a redraw by each change of the case, one call at a time', async () => {
    const voted = await toys.run(target, 'vote', { reason: 'x' });
    expect(voted.agenda?.tell).toEqual(['chat']);
    const due = await take();
    expect(due).toMatchObject([{ intent: 'redraw' }, { intent: 'redraw' }]);
    expect(await take()).toEqual([]);
    const rev = voted.agenda!.rev;
    const agenda = await markShown(toys.store, target, due.map(({ key, channel }) => ({ key, channel, shown_rev: rev })));
    expect(agenda?.tell).toEqual([]);
    expect((await typesOf()).filter((type) => type.startsWith('delivery.'))).toHaveLength(2);
  });

  it('is owed another redraw when it shows a state that has passed', async () => {
    const first = await toys.run(target, 'vote', { reason: 'x' });
    const due = await take();
    await toys.run(target, 'note', { text: 'meanwhile' });
    const agenda = await markShown(toys.store, target, due.map(({ key, channel }) => ({ key, channel, shown_rev: first.agenda!.rev })));
    expect(agenda?.tell).toEqual(['chat']);
    expect(await take()).toHaveLength(2);
  });

  it('is not owed one by a refusal, nor by another message going out', async () => {
    await toys.run(target, 'vote', { reason: 'x' });
    await markShown(toys.store, target, (await take()).map(({ key, channel }) => ({ key, channel, shown_rev: 99 })));
    const refused = await toys.run(target, 'vote', { reason: 'y' });
    expect(refused).toMatchObject({ ok: false, agenda: { tell: [] } });
  });

  it('that was deleted by hand is left alone from then on', async () => {
    await toys.run(target, 'vote', { reason: 'x' });
    const agenda = await markGone(toys.store, target, await take());
    expect(agenda?.tell).toEqual([]);
    expect((await toys.run(target, 'note', { text: 'x' })).agenda?.tell).toEqual([]);
  });
});

describe('a record that ended', () => {
  it('stays open until everybody was told', async () => {
    await markSent(toys.store, target, await take());
    expect((await toys.run(target, 'close')).agenda).toMatchObject({ open: true, tell: ['email'] });
    const [due] = await takeDue(toys.store, target.id, 'email', 10);
    expect(await markSent(toys.store, target, [due!])).toMatchObject({ open: false, tell: [] });
  });
});

describe('an agenda that owes a message which is not there', () => {
  it('is put right by a sender that finds nothing to do', async () => {
    await toys.owner.query("UPDATE deliveries SET state = 'superseded' WHERE case_id = $1", [target.id]);
    expect(await retell(toys.store, target)).toMatchObject({ tell: [], rev: 2 });
  });
});

describe('a slot', () => {
  it('is taken by one of many, and is free again after the gap', async () => {
    const tries = await Promise.all(Array.from({ length: 8 }, () => takeSlot(toys.store, 'chat', 'C1', 1_000)));
    expect(tries.filter((slot) => slot.taken)).toHaveLength(1);
    expect(tries.find((slot) => !slot.taken)).toEqual({ taken: false, free_at: '2026-11-23T09:00:01.000Z' });
    toys.now = '2026-11-23T09:00:01.000Z';
    expect(await takeSlot(toys.store, 'chat', 'C1', 1_000)).toEqual({ taken: true });
  });

  it('is closed as long as the other side asked, and no shorter', async () => {
    await closeUntil(toys.store, 'chat', 'C2', '2026-11-23T09:00:30.000Z');
    await closeUntil(toys.store, 'chat', 'C2', '2026-11-23T09:00:10.000Z');
    expect(await takeSlot(toys.store, 'chat', 'C2', 1_000)).toEqual({ taken: false, free_at: '2026-11-23T09:00:30.000Z' });
  });
});
