import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineOf, median, percentile, type Round } from '../../../scripts/bench/figures.ts';

const figure = fc.double({ min: 0.001, max: 1e6, noNaN: true });
const figures = fc.array(figure, { minLength: 1, maxLength: 50 });

describe('the figures of the bench', () => {
  it('take for median the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(median([3])).toBe(3);
  });

  it('leave as many values above the median as below, whatever the order', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const middle = median(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
        expect(median(values.toReversed())).toBe(middle);
      }),
    );
  });

  it('take for a percentile a value that was measured, with that share at or below it', () => {
    fc.assert(
      fc.property(figures, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const found = percentile(values, share);
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length);
      }),
    );
    expect(percentile(Array.from({ length: 100 }, (_, at) => at + 1), 0.95)).toBe(95);
  });

  it('refuse to make one of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

describe('a line of the bench', () => {
  const line = (rounds: readonly Round[], goal: Parameters<typeof lineOf>[0]['goal']) => lineOf({ row: 'decision', unit: 'ms', rounds, goal });

  it('takes the ratio within each round, so that a machine that slows down for a while does not change it', () => {
    const rounds = [{ ours: 4, bare: 1 }, { ours: 400, bare: 100 }, { ours: 8, bare: 2 }];
    expect(line(rounds, { of: 'ratio', at_most: 5 })).toEqual({ row: 'decision', ours: 8, bare: 2, ratio: 4, goal: 'ratio <= 5', holds: true, unit: 'ms', rounds: 3 });
  });

  it('judges a goal before it rounds', () => {
    expect(line([{ ours: 5.0001, bare: 1 }], { of: 'ratio', at_most: 5 })).toMatchObject({ ratio: 5, holds: false });
    expect(line([{ ours: 0.4, bare: 1 }], { of: 'ratio', at_least: 0.4 })).toMatchObject({ goal: 'ratio >= 0.4', holds: true });
  });

  it('has no ratio without a peer, and judges nothing without a goal', () => {
    expect(line([{ ours: 50.04, bare: null }], { of: 'ours', at_most: 50 })).toMatchObject({ ours: 50, bare: null, ratio: null, holds: false });
    expect(line([{ ours: 50, bare: null }], null)).toMatchObject({ goal: null, holds: null });
    expect(line([{ ours: 50, bare: null }], { of: 'ratio', at_most: 1 })).toMatchObject({ holds: null });
  });

  it('carries a note only when there is one', () => {
    expect(lineOf({ row: 'r', unit: 'ms', rounds: [{ ours: 1, bare: null }], goal: null, note: 'on SQLite' })).toMatchObject({ note: 'on SQLite' });
    expect(line([{ ours: 1, bare: null }], null)).not.toHaveProperty('note');
  });
});
