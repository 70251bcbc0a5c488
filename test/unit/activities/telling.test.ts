import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeChat } from '../../../activities/chat/fake.ts';
import { FakeEmail } from '../../../activities/email/fake.ts';
import { DeliveryError } from '../../../activities/delivery-error.ts';
import type { TellDeps } from '../../../activities/telling/ports.ts';
import { tellPass, type Told } from '../../../activities/telling/tell.ts';
import type { Person } from '../../../contracts/directory.ts';
import type { Channel, Instant } from '../../../contracts/primitives.ts';
import type { Target } from '../../../store/store.ts';
import { LEASE_MS, SEND_LIMIT_MS } from '../../../store/deliveries.ts';
import { readRecord } from '../../../store/read.ts';
import { testRenderer } from '../../support/renderer.ts';
import { HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';
import { TOY_POLICY, type ToyState } from '../../support/toy.ts';

let toys: ToyStore;
let chat: FakeChat;
let email: FakeEmail;
let bugs: string[];
let deps: TellDeps;

beforeAll(async () => {
  toys = await toyStore();
});
afterAll(() => toys.end());
beforeEach(() => {
  chat = new FakeChat();
  email = new FakeEmail();
  bugs = [];
  toys.now = plus(3_600_000);
  deps = {
    store: toys.store,
    chat,
    email,
    onBug: (key) => void bugs.push(key),
    render: testRenderer({ chat: ({ state }, { recipient }) => ({ text: `${recipient}: ${(state as ToyState).votes.length} votes`, blocks: [] }) }),
  };
});

const plus = (ms: number): Instant => new Date(Date.parse(toys.now) + ms).toISOString();
const tell = (target: Target, channel: Channel = 'chat', isEnding = () => false): Promise<Told> =>
  tellPass(deps, target, channel, isEnding);
const toldOf = (told: Told) => (told.done ? told.agenda?.tell : told.wait_ms);
const texts = () => chat.posts.map(({ message }) => message.text);

describe('a pass over what a record owes on a channel', () => {
  it('sends each message owed there once, and answers that nothing is owed any more', async () => {
    const target = await toys.open({ to: ['ada', 'bob', 'cleo'] });
    expect(toldOf(await tell(target))).toEqual([]);
    expect(texts().sort()).toEqual(['ada: 0 votes', 'bob: 0 votes', 'cleo: 0 votes']);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(3);
  });

  it('redraws every copy when the record moved on, one message a second to each person', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    await tell(target);
    await toys.run(target, 'vote', { reason: 'fine' });
    expect(toldOf(await tell(target))).toBe(1_000);
    toys.now = plus(1_000);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(texts().sort()).toEqual(['ada: 1 votes', 'bob: 1 votes']);
    expect(chat.posts.every(({ edits }) => edits === 1)).toBe(true);
  });

  it('posts a copy that was not sent yet in its present form', async () => {
    const target = await toys.open({ to: ['ada'] });
    await toys.run(target, 'vote', { reason: 'fine' });
    await tell(target);
    expect(texts()).toEqual(['ada: 1 votes']);
    expect(chat.posts[0]!.edits).toBe(0);
  });

  it('does not post what was withdrawn before it was sent', async () => {
    const target = await toys.open({ to: ['ada'] });
    await toys.run(target, 'close');
    expect(toldOf(await tell(target))).toEqual(['email']);
    expect(chat.posts).toEqual([]);
    expect(toldOf(await tell(target, 'email'))).toEqual([]);
    expect(email.sent.map(({ to }) => to)).toEqual(['ada@example.org']);
  });

  it('goes on to the next channel at once when one refuses for good', async () => {
    const target = await toys.open({ to: ['ada'] });
    chat.failNext('post', { kind: 'permanent', code: 'user_disabled' });
    expect(toldOf(await tell(target))).toEqual(['email']);
    expect(toldOf(await tell(target, 'email'))).toEqual([]);
    expect(email.sent).toHaveLength(1);
  });

  it('goes on to the next channel when a person has no address there, or the channel is not set up', async () => {
    const target = await toys.open({ to: ['eve', 'ada'] });
    expect(toldOf(await tell(target))).toEqual(['email']);
    expect(texts()).toEqual(['ada: 0 votes']);
    const other = await toys.open({ to: ['bob'] });
    deps = { ...deps, chat: null };
    expect(toldOf(await tell(other))).toEqual(['email']);
  });

  it('keeps away from a destination for as long as it was asked to', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    chat.failNext('post', { kind: 'retry_after', at_least_ms: 20_000, code: 'ratelimited' });
    expect(toldOf(await tell(target))).toBe(20_000);
    expect(chat.posts).toHaveLength(1);
    toys.now = plus(19_000);
    expect(toldOf(await tell(target))).toBe(1_000);
    toys.now = plus(1_000);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(2);
  });

  it('tries again with growing breaks while the channel is away, none longer than 30 s', async () => {
    const target = await toys.open({ to: ['ada'] });
    const down = new DeadChat();
    deps = { ...deps, chat: down };
    const waits: unknown[] = [];
    for (let round = 0; round < 6; round += 1) {
      const wait = toldOf(await tell(target)) as number;
      waits.push(wait);
      toys.now = plus(wait);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    deps = { ...deps, chat };
    expect(toldOf(await tell(target))).toBe(2_000);
    toys.now = plus(2_000);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(1);
  });

  it('looks whether an unclear message arrived before it repeats it, and then redraws the copy it found', async () => {
    const target = await toys.open({ to: ['ada'] });
    chat.failNext('post', { kind: 'unclear', code: 'timeout' }, { arrives: true });
    expect(toldOf(await tell(target))).toBe(1_000);
    toys.now = plus(1_000);
    await toys.run(target, 'vote', { reason: 'fine' });
    expect(toldOf(await tell(target))).toBe(1_000);
    toys.now = plus(1_000);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(texts()).toEqual(['ada: 1 votes']);
  });

  it('posts an unclear message that did not arrive, and does not forget the doubt while it cannot look', async () => {
    const target = await toys.open({ to: ['ada'] });
    chat.failNext('post', { kind: 'unclear', code: 'timeout' });
    await tell(target);
    toys.now = plus(1_000);
    chat.failNext('find', { kind: 'retryable', code: 'http_503' });
    expect(toldOf(await tell(target))).toBe(2_000);
    toys.now = plus(2_000);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(1);
  });

  it('sends an unclear e-mail again under the same Message-ID', async () => {
    const target = await toys.open({ to: ['ada'] });
    await toys.run(target, 'close');
    email.failNext({ kind: 'unclear', code: 'ETIMEDOUT' }, { arrives: true });
    expect(toldOf(await tell(target, 'email'))).toBe(1_000);
    toys.now = plus(1_000);
    expect(toldOf(await tell(target, 'email'))).toEqual([]);
    expect(email.sent).toHaveLength(2);
    expect(new Set(email.sent.map(({ message_id }) => message_id)).size).toBe(1);
  });

  it('looks for a message whose sender died, once its lease has ended', async () => {
    const target = await toys.open({ to: ['ada'] });
    deps = { ...deps, chat: new HangingChat() };
    void tell(target).catch(() => undefined);
    await until(async () => (await toys.owner.query("SELECT 1 FROM deliveries WHERE case_id = $1 AND state = 'sending'", [target.id])).rowCount === 1);
    deps = { ...deps, chat };
    expect(toldOf(await tell(target))).toBe(30_000);
    toys.now = plus(LEASE_MS);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(1);
  });

  it('redraws the copy of somebody who has left or lost the address meanwhile: its buttons vanish too (§1.20)', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    await tell(target);
    const before = (await readRecord(toys.store, { kind: 'house', id: 'house' }))!.facts.directory;
    const gone = (person: Person): Person => {
      const { slack_user_id: _, ...rest } = person;
      return person.id === 'ada' ? { ...person, left_on: '2020-01-01' } : person.id === 'bob' ? rest : person;
    };
    try {
      await toys.run(HOUSE, 'load', { directory: { ...before, people: before.people.map(gone) }, policies: [TOY_POLICY] });
      await toys.run(target, 'vote', { reason: 'fine' });
      toys.now = plus(2_000);
      expect(toldOf(await tell(target))).toEqual([]);
      expect(texts()).toEqual(expect.arrayContaining(['ada: 1 votes', 'bob: 1 votes']));
      expect(chat.posts).toHaveLength(2);
    } finally {
      await toys.run(HOUSE, 'load', { directory: before, policies: [TOY_POLICY] });
    }
  });

  it('does not post in the try whose search for the message took nearly all of its time', async () => {
    const target = await toys.open({ to: ['ada'] });
    chat.failNext('post', { kind: 'unclear', code: 'timeout' });
    await tell(target);
    toys.now = plus(1_000);
    const slow = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(SEND_LIMIT_MS);
    try {
      expect(toldOf(await tell(target))).toBe(2_000);
    } finally {
      slow.mockRestore();
    }
    expect(chat.posts).toEqual([]);
    toys.now = plus(2_000);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(1);
  });

  it('leaves a copy alone that somebody deleted', async () => {
    const target = await toys.open({ to: ['ada'] });
    await tell(target);
    await toys.run(target, 'vote', { reason: 'fine' });
    toys.now = plus(1_000);
    chat.failNext('update', { kind: 'permanent', code: 'message_not_found' });
    expect(toldOf(await tell(target))).toEqual([]);
    await toys.run(target, 'note', { text: 'more' });
    expect(toldOf(await tell(target))).toEqual([]);
  });

  it('reports a bug in one message and sends the others', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    const { render } = deps;
    deps = { ...deps, render: { ...render, chat: (record, row) => (row.recipient === 'ada' ? explode() : render.chat(record, row)) } };
    expect(toldOf(await tell(target))).toBe(1_000);
    expect(texts()).toEqual(['bob: 0 votes']);
    expect(bugs).toHaveLength(1);
  });

  it('ends between two batches when its worker stops, and the next one goes on', async () => {
    const target = await toys.open({ to: ['ada'] });
    expect(await tell(target, 'chat', () => true)).toMatchObject({ done: false });
    expect(chat.posts).toEqual([]);
    expect(toldOf(await tell(target))).toEqual([]);
    expect(chat.posts).toHaveLength(1);
  });

  it('answers null for a record that is not there', async () => {
    expect(await tell({ kind: 'deployment', id: 'dep_none' })).toEqual({ done: true, agenda: null });
  });
});

class DeadChat extends FakeChat {
  tried = 0;
  override async post(): Promise<never> {
    this.tried += 1;
    throw new DeliveryError({ kind: 'retryable', code: 'http_503' }, 'it is down');
  }
}

class HangingChat extends FakeChat {
  override post(): Promise<never> {
    return new Promise(() => undefined);
  }
}

const explode = (): never => {
  throw new TypeError('cannot draw this');
};

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
