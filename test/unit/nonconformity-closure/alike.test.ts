import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { alikeTo, textSimilarity } from '../../../domain/nonconformity-closure/alike.ts';
import { shippedPolicy } from '../../support/world.ts';
import { PAIRS } from './alike-pairs.ts';

const rules = shippedPolicy().nonconformities;
if (rules === undefined) throw new Error('the shipped policy has no nonconformities.yaml');

const fact = (over: Partial<NonconformityFact>): NonconformityFact => ({
  id: 'nc_1',
  title: 'Backup not restored',
  status: 'closed',
  class: 'minor',
  near_miss: false,
  cause_class: null,
  clauses: [],
  controls: [],
  systems: [],
  raised_at: '2026-01-05T09:00:00.000Z',
  open_since: null,
  classified_at: null,
  closed_at: null,
  ...over,
});
const one = { title: 'Drift unseen for a week', controls: ['A.6.2.6'], clauses: [], systems: ['sys_1'], cause_class: 'measurement' };

describe('likeness of nonconformities (R-46)', () => {
  it.each(PAIRS)('the shipped threshold judges "$a" and "$b" as a person did: $because', ({ a, b, alike }) => {
    expect(textSimilarity(a, b) >= rules.recurrence.text_similarity).toBe(alike);
    expect(textSimilarity(b, a)).toBe(textSimilarity(a, b));
  });

  it.each([
    { by: 'cause_class', over: { cause_class: 'measurement' } },
    { by: 'control', over: { controls: ['A.6.2.6', 'A.9.2'] } },
    { by: 'system', over: { systems: ['sys_2', 'sys_1'] } },
    { by: 'text', over: { title: 'A drift was unseen for weeks' } },
  ])('one ground in common is enough: $by', ({ by, over }) => {
    expect(alikeTo(one, [fact(over)], rules)).toEqual([{ id: 'nc_1', by: [by], score: expect.any(Number) }]);
  });

  it('nothing in common is not alike, nor is a ground that the policy does not name', () => {
    expect(alikeTo(one, [fact({})], rules)).toEqual([]);
    const narrow = { ...rules, recurrence: { ...rules.recurrence, any_of: ['text' as const] } };
    expect(alikeTo(one, [fact({ systems: ['sys_1'] })], narrow)).toEqual([]);
  });

  it('what has more in common comes first', () => {
    const found = alikeTo(one, [fact({ id: 'nc_1', systems: ['sys_1'] }), fact({ id: 'nc_2', systems: ['sys_1'], cause_class: 'measurement' })], rules);
    expect(found.map(({ id }) => id)).toEqual(['nc_2', 'nc_1']);
  });

  it('no words are like no words', () => {
    expect(textSimilarity('', '—')).toBe(0);
  });
});
