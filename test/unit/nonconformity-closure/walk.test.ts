import { describe, it } from '@jest/globals';
import { Walk } from '../../support/nonconformity-walk.ts';

/** Each of its own seed; WALK_SEED starts elsewhere. */
const FIRST = Number(process.env['WALK_SEED'] ?? 1);
const WALKS = Array.from({ length: 12 }, (_, n) => ({ seed: FIRST + n }));
const STEPS = 150;

describe('whatever anybody does to a nonconformity', () => {
  it.each(WALKS)('somebody owes its next step, once, and nobody verifies their own work (seed $seed)', ({ seed }) => {
    const walk = new Walk(seed);
    for (let n = 0; n < STEPS; n += 1) walk.step();
  });
});
