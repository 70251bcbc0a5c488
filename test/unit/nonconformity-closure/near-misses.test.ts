import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { nearMissesSince, nearMissPatterns } from '../../../domain/nonconformity-closure/near-misses.ts';
import { otherNc, SYSTEM } from '../../support/nonconformity.ts';
import { shippedPolicy } from '../../support/world.ts';

const near = (n: number, change: Partial<NonconformityFact> = {}): NonconformityFact =>
  otherNc(`nc_${n}`, { status: 'near_miss', near_miss: true, systems: [], controls: [], clauses: [], cause_class: null, raised_at: `2026-03-0${n}T09:00:00.000Z`, ...change });

describe('R-40 patterns of near-misses', () => {
  it('are what several have in common, the most frequent first, and one may be in several', () => {
    const found = nearMissPatterns([near(3, { controls: ['A.6.2.4'], systems: [SYSTEM] }), near(2, { controls: ['A.6.2.4', 'A.6.2.4'] }), near(1, { systems: [SYSTEM], clauses: ['10.2'] })]);
    expect(found).toEqual([
      { by: 'control', key: 'A.6.2.4', count: 2, promoted: 0, last_at: '2026-03-03T09:00:00.000Z', ids: ['nc_3', 'nc_2'] },
      { by: 'system', key: SYSTEM, count: 2, promoted: 0, last_at: '2026-03-03T09:00:00.000Z', ids: ['nc_3', 'nc_1'] },
      { by: 'clause', key: '10.2', count: 1, promoted: 0, last_at: '2026-03-01T09:00:00.000Z', ids: ['nc_1'] },
    ]);
  });

  it('count what was promoted apart: it counts no more against the threshold', () => {
    expect(nearMissPatterns([near(2, { cause_class: 'training', status: 'classified' }), near(1, { cause_class: 'training' })])).toMatchObject([{ by: 'cause_class', key: 'training', count: 1, promoted: 1 }]);
  });

  it('are of the policy’s window', () => {
    const policy = shippedPolicy();
    expect(nearMissesSince(policy, policy.nonconformities!, '2026-03-20T09:00:00.000Z')).toBe('2026-02-18T09:00:00.000Z');
  });
});
