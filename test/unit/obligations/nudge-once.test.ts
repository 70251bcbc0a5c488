import { describe, expect, it } from '@jest/globals';
import type { Context, Decision } from '../../../domain/aggregate.ts';
import { decideObligation, openObligation } from '../../../domain/obligations/index.ts';
import { duty, Matter } from './matter.ts';
import { accepted, at, DAY, later, MONDAY, refusal } from './world.ts';

const ask = (matter: Matter, name: string, body: Record<string, unknown>, context: Context): Decision => {
  const decision = decideObligation(matter.list, { name, body }, context);
  if (!decision) throw new Error(`${name} was not answered`);
  return decision;
};

describe('R-45 a second nudge within a day', () => {
  it('is refused of something else that the same person owes in the case, but not where that is told in the same message', () => {
    const matter = new Matter();
    const first = matter.open({ ...duty, owed_by: { person: 'lena' } }, at(MONDAY));
    matter.record(openObligation({ ...duty, id: 'obl_second', owed_by: { person: 'lena' } }, at(MONDAY)), at(MONDAY));
    const now = at(MONDAY, 'maya');
    matter.record(accepted(ask(matter, 'nudge', { obligation_id: first.id }, now)), now);
    expect(refusal(ask(matter, 'nudge', { obligation_id: 'obl_second' }, at(later(MONDAY, DAY - 1), 'maya')))).toBe('limit_reached');
    expect(accepted(ask(matter, 'nudge', { obligation_id: 'obl_second', elsewhere: ['lena'] }, now))).toMatchObject([{ body: { to: [], elsewhere: ['lena'] } }]);
    expect(accepted(ask(matter, 'nudge', { obligation_id: 'obl_second' }, at(later(MONDAY, 2 * DAY), 'maya')))).toMatchObject([{ body: { to: ['lena'] } }]);
  });

  it('is refused of what the same person owes in another case, by whomever the first was and on whatever surface', () => {
    const matter = new Matter();
    const owed = matter.open({ ...duty, owed_by: { person: 'lena' } }, at(MONDAY));
    const nudged = [{ person: 'lena', at: MONDAY }, { person: 'olu', at: later(MONDAY, DAY) }];
    const ask_at = (when: string) => ask(matter, 'nudge', { obligation_id: owed.id }, { ...at(when, 'maya'), nudged });
    expect(refusal(ask_at(later(MONDAY, DAY - 1)))).toBe('limit_reached');
    expect(accepted(ask_at(later(MONDAY, DAY)))).toMatchObject([{ body: { to: ['lena'] } }]);
  });
});
