import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { FakeChat } from '../../../activities/chat/fake.ts';
import { DeliveryError } from '../../../activities/delivery-error.ts';
import { beating, tell } from '../../../activities/telling/index.ts';
import type { TellDeps } from '../../../activities/telling/ports.ts';
import { withinLimit } from '../../../activities/telling/failure.ts';
import { LEASE_MS, SEND_LIMIT_MS } from '../../../store/deliveries.ts';
import { testRenderer } from '../../support/renderer.ts';
import { toyStore, type ToyStore } from '../../support/toy-store.ts';

describe('a sender that takes long', () => {
  it('beats for as long as it lasts, and no longer', async () => {
    jest.useFakeTimers();
    try {
      let beats = 0;
      const work = beating(() => (beats += 1), () => new Promise<string>((resolve) => setTimeout(() => resolve('done'), 95_000)));
      await jest.advanceTimersByTimeAsync(94_000);
      expect(beats).toBe(10);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(await work).toBe('done');
      await jest.advanceTimersByTimeAsync(60_000);
      expect(beats).toBe(10);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is given up after its limit, in doubt whether it sent, well before its lease ends', async () => {
    jest.useFakeTimers();
    try {
      const never = withinLimit(new Promise<never>(() => undefined), SEND_LIMIT_MS).catch((error: unknown) => (error instanceof DeliveryError ? error.failure : error));
      expect(LEASE_MS).toBeGreaterThanOrEqual(2 * SEND_LIMIT_MS);
      await jest.advanceTimersByTimeAsync(SEND_LIMIT_MS);
      expect(await never).toEqual({ kind: 'unclear', code: 'timeout' });
      expect(await withinLimit(Promise.resolve('sent'), SEND_LIMIT_MS)).toBe('sent');
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('the activity', () => {
  let toys: ToyStore;
  beforeAll(async () => void (toys = await toyStore()));
  afterAll(() => toys.end());

  const depsWith = (chat: FakeChat): TellDeps => ({
    store: toys.store,
    chat,
    email: null,
    onBug: () => undefined,
    render: testRenderer(),
  });

  it('is heard of by Temporal all the while that one message takes', async () => {
    const target = await toys.open({ to: ['ada'] });
    const slow = new SlowChat();
    const everyMs: (number | undefined)[] = [];
    const real = setInterval;
    const fast = jest.spyOn(globalThis, 'setInterval').mockImplementation(((beat: () => void, ms?: number) => {
      everyMs.push(ms);
      return real(beat, 1);
    }));
    let beats = 0;
    const env = new MockActivityEnvironment();
    env.on('heartbeat', () => {
      beats += 1;
      if (beats === 5) slow.answer();
    });
    try {
      const answer = await env.run(() => tell(depsWith(slow), new AbortController().signal, { kind: 'deployment', id: target.id, channel: 'chat' }));
      expect(answer).toMatchObject({ agenda: { tell: [] } });
    } finally {
      fast.mockRestore();
    }
    expect(beats).toBeGreaterThanOrEqual(5);
    expect(everyMs).toEqual([10_000]);
  });
});

/** Answers a post when it is told to. */
class SlowChat extends FakeChat {
  answer: () => void = () => undefined;
  readonly #told = new Promise<void>((resolve) => (this.answer = resolve));
  override async post(...args: Parameters<FakeChat['post']>): Promise<{ ref: string }> {
    await this.#told;
    return super.post(...args);
  }
}
