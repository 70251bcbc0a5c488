import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readEvents, stateAsOf } from '../../../store/ledger.ts';
import type { Target } from '../../../store/store.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let target: Target;
beforeAll(async () => {
  toys = await toyStore();
});
afterAll(() => toys.end());

const verify = () => verifyLedger(toys.store.pool);
const owner = (sql: string, values: unknown[] = []) => toys.owner.query<Record<string, string>>(sql, values);

beforeEach(async () => {
  target = await toys.open({ title: 'a secret title' });
  for (const text of ['one', 'two', 'three']) await toys.run(target, 'note', { text });
});

describe("the application's role", () => {
  it.each(['UPDATE ledger SET body = body', 'DELETE FROM ledger', 'TRUNCATE ledger', 'ALTER TABLE ledger ADD COLUMN x int', 'DROP TABLE ledger'])('may not %s', async (sql) => {
    await expect(toys.store.pool.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('may not change which steps of the schema ran', async () => {
    await expect(toys.store.pool.query('DELETE FROM migrations')).rejects.toThrow('permission denied');
  });
});

describe('a verification', () => {
  it('finds nothing wrong with what the command path wrote, and says what it cannot show', async () => {
    const report = await verify();
    expect(report).toMatchObject({ bad: null, erased: 0 });
    expect(report.rows).toBeGreaterThan(4);
    expect(report.caveat).toContain('could still rewrite a whole chain');
  });

  // each as the owner of the database would do it, then undone
  it.each([
    ['an edited body', `UPDATE ledger SET body = '{"text":"other"}' WHERE stream = $1 AND seq = 2`, 2, 'edited'],
    ['an edited actor', `UPDATE ledger SET actor = '{"id":"eve","kind":"person"}' WHERE stream = $1 AND seq = 3`, 3, 'edited'],
    ['a deleted row', 'DELETE FROM ledger WHERE stream = $1 AND seq = 2', 3, 'gap'],
    ['a deleted first row', 'DELETE FROM ledger WHERE stream = $1 AND seq = 1', 2, 'gap'],
    ['a deleted last row', 'DELETE FROM ledger WHERE stream = $1 AND seq = 4', 4, 'head'],
    ['a chain that is gone', 'DELETE FROM ledger WHERE stream = $1', 1, 'head'],
    [
      'a row put in at the end',
      `INSERT INTO ledger (stream, seq, at, actor, type, body, prev_hash, hash) SELECT stream, 5, at, actor, type, body, hash, repeat('0', 64) FROM ledger WHERE stream = $1 AND seq = 4`,
      5,
      'edited',
    ],
    [
      'two rows that changed places',
      'UPDATE ledger SET seq = -seq + 105 WHERE stream = $1 AND seq IN (2, 3)',
      4,
      'gap',
    ],
    [
      'two bodies that changed places',
      `UPDATE ledger a SET body = b.body FROM ledger b WHERE a.stream = $1 AND b.stream = $1 AND a.seq + b.seq = 5 AND a.seq IN (2, 3)`,
      2,
      'edited',
    ],
  ])('names the row of %s', async (_what, sql, seq, fault) => {
    await owner('CREATE TABLE kept AS SELECT * FROM ledger');
    try {
      await owner(sql, [target.id]);
      expect((await verify()).bad).toMatchObject({ stream: target.id, seq, fault });
    } finally {
      await owner('DELETE FROM ledger');
      await owner('INSERT INTO ledger OVERRIDING SYSTEM VALUE SELECT * FROM kept ORDER BY position');
      await owner('DROP TABLE kept');
    }
    expect((await verify()).bad).toBeNull();
  });

  it('finds a chain that was rewritten from some row on', async () => {
    await owner('CREATE TABLE kept AS SELECT * FROM ledger');
    const { append } = await import('../../../store/rows.ts');
    const { rows } = await owner('SELECT hash FROM ledger WHERE stream = $1 AND seq = 3', [target.id]);
    const forged = append({ id: target.id, seq: 3, head_hash: rows[0]!['hash']! }, toys.now, { kind: 'person', id: 'eve' }, [{ type: 'toy.noted', body: {} }]);
    await owner('UPDATE ledger SET actor = r.actor, body = r.body, hash = r.hash FROM jsonb_to_record($2) AS r (actor text, body text, hash text) WHERE stream = $1 AND seq = 4', [target.id, JSON.stringify(forged.rows[0])]);
    expect((await verify()).bad).toMatchObject({ stream: target.id, seq: 4, fault: 'head' });
    await owner('UPDATE ledger l SET actor = k.actor, body = k.body, hash = k.hash FROM kept k WHERE k.position = l.position');
    await owner('DROP TABLE kept');
  });

  it('finds a text that was exchanged', async () => {
    await owner("UPDATE texts SET text = 'a harmless title' WHERE stream = $1 AND text = 'a secret title'", [target.id]);
    expect((await verify()).bad).toMatchObject({ stream: target.id, fault: 'text' });
    await owner("UPDATE texts SET text = 'a secret title' WHERE stream = $1 AND text = 'a harmless title'", [target.id]);
  });

  it('goes on over an erased text, counts it, and shows it as erased', async () => {
    await toys.store.pool.query("DELETE FROM texts WHERE stream = $1 AND text = 'two'", [target.id]);
    expect(await verify()).toMatchObject({ bad: null, erased: 1 });
    const bodies = (await readEvents(toys.store, target.id)).map((event) => event.body['text'] ?? null);
    expect(bodies).toEqual([null, 'one', { erased: true }, 'three']);
    expect(await stateAsOf(toys.store, target)).toMatchObject({ title: 'a secret title', notes: ['one', '(erased)', 'three'] });
  });

  it('shows every row to who exports it', async () => {
    const seen: number[] = [];
    await verifyLedger(toys.store.pool, (row) => row.stream === target.id && seen.push(row.seq));
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

describe('a ledger row', () => {
  it('holds no free text, only commitments to it', async () => {
    const { rows } = await owner('SELECT body FROM ledger WHERE stream = $1 ORDER BY seq', [target.id]);
    expect(rows[0]!['body']).not.toContain('secret');
    expect(JSON.parse(rows[1]!['body']!)).toEqual({ text: { commitment: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) } });
  });

  it('commits to equal texts differently', async () => {
    await toys.run(target, 'note', { text: 'one' });
    const { rows } = await owner("SELECT count(DISTINCT commitment)::int AS n FROM texts WHERE stream = $1 AND text = 'one'", [target.id]);
    expect(rows[0]!['n']).toBe(2);
  });
});
