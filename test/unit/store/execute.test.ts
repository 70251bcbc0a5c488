import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { execute } from '../../../store/execute.ts';
import { readEvents, stateAsOf } from '../../../store/ledger.ts';
import { asPerson, asWorkflow, HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';
import { TOY_DIRECTORY, TOY_POLICY } from '../../support/toy.ts';

const ADA = { actor: { kind: 'person', id: 'ada' }, door: 'api', assurance: 'mfa' } as const;

let toys: ToyStore;
beforeAll(async () => {
  toys = await toyStore();
});
afterAll(() => toys.end());

const count = async (table: string, where: string, values: unknown[]): Promise<number> => {
  const { rows } = await toys.owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`, values);
  return rows[0]!.n;
};

describe('an accepted command', () => {
  it('is answered with its events, its result and the new agenda', async () => {
    const target = { kind: 'deployment', id: 'dep_accepted' } as const;
    const opened = await toys.run(target, 'open', { title: 'Model A', due_at: '2026-11-24T09:00:00.000Z', to: ['ada'] });
    expect(opened).toMatchObject({ ok: true, id: 'dep_accepted', repeated: false, agenda: { v: 1, rev: 1, open: true, stage: 'in_review', tell: ['chat'] } });
    const voted = await toys.run(target, 'vote', { reason: 'looks right' });
    expect(voted).toMatchObject({
      ok: true,
      events: [{ type: 'toy.voted', seq: 2, at: toys.now, actor: { kind: 'person', id: 'ada' }, body: { reason: 'looks right', person: 'ada' } }],
      agenda: { rev: 2, summary: '1 votes' },
    });
  });

  it('writes its obligation, its message and its ids beside the ledger', async () => {
    const target = await toys.open({ to: ['ada', 'bob'] });
    const { rows } = await toys.owner.query<{ id: string }>('SELECT * FROM obligations WHERE case_id = $1', [target.id]);
    expect(rows).toMatchObject([{ state: 'open', owed_role: 'legal', to_people: ['ada', 'bob'] }]);
    expect(await count('deliveries', "case_id = $1 AND state = 'pending' AND channel = 'chat'", [target.id])).toBe(2);
    expect(await count('ids', 'id = $1 AND stream = $2', [rows[0]!.id, target.id])).toBe(1);
  });

  it('moves an ended obligation to the closed ones and drops its unsent message', async () => {
    const target = await toys.open();
    const closed = await toys.run(target, 'close');
    expect(await count('obligations', 'case_id = $1', [target.id])).toBe(0);
    expect(await count('obligations_closed', "case_id = $1 AND state = 'met' AND closed_at = $2", [target.id, toys.now])).toBe(1);
    expect(await count('deliveries', "case_id = $1 AND state = 'superseded'", [target.id])).toBe(1);
    // open until everybody was told: the decision goes out by e-mail
    expect(closed.agenda).toMatchObject({ open: true, tell: ['email'], wake_at: null });
  });

  it('never goes back in time, even when the clock does', async () => {
    const target = await toys.open();
    const at = toys.now;
    toys.now = '2026-11-23T08:59:00.000Z';
    const voted = await toys.run(target, 'vote', { reason: 'x' });
    toys.now = at;
    expect(voted).toMatchObject({ ok: true, events: [{ at }] });
  });

  it('uses the clock of the database when none is injected', async () => {
    const store = toys.another({ clock: null });
    const before = await toys.owner.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const outcome = await execute(store, { kind: 'deployment', id: 'dep_clock' }, { name: 'open', body: { title: 'x' } }, { ...ADA, command_id: 'real-clock' });
    const { rows } = await toys.owner.query<{ right: boolean }>('SELECT last_at >= $1 AND last_at <= clock_timestamp() AS right FROM cases WHERE id = $2', [before.rows[0]!.now, 'dep_clock']);
    expect([outcome.ok, rows[0]!.right]).toEqual([true, true]);
  });
});

describe('a refused command', () => {
  it('is recorded with its code on the case and raises nothing else', async () => {
    const target = await toys.open();
    await toys.run(target, 'vote', { reason: 'x' });
    const again = await toys.run(target, 'vote', { reason: 'y' }, { command_id: 'second-vote' });
    expect(again).toMatchObject({ ok: false, refusal: { refused: 'already_voted' }, agenda: { rev: 2 }, repeated: false });
    const rows = await readEvents(toys.store, target.id);
    expect(rows.at(-1)).toMatchObject({ type: 'command.refused', seq: 3, body: { command: 'vote', code: 'already_voted', command_id: 'second-vote' } });
    expect(await toys.run(target, 'note', { text: 'goes on' })).toMatchObject({ ok: true, events: [{ seq: 4 }], agenda: { rev: 3 } });
  });

  it('lands on the chain of the system when there is no case, and of the house when there is no system', async () => {
    const system = await toys.system('below');
    const meant = { kind: 'deployment', id: 'dep_missing' } as const;
    await toys.run(meant, 'vote', { system_id: system, reason: 'x' });
    expect((await readEvents(toys.store, system)).at(-1)).toMatchObject({ type: 'command.refused', body: { code: 'unknown_case', target: 'dep_missing' } });
    await toys.run(meant, 'vote', { reason: 'x' });
    expect((await readEvents(toys.store, 'house')).at(-1)).toMatchObject({ type: 'command.refused', body: { code: 'unknown_case', target: 'dep_missing' } });
  });

  it('is only answered while nothing has a chain yet', async () => {
    const empty = await toyStore({ empty: true });
    const outcome = await empty.run({ kind: 'deployment', id: 'dep_early' }, 'open', { title: 'x' });
    const { rows } = await empty.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger');
    await empty.end();
    expect([outcome, rows[0]!.n]).toMatchObject([{ ok: false, refusal: { refused: 'unknown_policy' } }, 0]);
  });

  it.each([
    ['a character that no text can hold', { reason: 'a\u0000b' }],
    ['half a character', { reason: '\ud800' }],
  ])('is answered as invalid for %s', async (_what, body) => {
    const target = await toys.open();
    expect(await toys.run(target, 'vote', body)).toMatchObject({ ok: false, refusal: { refused: 'invalid' } });
  });
});

describe('the same command id', () => {
  it('gives the same answer again, with the agenda of now', async () => {
    const target = await toys.open();
    const first = await toys.run(target, 'vote', { reason: 'only once' }, { command_id: 'once' });
    await toys.run(target, 'note', { text: 'meanwhile' });
    const second = await toys.run(target, 'vote', { reason: 'only once' }, { command_id: 'once' });
    expect(second).toEqual({ ...first, repeated: true, agenda: { ...first.agenda, rev: 3 } });
  });

  it('repeats a refusal without recording it twice', async () => {
    const target = await toys.open();
    await toys.run(target, 'vote', { reason: 'x' });
    const twice = [1, 2].map(() => toys.run(target, 'vote', { reason: 'y' }, { command_id: 'refused-once' }));
    expect((await Promise.all(twice)).map((outcome) => outcome.repeated).sort()).toEqual([false, true]);
    expect(await count('ledger', "stream = $1 AND type = 'command.refused'", [target.id])).toBe(1);
  });

  it('answers the repeat of a creation with the record that the first one made', async () => {
    const make = (id: string) => toys.run({ kind: 'deployment', id }, 'open', { title: 'one request' }, { command_id: 'create-once' });
    expect(await make('dep_create1')).toMatchObject({ ok: true, id: 'dep_create1', repeated: false });
    expect(await make('dep_create2')).toMatchObject({ ok: true, id: 'dep_create1', repeated: true, agenda: { rev: 1 } });
  });

  it.each([
    ['another content', { reason: 'b' }, asPerson('ada')],
    ['another person', { reason: 'a' }, asPerson('bob')],
  ])('is refused for %s', async (_what, body, who) => {
    const target = await toys.open();
    const command_id = `conflict-${target.id}`;
    await toys.run(target, 'vote', { reason: 'a' }, { command_id });
    expect(await toys.run(target, 'vote', body, { ...who, command_id })).toMatchObject({ ok: false, refusal: { refused: 'idempotency_conflict' } });
  });

  it('is refused for another record', async () => {
    const [one, other] = [await toys.open(), await toys.open()];
    await toys.run(one, 'vote', { reason: 'a' }, { command_id: 'two-records' });
    expect(await toys.run(other, 'vote', { reason: 'a' }, { command_id: 'two-records' })).toMatchObject({ ok: false, refusal: { refused: 'idempotency_conflict' } });
  });

  it('is not used up by a no-op: a workflow that woke too early escalates when it is time', async () => {
    const target = await toys.open({ wake_at: '2026-11-23T10:00:00.000Z', to: null });
    const escalate = () => toys.run(target, 'escalate', {}, { ...asWorkflow('w'), command_id: 'case/escalate/10:00' });
    expect(await escalate()).toMatchObject({ ok: true, events: [], repeated: false, agenda: { rev: 1 } });
    toys.now = '2026-11-23T10:00:00.000Z';
    const fired = await escalate();
    toys.now = '2026-11-23T09:00:00.000Z';
    expect(fired).toMatchObject({ ok: true, events: [{ type: 'toy.escalated' }], agenda: { rev: 2, wake_at: null } });
  });

  it('does not bind a workflow to a refusal: it is decided anew, and recorded once', async () => {
    const system = await toys.system('below');
    const target = await toys.open({ system_id: system });
    const raised = await toys.run({ kind: 'system', id: system }, 'raise', { title: 'stop', extent: { scope: 'system', id: system } });
    const permit = () => toys.run(target, 'issue-permit', {}, { ...asWorkflow('w'), command_id: `permit/${target.id}` });
    expect([await permit(), await permit()]).toMatchObject([{ ok: false, repeated: false }, { ok: false, repeated: true }]);
    expect(await count('ledger', "stream = $1 AND type = 'command.refused'", [target.id])).toBe(1);
    const blocker = raised.ok ? raised.events[0]?.body['blocker_id'] : null;
    await toys.run({ kind: 'system', id: system }, 'release', { blocker_id: blocker });
    expect(await permit()).toMatchObject({ ok: true, repeated: false });
    expect(await permit()).toMatchObject({ ok: true, repeated: true });
  });
});

describe('two at once', () => {
  it('have one winner on one case', async () => {
    const target = await toys.open();
    const people = Array.from({ length: 12 }, (_, index) => toys.run(target, 'vote', { reason: String(index) }));
    const outcomes = await Promise.all(people);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.refused === 'already_voted')).toHaveLength(11);
    expect(await count('ledger', "stream = $1 AND type = 'toy.voted'", [target.id])).toBe(1);
  });

  it('with one new id make one record', async () => {
    const target = { kind: 'deployment', id: 'dep_race' } as const;
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => toys.run(target, 'open', { title: `try ${n}` })));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(await count('ledger', "stream = $1 AND type = 'toy.opened'", [target.id])).toBe(1);
  });

  it('cannot both roll out to one environment (§1.18)', async () => {
    const system = await toys.system('below');
    const cases = [await toys.open({ system_id: system }), await toys.open({ system_id: system })];
    const used = await Promise.all(cases.map((target) => toys.run(target, 'use-permit', { environment: 'prod' })));
    expect(used.map((outcome) => (outcome.ok ? 'ok' : outcome.refusal.refused)).sort()).toEqual(['ok', 'rollout_in_progress']);
  });
});

describe('what fails', () => {
  it('leaves nothing behind when a rule has a bug', async () => {
    const target = await toys.open();
    await expect(toys.run(target, 'fail')).rejects.toThrow('a bug in a rule');
    expect(await count('ledger', 'stream = $1', [target.id])).toBe(1);
  });

  it('leaves nothing behind when the connection dies before the write, and is tried again', async () => {
    const target = await toys.open();
    const { pool } = toys.another();
    const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
    const seen: number[] = [];
    const dying = async (): Promise<PoolClient> => {
      const client = await connect();
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      const intercepted = async (...args: unknown[]): Promise<unknown> => {
        if ((args[0] as { name?: string }).name === 'commit_case') {
          seen.push(await count('ledger', 'stream = $1', [target.id]));
          if (seen.length === 1) (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
        }
        return query(...args);
      };
      return Object.assign(client, { query: intercepted });
    };
    const store = { ...toys.store, pool: Object.assign(pool, { connect: dying }) };
    const outcome = await execute(store, target, { name: 'vote', body: { reason: 'x' } }, { ...ADA, command_id: 'survives' });
    expect(outcome).toMatchObject({ ok: true, repeated: false, events: [{ seq: 2 }] });
    expect(seen).toEqual([1, 1]);
    expect(await count('ledger', 'stream = $1', [target.id])).toBe(2);
  });
});

describe('the record of a case', () => {
  it('equals its ledger folded anew, now and at any instant before', async () => {
    const target = await toys.open({ to: ['ada'] });
    const states: [string, unknown][] = [];
    for (const [minute, name, body] of [['05', 'vote', { reason: 'a' }], ['06', 'vote', { reason: 'refused' }], ['07', 'note', { text: 'b' }], ['08', 'close', {}]] as const) {
      toys.now = `2026-11-23T09:${minute}:00.000Z`;
      await toys.run(target, name, body);
      const { rows } = await toys.owner.query<{ state: unknown }>('SELECT state FROM cases WHERE id = $1', [target.id]);
      states.push([toys.now, rows[0]!.state]);
    }
    toys.now = '2026-11-23T09:00:00.000Z';
    for (const [at, state] of states) expect(await stateAsOf(toys.store, target, at)).toEqual(state);
    expect(await stateAsOf(toys.store, target)).toEqual(states.at(-1)?.[1]);
    expect(await stateAsOf(toys.store, target, '2026-11-23T08:00:00.000Z')).toBeNull();
  });

  it('is the same from another process that has nothing in memory', async () => {
    const target = await toys.open();
    await toys.run(target, 'vote', { reason: 'kept' });
    const outcome = await execute(toys.another(), target, { name: 'vote', body: { reason: 'second' } }, { ...ADA, command_id: 'other-process', actor: { kind: 'person', id: 'bob' } });
    expect(outcome).toMatchObject({ ok: true, agenda: { summary: '2 votes' } });
    expect(await toys.run(target, 'vote', { reason: 'third' }, asPerson('cleo'))).toMatchObject({ ok: true, agenda: { summary: '3 votes' } });
  });
});

describe('wakes', () => {
  const wakesOf = async (id: string) => count('wakes', 'case_id = $1', [id]);

  it('reach the open cases of a unit and of what lies under it, and no others', async () => {
    const [below, beside] = [await toys.system('below'), await toys.system('beside')];
    const [inside, outside, closed] = [await toys.open({ system_id: below }), await toys.open({ system_id: beside }), await toys.open({ system_id: below, to: null })];
    await toys.run(closed, 'close');
    await toys.owner.query("UPDATE cases SET open = false WHERE id = $1", [closed.id]);
    const woken: string[] = [];
    toys.store.listeners.add((committed) => woken.push(...committed.woken));
    await toys.run(HOUSE, 'raise', { title: 'freeze', extent: { scope: 'unit', id: 'top' } });
    expect([await wakesOf(inside.id), await wakesOf(outside.id), await wakesOf(closed.id)]).toEqual([1, 0, 0]);
    expect(woken).toContain(inside.id);
    expect(woken).not.toContain(outside.id);
  });

  it('are cleared by escalate, which sees what they were about', async () => {
    const system = await toys.system('beside');
    const target = await toys.open({ system_id: system });
    const raised = await toys.run({ kind: 'system', id: system }, 'raise', { title: 'stop', extent: { scope: 'system', id: system } });
    expect(await wakesOf(target.id)).toBe(1);
    await toys.run(target, 'escalate', {}, asWorkflow('w'));
    expect(await wakesOf(target.id)).toBe(0);
    await toys.run({ kind: 'system', id: system }, 'release', { blocker_id: raised.ok ? raised.events[0]?.body['blocker_id'] : '' });
    expect(await wakesOf(target.id)).toBe(1);
  });

  it('follow a change of the directory to whoever owes something with the people concerned', async () => {
    const [adas, cleos] = [await toys.open({ to: ['ada'] }), await toys.open({ to: ['cleo'] })];
    await toys.owner.query("UPDATE obligations SET owed_role = 'risk' WHERE case_id = $1", [cleos.id]);
    const people = TOY_DIRECTORY.people.map((person) => (person.id === 'cleo' ? { ...person, left_on: '2026-11-01' } : person));
    await toys.run(HOUSE, 'load', { directory: { ...TOY_DIRECTORY, people }, policies: [TOY_POLICY] });
    expect([await wakesOf(adas.id), await wakesOf(cleos.id)]).toEqual([0, 1]);
  });
});
