import { describe, expect, it } from '@jest/globals';
import { fallsThrough, fallsThroughAt, isPointless } from '../../../domain/obligations/index.ts';
import { exampleDirectory, shippedPolicy } from '../../support/world.ts';

const DUE = '2026-11-23T09:15:00.000Z';
const message = { kind: 'sign_off', state: 'pending', obligation_id: 'obl_1', due_at: DUE };

describe('a message that was not sent yet', () => {
  it.each([
    ['is pending', 'pending', DUE, true],
    ['nobody knows whether it arrived', 'unclear', DUE, true],
    ['is being sent right now, and may just arrive', 'sending', DUE, false],
    ['has a millisecond left', 'pending', '2026-11-23T09:14:59.999Z', false],
  ])('falls through to the next channel at its instant when it %s: %s at %s is %s', (_, state, now, falls) => {
    expect(fallsThrough({ ...message, state }, now)).toBe(falls);
  });

  it('has the time of the policy on each channel, for a recipient whom nobody knows too', () => {
    const policy = shippedPolicy();
    const stepped = { ...policy, ladders: { ...policy.ladders, channels: { ...policy.ladders.channels, fall_through_after: 'PT15M' } } };
    for (const recipient of ['theo', 'nobody']) expect(fallsThroughAt(recipient, stepped, exampleDirectory(), '2026-11-23T09:00:00.000Z')).toBe(DUE);
  });

  it.each([
    ['asks for what was done meanwhile', {}, true],
    ['tells how it ended', { kind: 'decision' }, false],
    ['is about another obligation', { obligation_id: 'obl_2' }, false],
    ['is about none', { obligation_id: null }, false],
    ['may have arrived, and is then redrawn', { state: 'unclear' }, false],
  ])('that %s is pointless: %j is %s', (_, change, pointless) => {
    expect(isPointless({ ...message, ...change }, new Set(['obl_1']))).toBe(pointless);
  });
});
