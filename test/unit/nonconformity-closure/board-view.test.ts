import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BOARD_BUCKETS } from '../../../contracts/action-board.ts';
import type { Directory } from '../../../contracts/directory.ts';
import { bandWords, spanWords } from '../../../render/action-board.ts';
import { ageBands, bandOf, boardRules, ladderPosition, managersHere, partOf, partWanted, unitAndBelow } from '../../../domain/nonconformity-closure/board-view.ts';
import { type Nudged, nudgeOne } from '../../../domain/nonconformity-closure/board-nudge.ts';
import { shippedPolicy } from '../../support/world.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const DAY = 86_400_000;
const ago = (ms: number): string => new Date(Date.parse(NOW) - ms).toISOString();
const policy = shippedPolicy();
const rules = boardRules(policy);
const bands = ageBands(rules, NOW);

describe('§3.18 manager view: how long something is overdue', () => {
  // each row: when it was due, its band, and why that one
  it.each<[due_at: string | null, band: number | null, since: string]>([
    [ago(-1), null, 'it is not due yet'],
    [NOW, 1, 'what is due now is overdue, as everywhere'],
    [ago(7 * DAY - 1), 1, 'a week is not over yet'],
    [ago(7 * DAY), 2, 'a whole week'],
    [ago(30 * DAY - 1), 2, 'thirty days are not over yet'],
    [ago(30 * DAY), 3, 'thirty days'],
    [ago(90 * DAY), 4, 'ninety days'],
    ['2001-01-01T00:00:00.000Z', 4, 'the last band has no end'],
    [null, null, 'it is due at no time'],
  ])('of what was due at %s: band %s, since %s', (due_at, band) => {
    expect(bandOf(bands, due_at)).toBe(band);
  });

  it('has every overdue thing in exactly one band, whatever the ages are and in whatever order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 500 * DAY }), (days, age) => {
        const own = ageBands(boardRules({ ...policy, nonconformities: { ...policy.nonconformities!, board_bands: days.map((n) => `P${n}D`) } }), NOW);
        const due = ago(age);
        expect(own.filter(({ after, by }) => (after === null || due > after) && (by === null || due <= by))).toHaveLength(1);
      }),
    );
  });

  it('is named in words', () => {
    expect(bands.map(bandWords)).toEqual(['Up to 7 days', '7 days to 30 days', '30 days to 90 days', 'Over 90 days']);
    expect(['P1D', 'PT90M', 'P1M', 'P1DT12H', 'PT60S'].map(spanWords)).toEqual(['1 day', '90 minutes', '1 month', '1 day 12 hours', '60 seconds']);
  });
});

describe('the parts of the board', () => {
  it('tell what is overdue from what is due soon, each once', () => {
    const [overdue, soon] = [partOf('overdue', rules, NOW), partOf('due_soon', rules, NOW)];
    expect([overdue.by, soon.after, soon.by]).toEqual([NOW, NOW, ago(-7 * DAY)]);
  });

  it('hold every kind of obligation at most once', () => {
    const kinds = BOARD_BUCKETS.flatMap((bucket) => partOf(bucket, rules, NOW).kinds ?? []);
    expect(kinds).toEqual(['extension_decision', 'evidence_verification', 'condition_review', 'effectiveness_check']);
  });

  it('are narrowed by a band, and by nothing that is no band', () => {
    expect(partWanted({ bucket: 'to_verify', band: 2 }, rules, NOW)).toEqual({ kinds: ['evidence_verification', 'condition_review'], after: ago(30 * DAY), by: ago(7 * DAY) });
    expect(partWanted({ band: 99 }, rules, NOW)).toEqual({ kinds: null, after: null, by: null });
  });
});

describe('the ladder’s position', () => {
  it('is the highest rung that fired and the next one, not the last that fired', () => {
    const rungs = [{ id: 'head', level: 'L2' as const, at: ago(3) }, { id: 'late_reminder', level: 'L0' as const, at: ago(2) }, { id: 'board', level: 'L5' as const, at: ago(-9) }, { id: 'executive', level: 'L4' as const, at: ago(-4) }];
    const fired = [{ id: 'head', level: 'L2', at: ago(3), to: ['dana'] }, { id: 'late_reminder', level: 'L0', at: ago(2), to: ['lena'] }];
    expect(ladderPosition({ state: 'open', rungs, fired })).toEqual({ highest: { id: 'head', level: 'L2', at: ago(3) }, next: rungs[3] });
    expect(ladderPosition({ state: 'paused', rungs, fired }).next).toBeNull();
    expect(ladderPosition({ state: 'open', rungs: [], fired: [] })).toEqual({ highest: null, next: null });
  });
});

const person = (id: string, manager?: string, more: object = {}) => ({ id, name: id, unit: 'all', calendar: 'berlin', roles: [], ...(manager === undefined ? {} : { manager }), ...more });
const directory = (people: ReturnType<typeof person>[]): Directory => ({ organisation: { name: 'X' }, units: [{ id: 'all', name: 'All' }, { id: 'retail', name: 'Retail', parent: 'all' }, { id: 'loans', name: 'Loans', parent: 'retail' }], people, delegations: [], absences: [] });

describe('a manager’s line', () => {
  it('has those who follow a manager', () => {
    const house = directory([person('top'), person('mid', 'top', { left_on: '2026-01-01' }), person('low', 'mid'), person('other', 'elsewhere')]);
    expect(managersHere(house, NOW)).toEqual(['top']);
  });

  it('is apart from units, of which those below count with one', () => {
    expect(unitAndBelow(directory([]), 'all')).toEqual(['all', 'retail', 'loans']);
  });
});

describe('nudging many at once', () => {
  const one = (id: string, to: readonly string[]): Nudged => ({ id, title: `Do ${id}`, due_at: '2026-05-01T00:00:00.000Z', to });
  const all = [one('a', ['lena', 'olu']), one('b', ['lena']), one('c', ['olu'])];
  const round = (told: readonly string[]) => ({ all, told: new Set(told) });

  it('tells each person once, of everything in one message', () => {
    expect(nudgeOne(all[0]!, round([]), null)).toEqual({ elsewhere: [], instruction: 'The same goes for:\n- Do b (due 2026-05-01)\n- Do c (due 2026-05-01)' });
    expect(nudgeOne(all[1]!, round(['lena', 'olu']), null)).toEqual({ elsewhere: ['lena'], instruction: null });
    expect(nudgeOne(all[2]!, round(['lena']), 'Today')).toEqual({ elsewhere: [], instruction: 'Today\n\nThe same goes for:\n- Do a (due 2026-05-01)' });
  });
});
