import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TIERS } from '../../contracts/primitives.ts';
import { assessTier, lanesFor, pathFor } from '../../domain/tier.ts';
import { request, shippedPolicy } from './policy/sample.ts';

const policy = shippedPolicy();
const profileOf = (change: Parameters<typeof request>[0] = {}) => request(change).system.risk_profile;
const known = { novel: false, type: 'predictive' } as const;
const tierOf = (change: Parameters<typeof request>[0]) => assessTier(profileOf(change), known, policy).tier;
const namesOn = (...args: Parameters<typeof lanesFor>) => lanesFor(...args).lanes.map(({ lane }) => lane);

describe('assessTier', () => {
  it.each([
    [1, 5, 'low', 'a score of 5 is below medium'],
    [2, 3, 'medium', 'medium begins at 6'],
    [2, 5, 'medium', '10 is medium'],
    [3, 5, 'high', 'high begins at 15'],
    [5, 5, 'high', '25 is the most'],
  ] as const)('rates consequence %i and likelihood %i as %s: %s', (consequence, likelihood, tier, _why) => {
    expect(tierOf({ consequence, likelihood })).toBe(tier);
  });

  it.each([
    ['no human in the loop', { oversight: 'out_of_the_loop' }],
    ['special-category data', { special_category_data: true }],
    ['more than 10,000 people', { affected_people: 10_001 }],
  ] as const)('goes one step up for %s', (_why, change) => {
    expect(tierOf({ consequence: 1, likelihood: 1, ...change })).toBe('medium');
    expect(tierOf({ consequence: 2, likelihood: 4, ...change })).toBe('high');
  });

  it('goes one step up in all, however many reasons there are', () => {
    expect(tierOf({ consequence: 1, likelihood: 1, oversight: 'out_of_the_loop', special_category_data: true, affected_people: 50_000 })).toBe('medium');
  });

  it('does not go up at exactly 10,000 people, nor for a human on the loop', () => {
    expect(tierOf({ consequence: 1, likelihood: 1, affected_people: 10_000, oversight: 'on_the_loop' })).toBe('low');
  });

  it('calls any yes to a prohibited-practice question prohibited, with no path', () => {
    const found = assessTier(profileOf({ consequence: 1, likelihood: 1, prohibited_practices: ['social_scoring'] }), known, policy);
    expect(found).toMatchObject({ tier: 'prohibited', path: null, score: 1 });
    expect(found.reasons.at(-1)).toContain('social_scoring');
  });

  it('sends a high tier on the novel path for a first approval or an agentic system, and a lower tier never', () => {
    const high = profileOf({ consequence: 5, likelihood: 5 });
    expect(assessTier(high, known, policy).path).toBe('high');
    expect(assessTier(high, { novel: true, type: 'predictive' }, policy).path).toBe('high_novel');
    expect(assessTier(high, { novel: false, type: 'autonomous_agentic' }, policy).path).toBe('high_novel');
    expect(assessTier(profileOf(), { novel: true, type: 'autonomous_agentic' }, policy).path).toBe('medium');
  });

  it('never falls when a profile gets worse in one respect', () => {
    const scale = fc.integer({ min: 1, max: 5 });
    const arbitrary = fc.record({ consequence: scale, likelihood: scale, special_category_data: fc.boolean(), affected_people: fc.integer({ min: 0, max: 20_000 }) });
    fc.assert(
      fc.property(arbitrary, (change) => {
        const before = TIERS.indexOf(tierOf(change));
        const worse = [
          { ...change, consequence: Math.min(5, change.consequence + 1) },
          { ...change, likelihood: Math.min(5, change.likelihood + 1) },
          { ...change, special_category_data: true },
          { ...change, oversight: 'out_of_the_loop' as const },
        ];
        for (const each of worse) expect(TIERS.indexOf(tierOf(each))).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

describe('pathFor', () => {
  it('gives a tier that was set by hand the path that its traits ask for', () => {
    expect(pathFor('high', ['novel'], policy)).toBe('high_novel');
    expect(pathFor('high', [], policy)).toBe('high');
    expect(pathFor('prohibited', [], policy)).toBeNull();
  });
});

describe('lanesFor', () => {
  it('asks technical alone at low, and lets business hear of it', () => {
    expect(lanesFor('low', [], policy)).toEqual({ lanes: [{ lane: 'technical', needed: 1, veto: false, committee: false }], notices: ['business'] });
  });

  it('adds legal at medium for personal data or external users', () => {
    expect(namesOn('medium', [], policy)).toEqual(['technical', 'risk', 'business']);
    expect(namesOn('medium', ['personal_data'], policy)).toContain('legal');
    expect(namesOn('medium', ['external_users'], policy)).toContain('legal');
  });

  it('asks six lanes at high, two of them for risk twice over, with vetoes for legal and risk', () => {
    const { lanes } = lanesFor('high', [], policy);
    expect(lanes.map(({ lane, needed }) => `${lane} ${needed}`)).toEqual(['legal 1', 'risk 2', 'technical 1', 'business 1', 'security 1', 'privacy 1']);
    expect(lanes.filter(({ veto }) => veto).map(({ lane }) => lane)).toEqual(['legal', 'risk']);
  });

  it('adds the committee on the novel path and keeps the vetoes of high', () => {
    const { lanes } = lanesFor('high_novel', [], policy);
    expect(lanes.filter(({ committee }) => committee).map(({ lane }) => lane)).toEqual(['committee']);
    expect(lanes.filter(({ veto }) => veto).map(({ lane }) => lane)).toEqual(['legal', 'risk']);
  });

  it.each(['low', 'medium', 'high', 'high_novel'] as const)('adds the executive lane on the path %s when a trait of leadership holds', (path) => {
    for (const trait of ['many_people', 'special_category_data', 'no_human_in_loop'] as const) expect(namesOn(path, [trait], policy).filter((lane) => lane === 'executive')).toHaveLength(1);
    expect(namesOn(path, ['personal_data', 'novel', 'autonomous'], policy)).not.toContain('executive');
  });

  it('gives risk no veto below high, and legal one at every tier', () => {
    const vetoes = (path: 'low' | 'medium') => lanesFor(path, ['personal_data'], policy).lanes.filter(({ veto }) => veto).map(({ lane }) => lane);
    expect(vetoes('medium')).toEqual(['legal']);
  });
});
