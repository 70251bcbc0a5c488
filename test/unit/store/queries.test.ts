import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listBlockers, listSystemBlockers } from '../../../store/queries/blockers.ts';
import { listDeliveries, listEvents } from '../../../store/queries/case-events.ts';
import { listCases } from '../../../store/queries/cases.ts';
import { listPeople } from '../../../store/queries/house.ts';
import { getObligation, listObligations } from '../../../store/queries/obligations.ts';
import { BadCursor, type Page } from '../../../store/queries/page.ts';
import { listSystems } from '../../../store/queries/systems.ts';
import { findRecord, readRecord } from '../../../store/read.ts';
import type { Target } from '../../../store/store.ts';
import { HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let system: string;
let other: string;
let cases: Target[];
beforeAll(async () => {
  toys = await toyStore();
  [system, other] = [await toys.system('below'), await toys.system('beside')];
  const due = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`;
  cases = [];
  for (const hour of [12, 10, 11]) cases.push(await toys.open({ title: `due ${hour}`, system_id: system, to: hour === 11 ? ['bob'] : ['ada', 'bob'], due_at: due(hour) }));
  cases.push(await toys.open({ title: 'elsewhere', system_id: other, to: ['cleo'], due_at: due(9) }));
});
afterAll(() => toys.end());

/** Walks a list to its end, one entry at a time. */
async function walk<T>(list: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await list(cursor);
    all.push(...page.items);
    expect(page.items.length).toBeLessThanOrEqual(1);
    if (page.next_cursor === null) return all;
    cursor = page.next_cursor;
  }
}

describe('the list of cases', () => {
  it('is newest first, page by page, without registers', async () => {
    const all = await walk((cursor) => listCases(toys.store, { limit: 1, cursor }));
    expect(all.map((one) => one.id)).toEqual(cases.map((one) => one.id).reverse());
    expect(all[0]).toMatchObject({ kind: 'deployment', state: 'in_review', stage: 'in_review', title: 'elsewhere', owner: 'ada', requester: 'bob', closed: false, rev: 1 });
  });

  it.each([
    [{ system: 'given' }, 3],
    [{ state: 'in_review' }, 4],
    [{ state: 'closed' }, 0],
    [{ owner: 'ada' }, 4],
    [{ owner: 'bob' }, 0],
    [{ kind: 'system' as const }, 2],
    [{ kind: 'house' as const }, 1],
  ])('filtered by %j has %i', async (wish, n) => {
    const page = await listCases(toys.store, 'system' in wish ? { system } : wish);
    expect(page.items).toHaveLength(n);
  });

  it('refuses a cursor that it did not give out', async () => {
    for (const cursor of ['x', Buffer.from('[1]').toString('base64url'), Buffer.from('["a","b"]').toString('base64url')]) {
      await expect(listCases(toys.store, { cursor })).rejects.toBeInstanceOf(BadCursor);
    }
  });
});

describe('the list of obligations', () => {
  it('has those due first in front, page by page', async () => {
    const all = await walk((cursor) => listObligations(toys.store, { limit: 1, cursor }));
    expect(all.map((one) => one.case_title)).toEqual(['elsewhere', 'due 10', 'due 11', 'due 12']);
    expect(all[0]).toMatchObject({ state: 'open', overdue: true, case_kind: 'deployment', system_id: other });
  });

  it('has those without a due instant last, and pages through them', async () => {
    await toys.owner.query("UPDATE obligations SET due_at = NULL WHERE case_id = ANY ($1)", [[cases[0]!.id, cases[3]!.id]]);
    const all = await walk((cursor) => listObligations(toys.store, { limit: 1, cursor }));
    await toys.owner.query("UPDATE obligations SET due_at = (data->>'due_at')::timestamptz");
    const titles = all.map((one) => one.case_title);
    expect([titles.slice(0, 2), titles.slice(2).sort()]).toEqual([['due 10', 'due 11'], ['due 12', 'elsewhere']]);
  });

  it.each([
    [{ person: 'bob' }, 3],
    [{ person: 'cleo' }, 1],
    [{ person: 'nobody' }, 0],
    [{ state: 'overdue' as const }, 1],
    [{ state: 'overdue' as const, person: 'ada' }, 0],
    [{ state: 'met' as const }, 0],
    [{ kind: 'sign_off' }, 4],
    [{ kind: 'minutes' }, 0],
    [{ due_before: '2026-11-23T11:00:00.000Z' }, 2],
    [{ case: 'given' }, 1],
  ])('filtered by %j has %i', async (wish, n) => {
    const page = await listObligations(toys.store, 'case' in wish ? { case: cases[0]!.id } : wish);
    expect(page.items).toHaveLength(n);
  });

  it('finds an ended one among the met, and by its id', async () => {
    const target = await toys.open({ to: ['ada'] });
    const [open] = (await listObligations(toys.store, { case: target.id })).items;
    await toys.run(target, 'close');
    expect((await listObligations(toys.store, { case: target.id })).items).toEqual([]);
    expect((await listObligations(toys.store, { case: target.id, state: 'met' })).items).toMatchObject([{ id: open!.id, state: 'met' }]);
    expect(await getObligation(toys.store, open!.id)).toMatchObject({ state: 'met', overdue: false });
    expect(await getObligation(toys.store, 'obl_none')).toBeNull();
  });
});

describe('a case', () => {
  it('shows its events and deliveries page by page', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    await toys.run(target, 'vote', { reason: 'x' });
    await toys.run(target, 'vote', { reason: 'refused' });
    const events = await walk((cursor) => listEvents(toys.store, target.id, { limit: 1, cursor }));
    expect(events.map((event) => event.type)).toEqual(['toy.opened', 'toy.voted', 'command.refused']);
    const deliveries = await walk((cursor) => listDeliveries(toys.store, target.id, { limit: 1, cursor }));
    expect(deliveries.map((one) => [one.recipient, one.state])).toEqual([['ada', 'pending'], ['bob', 'pending']]);
    expect((await listDeliveries(toys.store, target.id, { channel: 'email' })).items).toEqual([]);
  });

  it('is found by its own id and by the ids of what is in it', async () => {
    const target = await toys.open({ system_id: system });
    const permitted = await toys.run(target, 'issue-permit');
    const [obligation] = (await listObligations(toys.store, { case: target.id })).items;
    const permit = permitted.ok ? permitted.events[0]!.body['permit_id'] : null;
    for (const id of [target.id, obligation!.id, String(permit)]) expect(await findRecord(toys.store, id)).toEqual(target);
    expect(await findRecord(toys.store, 'dep_none')).toBeNull();
  });

  it('is read with the facts that its rules would see', async () => {
    const found = await readRecord(toys.store, cases[0]!);
    expect(found).toMatchObject({ now: toys.now, rev: 1, state: { title: 'due 12' }, facts: { system: { id: system }, directory: { organisation: { name: 'Toys' } } } });
    expect(await readRecord(toys.store, { kind: 'deployment', id: 'dep_none' })).toBeNull();
  });
});

describe('the blockers of a system', () => {
  it('are those of itself, of the units above and of the organisation, each with its reason', async () => {
    const raise = async (target: Target, title: string, extent: object) => {
      const outcome = await toys.run(target, 'raise', { title, extent });
      return outcome.ok ? String(outcome.events[0]!.body['blocker_id']) : '';
    };
    const own = await raise({ kind: 'system', id: system }, 'own', { scope: 'system', id: system });
    const above = await raise(HOUSE, 'above', { scope: 'unit', id: 'top' });
    await raise(HOUSE, 'beside', { scope: 'unit', id: 'beside' });
    await raise(HOUSE, 'all', { scope: 'organisation' });
    await toys.owner.query('INSERT INTO waivers VALUES ($1, $2, $3, $4)', ['wvr_1', 'house', above, { id: 'wvr_1', blocker_id: above, system_id: system, until: '2026-11-24T00:00:00.000Z', granted_by: 'ada' }]);
    await toys.owner.query('INSERT INTO waivers VALUES ($1, $2, $3, $4)', ['wvr_2', 'house', own, { id: 'wvr_2', blocker_id: own, system_id: null, until: '2026-11-23T00:00:00.000Z', granted_by: 'ada' }]);
    const found = (await listSystemBlockers(toys.store, system, {})).items;
    expect(found.map((one) => [one.title, one.holding, one.why]).sort()).toEqual([
      ['above', false, 'waived until 2026-11-24T00:00:00.000Z'],
      ['all', true, 'holds gate, permit'],
      ['own', true, 'holds gate, permit'],
    ]);
    expect((await listBlockers(toys.store, { limit: 2 })).items).toHaveLength(2);
    expect((await walk((cursor) => listBlockers(toys.store, { limit: 1, cursor }))).map((one) => one.title).sort()).toEqual(['above', 'all', 'beside', 'own']);
  });
});

describe('registers', () => {
  it('list systems newest first, and people in the order of the directory', async () => {
    const systems = await walk((cursor) => listSystems(toys.store, { limit: 1, cursor }));
    expect(systems.map((one) => one.id)).toEqual([other, system]);
    const people = await walk((cursor) => listPeople(toys.store, { limit: 1, cursor }));
    expect(people.map((one) => one.id)).toEqual(['ada', 'bob', 'cleo']);
    expect((await listPeople(toys.store, { role: 'risk' })).items.map((one) => one.id)).toEqual(['cleo']);
  });
});
