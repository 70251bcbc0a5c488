import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeChat } from '../../../activities/chat/fake.ts';
import type { TellDeps } from '../../../activities/telling/ports.ts';
import { tellPass, type Told } from '../../../activities/telling/tell.ts';
import type { Instant } from '../../../contracts/primitives.ts';
import { LEASE_MS } from '../../../store/deliveries.ts';
import type { Target } from '../../../store/store.ts';
import { testRenderer } from '../../support/renderer.ts';
import { toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let chat: FakeChat;
let deps: TellDeps;

beforeAll(async () => void (toys = await toyStore()));
afterAll(() => toys.end());
beforeEach(() => {
  chat = new FakeChat();
  toys.now = plus(3_600_000);
  deps = { store: toys.store, chat, email: null, onBug: (key, error) => expect([key, error]).toEqual([]), render: testRenderer() };
});

const plus = (ms: number): Instant => new Date(Date.parse(toys.now) + ms).toISOString();
const tell = (target: Target): Promise<Told> => tellPass(deps, target, 'chat', () => false);

/** One message a second goes to each person, the redraw of the card among them, in no order of their own. */
async function tellFor(target: Target, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    toys.now = plus(1_000);
    await tell(target);
  }
}

describe('a message that follows another about the same obligation', () => {
  it('hangs a reminder below the card that its reader has', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    await tell(target);
    await toys.run(target, 'remind');
    await tellFor(target, 3);
    const threads = chat.posts.map(({ ref, to, thread_ref }) => ({ ref, to, thread_ref }));
    const cardOf = (to: string) => threads.find((post) => post.to === to)!.ref;
    expect(threads.slice(2).map(({ to, thread_ref }) => thread_ref === cardOf(to))).toEqual([true, true]);
    expect(threads.slice(0, 2).map(({ thread_ref }) => thread_ref)).toEqual([null, null]);
  });

  it('posts a reminder by itself when somebody deleted the card', async () => {
    const target = await toys.open({ to: ['ada'] });
    await tell(target);
    await toys.run(target, 'remind');
    chat.failNext('post', { kind: 'permanent', code: 'thread_not_found' });
    await tellFor(target, 2);
    expect(chat.posts.map(({ thread_ref }) => thread_ref)).toEqual([null, null]);
  });

  it('finds a reminder that went out without an answer in its thread, and posts it once', async () => {
    const target = await toys.open({ to: ['ada'] });
    await tell(target);
    await toys.run(target, 'remind');
    chat.failNext('post', { kind: 'unclear', code: 'timeout' }, { arrives: true });
    await tellFor(target, 2);
    expect(chat.posts).toHaveLength(2);
    toys.now = plus(LEASE_MS);
    await tellFor(target, 2);
    expect(chat.posts).toHaveLength(2);
    expect(chat.posts[1]!.thread_ref).toBe(chat.posts[0]!.ref);
  });

  it('hangs all that follows below the one card, never below an answer to it', async () => {
    const target = await toys.open({ to: ['ada'] });
    await tell(target);
    for (const as of ['escalation', 'reminder', 'escalation']) {
      await toys.run(target, 'remind', { as });
      await tellFor(target, 5);
    }
    const [card, ...replies] = chat.posts;
    expect(replies.map(({ thread_ref }) => thread_ref)).toEqual([card!.ref, card!.ref, card!.ref]);
  });
});
