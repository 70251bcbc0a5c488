import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeChat } from '../../../activities/chat/fake.ts';
import { FakeEmail } from '../../../activities/email/fake.ts';
import { tellPass, type Told } from '../../../activities/telling/tell.ts';
import type { Target } from '../../../store/store.ts';
import { testRenderer } from '../../support/renderer.ts';
import { HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';
import { TOY_DIRECTORY, TOY_POLICY } from '../../support/toy.ts';

/** Every reminder waits for the next five minutes. */
const DIGEST = { from: 2, within: 'PT5M', kinds: ['reminder' as const] };
const POLICY = { ...TOY_POLICY, ladders: { ...TOY_POLICY.ladders, channels: { ...TOY_POLICY.ladders.channels, digest: DIGEST } } };

let toys: ToyStore;
let chat: FakeChat;
let target: Target;

const tell = (): Promise<Told> => tellPass({ store: toys.store, chat, email: new FakeEmail(), onBug: (key, error) => expect([key, error]).toEqual([]), render: testRenderer() }, target, 'chat', () => false);
/** Passes at the instants that they ask for, until one waits for longer than a turn. */
async function tellAll(): Promise<Told> {
  for (let passes = 0; passes < 20; passes += 1) {
    const told = await tell();
    if (told.done || told.wait_ms > 1_000) return told;
    toys.now = new Date(Date.parse(toys.now) + told.wait_ms).toISOString();
  }
  throw new Error('twenty passes were not enough');
}

beforeEach(async () => {
  toys = await toyStore({ empty: true });
  await toys.run(HOUSE, 'load', { directory: TOY_DIRECTORY, policies: [POLICY] });
  chat = new FakeChat();
  toys.now = `${toys.now.slice(0, 10)}T12:00:00.000Z`;
  target = await toys.open({ to: ['ada'] });
  await tellAll();
  await toys.run(target, 'remind');
  await tellAll();
  await toys.run(target, 'remind');
});
afterEach(() => toys.end());

describe('a record that waits for nothing but a digest', () => {
  it('is looked at again within two seconds, so that what happens to it meanwhile is seen', async () => {
    expect(await tellAll()).toEqual({ done: false, wait_ms: 2_000 });
  });

  it('is left alone for longer once a far end is down as well: nothing would come of looking', async () => {
    await toys.store.pool.query("UPDATE deliveries SET next_at = next_at + interval '1 hour', last_error = 'econnrefused' WHERE state = 'pending' AND case_id = $1", [target.id]);
    expect(await tellAll()).toEqual({ done: false, wait_ms: 30_000 });
  });
});
