import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../contracts/json.ts';
import { commitText, genesisHash, newSalt, rowHash, verifyChain } from '../../store/chain.ts';
import type { ChainHead, ChainRow, LedgerRow } from '../../store/chain.ts';
import { holidaysOf } from '../../store/holidays.ts';

/** A chain as the ledger would hold it, one row per body. */
function chain(stream: string, bodies: readonly string[]): LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (const [i, body] of bodies.entries()) {
    const row = { stream, seq: i + 1, at: '2026-03-02T08:00:00.000Z', actor: '{"id":"ann","kind":"person"}', type: 'vote.cast', body };
    const prev_hash = rows.at(-1)?.hash ?? genesisHash(stream);
    rows.push({ ...row, prev_hash, hash: rowHash(prev_hash, row) });
  }
  return rows;
}

const headsOf = (rows: readonly LedgerRow[]): Map<string, ChainHead> => new Map(rows.map(({ stream, seq, hash }) => [stream, { seq, hash }]));
const bodies = fc.array(fc.jsonValue().map(canonicalJson), { minLength: 2, maxLength: 8 });
/** Three neighbouring chains, and the place of a row in the middle one. */
const ledgers = fc.tuple(bodies, bodies, bodies, fc.nat()).map(([a, b, c, at]) => {
  const before = chain('dep_a', a);
  return { rows: [...before, ...chain('dep_b', b), ...chain('dep_c', c)], index: before.length + (at % b.length), last: before.length + b.length - 1 };
});
const twin = (row: LedgerRow) => ({ stream: row.stream, seq: row.seq });

describe('the hash chain', () => {
  it('hashes tag, previous hash and the row as RFC 8785 JSON, so that anybody can repeat it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, seq) => {
        const row: ChainRow = { stream: text, seq, at: text, actor: text, type: text, body: text };
        const expected = createHash('sha256').update(`gatehouse-ledger-v1\n${'a'.repeat(64)}\n`).update(canonicalJson(row)).digest('hex');
        expect(rowHash('a'.repeat(64), row)).toBe(expected);
      }),
    );
    expect(genesisHash('dep_a')).toBe(createHash('sha256').update('gatehouse-ledger-v1\ngenesis\ndep_a').digest('hex'));
  });

  it('finds nothing wrong with whole chains and counts them', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async ({ rows }) => {
        expect(await verifyChain(rows, headsOf(rows))).toEqual({ rows: rows.length, chains: 3, bad: null });
      }),
    );
    expect(await verifyChain([])).toEqual({ rows: 0, chains: 0, bad: null });
  });

  it('names an edited row, whichever field was edited', async () => {
    const field = fc.constantFrom('at', 'actor', 'type', 'body', 'hash', 'prev_hash');
    await fc.assert(
      fc.asyncProperty(ledgers, field, async ({ rows, index }, key) => {
        const row = rows[index] as LedgerRow;
        const edited = rows.with(index, { ...row, [key]: `${row[key as 'at']} ` });
        expect((await verifyChain(edited)).bad).toMatchObject(twin(row));
      }),
    );
  });

  it('names the row that follows a deleted one', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async ({ rows, index, last }) => {
        fc.pre(index < last);
        expect((await verifyChain(rows.toSpliced(index, 1))).bad).toMatchObject({ ...twin(rows[index + 1] as LedgerRow), fault: 'gap' });
      }),
    );
  });

  it('names a row put in, even one whose own hash is right', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async ({ rows, index }) => {
        const row = { ...(rows[index] as LedgerRow), body: '"forged"' };
        const forged = { ...row, hash: rowHash(row.prev_hash, row) };
        const { bad } = await verifyChain(rows.toSpliced(index, 0, forged));
        expect(bad).toMatchObject({ ...twin(forged), fault: 'gap' });
      }),
    );
  });

  it('names the first of two rows that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async ({ rows, index, last }) => {
        fc.pre(index < last);
        const [a, b] = [rows[index] as LedgerRow, rows[last] as LedgerRow];
        expect((await verifyChain(rows.with(index, b).with(last, a))).bad).toMatchObject({ ...twin(b), fault: 'gap' });
      }),
    );
  });

  it('names the first row of two that only changed numbers', async () => {
    const rows = chain('dep_a', ['1', '2', '3']);
    const [a, b, c] = rows as [LedgerRow, LedgerRow, LedgerRow];
    expect((await verifyChain([a, { ...c, seq: 2 }, { ...b, seq: 3 }])).bad).toMatchObject({ seq: 2, fault: 'link' });
  });

  it('finds a chain under another name', async () => {
    const moved = chain('dep_a', ['1', '2']).map((row) => ({ ...row, stream: 'dep_b' }));
    expect((await verifyChain(moved)).bad).toMatchObject({ stream: 'dep_b', seq: 1, fault: 'link' });
  });

  it('finds a stream that goes on after another one', async () => {
    const rows = [...chain('dep_b', ['1']), ...chain('dep_a', ['1'])];
    expect((await verifyChain(rows)).bad).toMatchObject({ stream: 'dep_a', seq: 1, fault: 'order' });
  });

  it('finds rows cut off or added at the end, and a lost chain, only against the heads', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, async ({ rows, last }) => {
        const heads = headsOf(rows);
        const cut = rows.toSpliced(last, 1);
        const end = rows[last] as LedgerRow;
        expect([(await verifyChain(cut)).bad, (await verifyChain(cut, heads)).bad]).toMatchObject([null, { ...twin(end), fault: 'head' }]);
        expect((await verifyChain(rows, headsOf(cut))).bad).toMatchObject({ ...twin(end), fault: 'head' });
        const lost = rows.filter(({ stream }) => stream !== 'dep_c');
        expect((await verifyChain(lost, heads)).bad).toMatchObject({ stream: 'dep_c', seq: 1, fault: 'head' });
      }),
    );
  });

  it('finds a chain written anew from its first row, only against the heads', async () => {
    const heads = headsOf(chain('dep_a', ['"no"', '1']));
    const anew = chain('dep_a', ['"yes"', '1']);
    expect([(await verifyChain(anew)).bad, (await verifyChain(anew, heads)).bad]).toMatchObject([null, { seq: 2, fault: 'head' }]);
  });

  it('reads as it goes and stops at the first bad row', async () => {
    let read = 0;
    async function* rows() {
      for (const row of chain('dep_a', Array.from({ length: 100 }, String))) {
        read += 1;
        yield row.seq === 3 ? { ...row, body: '0' } : row;
      }
    }
    const { bad } = await verifyChain(rows());
    expect([read, bad?.detail]).toEqual([3, 'row 3 of dep_a has content that does not give its hash']);
  });
});

describe('commitments', () => {
  it('are SHA-256 over salt and text', () => {
    const salt = newSalt();
    expect(commitText(salt, 'too risky')).toBe(`sha256:${createHash('sha256').update(`${salt}too risky`).digest('hex')}`);
    expect(commitText(newSalt(), 'too risky')).not.toBe(commitText(salt, 'too risky'));
  });

  it.each(['', 'abc', 'g'.repeat(32), 'a'.repeat(33)])('refuse the salt %j', (salt) => {
    expect(() => commitText(salt, 'text')).toThrow(/32 lower-case hex digits/);
  });
});

describe('holidays', () => {
  it('are the public ones as sorted local dates', () => {
    const berlin = holidaysOf('DE', 'BE', [2026, 2027]);
    expect(berlin).toEqual([...new Set(berlin)].sort());
    expect(berlin).toEqual(expect.arrayContaining(['2026-03-08', '2026-04-03', '2026-10-03', '2026-12-25', '2026-12-26', '2027-01-01']));
    expect(holidaysOf('DE', undefined, [2026])).not.toContain('2026-03-08');
  });

  it('hold both the day and the observed substitute', () => {
    expect(holidaysOf('US', undefined, [2026])).toEqual(expect.arrayContaining(['2026-07-03', '2026-07-04']));
  });

  it('of an unknown country or region are refused with what would be right', () => {
    expect(() => holidaysOf('ZZ', undefined, [2026])).toThrow(/country "ZZ"; write an ISO code, e\.g\. DE/);
    expect(() => holidaysOf('DE', 'XX', [2026])).toThrow(/region "XX" of DE; write one of BB, BE/);
  });
});
