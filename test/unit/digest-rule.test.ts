import { describe, expect, it } from '@jest/globals';
import type { MessageKind } from '../../contracts/delivery.ts';
import { countedSince, waitsUntil } from '../../domain/digest.ts';
import { shippedPolicy } from '../support/world.ts';

const shipped = shippedPolicy();
const channels = { ...shipped.ladders.channels, digest: { from: 6, within: 'PT5M', kinds: ['reminder', 'notice'] as MessageKind[] } };
const policy = { ...shipped, ladders: { ...shipped.ladders, channels } };
const { digest: _none, ...without } = channels;
const none = { ...shipped, ladders: { ...shipped.ladders, channels: without } };
const NOW = '2026-11-23T09:01:30.000Z';

describe('when a message waits for others to the same person (R-75)', () => {
  it.each<[why: string, kind: MessageKind, before: number, until: string | null]>([
    ['the fifth goes out', 'reminder', 4, null],
    ['the sixth waits', 'reminder', 5, '2026-11-23T09:05:00.000Z'],
    ['and so does each after it, until the same instant', 'notice', 50, '2026-11-23T09:05:00.000Z'],
    ['what asks for the first time never waits', 'sign_off', 50, null],
    ['nor does what the board is told', 'board', 50, null],
  ])('%s', (_why, kind, before, until) => {
    expect(waitsUntil(kind, before, policy, NOW)).toBe(until);
  });

  it('counts what was sent within the policy’s time', () => {
    expect(countedSince(policy, NOW)).toBe('2026-11-23T08:56:30.000Z');
  });

  it('never waits longer than the policy’s time, and waits for nothing where the policy has no digest', () => {
    expect(waitsUntil('reminder', 9, policy, '2026-11-23T09:05:00.000Z')).toBe('2026-11-23T09:10:00.000Z');
    expect(waitsUntil('reminder', 9, none, NOW)).toBeNull();
    expect(countedSince(none, NOW)).toBeNull();
  });

  it('holds nothing back that rouses the board, in the shipped policy', () => {
    expect(shipped.ladders.channels.digest?.kinds).not.toEqual(expect.arrayContaining(['board']));
  });
});
