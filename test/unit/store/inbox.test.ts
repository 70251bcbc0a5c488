import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listObligations, type ObligationsWish } from '../../../store/queries/obligations.ts';
import { BadCursor } from '../../../store/queries/page.ts';
import { waitingFor } from '../../../store/queries/waiting.ts';
import type { Target } from '../../../store/store.ts';
import { toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let system: string;
let cases: Target[];
beforeAll(async () => {
  toys = await toyStore();
  system = await toys.system('below');
  cases = [];
  for (const [title, due_at, to] of [
    ['late', '2026-11-23T08:00:00.000Z', ['ada', 'bob']],
    ['soon', '2026-11-23T10:00:00.000Z', ['ada']],
    ['as soon', '2026-11-23T10:00:00.000Z', ['ada', 'ada']],
    ['of another', '2026-11-23T09:30:00.000Z', ['bob']],
    ['some day', '2026-11-23T11:00:00.000Z', ['ada']],
    ['any day', '2026-11-23T11:00:00.000Z', ['ada']],
  ] as const) cases.push(await toys.open({ title, due_at, to: [...to], ...(title === 'late' ? { system_id: system } : {}) }));
  await toys.owner.query(`UPDATE obligations SET due_at = NULL, data = (data::jsonb || '{"due_at": null}')::json WHERE case_id = ANY ($1)`, [cases.slice(4).map(({ id }) => id)]);
  await toys.owner.query(`UPDATE obligations SET state = 'paused', data = (data::jsonb || '{"state": "paused", "subject": {"lane": "risk"}}')::json WHERE case_id = $1`, [cases[1]!.id]);
});
afterAll(() => toys.end());

async function titles(wish: ObligationsWish, limit = 1): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next_cursor } = await listObligations(toys.store, { ...wish, limit, cursor });
    found.push(...items.map(({ case_title }) => case_title));
    if (next_cursor === null) return found;
    cursor = next_cursor;
  }
}

/** What ada owes as [id, title], read without our lists; the clock stands still, so ids do not tell the order of opening. */
async function owedByAda(): Promise<[string, string][]> {
  const { rows } = await toys.owner.query<{ id: string; title: string }>(`SELECT o.id, c.title FROM obligations o JOIN cases c ON c.id = o.case_id WHERE 'ada' = ANY (o.to_people)`);
  return rows.map(({ id, title }) => [id, title]);
}

describe('what one person owes', () => {
  it('has those due first in front and those due at no time last, page by page, each once', async () => {
    const owed = (await owedByAda()).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, title]) => title);
    const among = (...some: string[]): string[] => owed.filter((title) => some.includes(title));
    const expected = ['late', ...among('soon', 'as soon'), ...among('some day', 'any day')];
    for (const limit of [1, 2, 50]) expect(await titles({ person: 'ada' }, limit)).toEqual(expected);
  });

  it('has the greatest ids in front when the newest are asked for, page by page', async () => {
    const expected = (await owedByAda()).sort(([a], [b]) => (a > b ? -1 : 1)).map(([, title]) => title);
    expect(expected).toHaveLength(5);
    for (const limit of [1, 2]) expect(await titles({ person: 'ada', sort: 'newest' }, limit)).toEqual(expected);
  });

  it.each<[ObligationsWish, string[], string]>([
    [{ state: 'overdue' }, ['late'], 'due an hour ago; what is due at no time is never overdue'],
    [{ state: 'paused' }, ['soon'], 'its clock stands still'],
    [{ lane: 'risk' }, ['soon'], 'the lane of its subject'],
    [{ system: 'given' }, ['late'], 'the only one that hangs off a system'],
    [{ kind: 'minutes' }, [], 'nobody owes minutes'],
    [{ due_before: '2026-11-23T10:00:00.000Z' }, ['late'], 'before, not at; and not what is due at no time'],
    [{ case: 'given' }, ['late'], 'what this person owes in one case'],
  ])('filtered by %j is %j (%s)', async (wish, expected) => {
    const given = { ...('system' in wish ? { system } : {}), ...('case' in wish ? { case: cases[0]!.id } : {}) };
    expect(await titles({ ...wish, ...given, person: 'ada' })).toEqual(expected);
  });

  it('refuses a cursor that it did not give out', async () => {
    for (const sort of ['due', 'newest'] as const) await expect(listObligations(toys.store, { person: 'ada', sort, cursor: 'x' })).rejects.toBeInstanceOf(BadCursor);
  });

  it('is counted for each person, each thing once, and the overdue among it', async () => {
    expect([...(await waitingFor(toys.store, ['ada', 'bob', 'cleo'])).entries()].sort()).toEqual([['ada', { open: 5, overdue: 1 }], ['bob', { open: 2, overdue: 1 }]]);
  });

  it('is gone for everybody once it has ended', async () => {
    const target = await toys.open({ title: 'brief', to: ['cleo', 'bob'] });
    expect(await titles({ person: 'cleo' })).toEqual(['brief']);
    await toys.run(target, 'close');
    expect(await titles({ person: 'cleo' })).toEqual([]);
    expect(await titles({ person: 'cleo', state: 'met' })).toEqual(['brief']);
    expect((await waitingFor(toys.store, ['bob', 'cleo'])).get('bob')).toEqual({ open: 2, overdue: 1 });
  });

  it('moves when it is given to somebody else, and when it comes to be due at another time', async () => {
    const target = await toys.open({ title: 'handed over', to: ['cleo'], due_at: '2026-11-23T12:00:00.000Z' });
    await toys.owner.query(`UPDATE obligations SET to_people = '{dora}', due_at = '2026-11-23T07:00:00Z' WHERE case_id = $1`, [target.id]);
    expect([await titles({ person: 'cleo' }), await titles({ person: 'dora', state: 'overdue' })]).toEqual([[], ['handed over']]);
  });
});
