import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeChat } from '../../../activities/chat/fake.ts';
import { FakeEmail } from '../../../activities/email/fake.ts';
import type { TellDeps } from '../../../activities/telling/ports.ts';
import { tellPass } from '../../../activities/telling/tell.ts';
import type { Channel, Instant } from '../../../contracts/primitives.ts';
import { readEvents } from '../../../store/ledger.ts';
import type { Target } from '../../../store/store.ts';
import { testRenderer } from '../../support/renderer.ts';
import { HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';
import { TOY_DIRECTORY, TOY_POLICY } from '../../support/toy.ts';

/** From the third reminder within five minutes on they wait. */
const DIGEST = { from: 3, within: 'PT5M', kinds: ['reminder' as const] };
const POLICY = { ...TOY_POLICY, ladders: { ...TOY_POLICY.ladders, channels: { ...TOY_POLICY.ladders.channels, digest: DIGEST } } };

let toys: ToyStore;
let chat: FakeChat;
let email: FakeEmail;
let deps: TellDeps;

// what one test leaves waiting would go along with the next one's
beforeEach(async () => {
  toys = await toyStore({ empty: true });
  await toys.run(HOUSE, 'load', { directory: TOY_DIRECTORY, policies: [POLICY] });
  chat = new FakeChat();
  email = new FakeEmail();
  deps = { store: toys.store, chat, email, onBug: (key, error) => expect([key, error]).toEqual([]), render: testRenderer() };
});
afterEach(() => toys.end());

const plus = (ms: number): Instant => new Date(Date.parse(toys.now) + ms).toISOString();
const tell = (target: Target, channel: Channel = 'chat') => tellPass(deps, target, channel, () => false);
const passTo = (at: string): void => void (toys.now = `${toys.now.slice(0, 10)}T${at}.000Z`);

/** Cases whose assignee got the first message hours ago. */
async function cases(many: number): Promise<Target[]> {
  const found: Target[] = [];
  for (let one = 0; one < many; one += 1) found.push(await toys.open({ to: ['ada'] }));
  for (const target of found) {
    await tell(target);
    toys.now = plus(1_000);
  }
  passTo('12:00:00');
  return found;
}
/** Each case owes ada a reminder, and has seconds of its own to send it and to redraw its card. */
async function remindAll(all: readonly Target[]): Promise<void> {
  for (const target of all) {
    await toys.run(target, 'remind');
    await tellFor([target], 3);
  }
}
/** A second for each try: one message a second goes to each person. */
async function tellFor(all: readonly Target[], times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const target of all) {
      toys.now = plus(1_000);
      await tell(target);
    }
  }
}
const reminders = () => chat.posts.map(({ message }) => message.text.split(' ').filter((key) => key.includes('/remind-')).length).filter((n) => n > 0);
const sentIn = async ({ id }: Target) => (await readEvents(toys.store, id)).filter(({ type, body }) => type === 'delivery.sent' && String(body['key']).includes('remind')).length;

describe('many messages to one person within a short time', () => {
  it('go out one by one at first; further ones wait and go out as one, which every record knows as sent', async () => {
    const all = await cases(6);
    await remindAll(all);
    expect(reminders()).toEqual([1, 1]);
    passTo('12:05:00');
    expect(await tell(all[5]!)).toMatchObject({ done: true });
    expect(reminders()).toEqual([1, 1, 4]);
    for (const target of all) expect(await tell(target)).toMatchObject({ done: true });
    expect(reminders()).toEqual([1, 1, 4]);
    expect(await Promise.all(all.map(sentIn))).toEqual([1, 1, 1, 1, 1, 1]);
    // so that a digest that comes back takes all of them on
    const { rows } = await toys.store.pool.query<{ case_id: string; digest_key: string }>('SELECT case_id, digest_key FROM deliveries WHERE digest_key IS NOT NULL');
    expect(rows.map(({ case_id }) => case_id).sort()).toEqual(all.slice(2, 5).map(({ id }) => id).sort());
    expect(new Set(rows.map(({ digest_key }) => digest_key.split('/')[0]))).toEqual(new Set([all[5]!.id]));
  });

  it('go out by themselves again once it is quiet', async () => {
    const all = await cases(4);
    await remindAll(all);
    passTo('13:00:00');
    for (const target of all) await tell(target);
    const before = reminders().length;
    passTo('14:00:00');
    await remindAll(all.slice(0, 2));
    expect(reminders().slice(before)).toEqual([1, 1]);
  });

  it('never hold back what asks for the first time', async () => {
    const all = await cases(4);
    await remindAll(all);
    const fresh = await toys.open({ to: ['ada'] });
    toys.now = plus(1_000);
    await tell(fresh);
    expect(chat.posts.at(-1)!.message.text).toContain('/sign_off');
  });

  it('are looked for by the key of the first when nobody knows whether the digest arrived, and none is lost', async () => {
    const all = await cases(5);
    await remindAll(all);
    passTo('12:05:00');
    chat.failNext('post', { kind: 'unclear', code: 'timeout' }, { arrives: true });
    await tell(all[2]!);
    passTo('12:30:00');
    await tellFor(all, 3);
    expect(await Promise.all(all.map(sentIn))).toEqual([1, 1, 1, 1, 1]);
    // what had arrived is redrawn as the first one's own message, and the others go together again
    expect(reminders()).toEqual([1, 1, 1, 2]);
  });

  it('move on to the next channel together when the chat refuses the digest for good', async () => {
    const all = await cases(4);
    await remindAll(all);
    passTo('12:05:00');
    chat.failNext('post', { kind: 'permanent', code: 'user_disabled' });
    await tell(all[2]!);
    for (const target of all) await tell(target, 'email');
    expect(email.sent.map(({ message_id }) => message_id).filter((id) => id.includes('/remind-'))).toHaveLength(2);
  });
});
