import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseKindOf, caseWorkflowId, CASE_PREFIXES, HOUSE_ID, ID_PREFIXES, idOf, isId, parseCaseWorkflowId, parseId } from '../../contracts/ids.ts';
import type { IdPrefix } from '../../contracts/ids.ts';
import { canonicalJson } from '../../contracts/json.ts';
import { CASE_KINDS } from '../../contracts/primitives.ts';
import { newId } from '../../store/new-id.ts';

const prefixes = fc.constantFrom(...(Object.keys(ID_PREFIXES) as IdPrefix[]));
const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const bitsOf = (id: string) => Array.from(parseId(id)?.rest ?? '').reduce((all, digit) => all * 32n + BigInt(ALPHABET.indexOf(digit)), 0n);

describe('ids', () => {
  it('are UUIDs of version 7 that hold the time they were given', () => {
    fc.assert(
      fc.property(prefixes, times, (prefix, ms) => {
        const id = newId(prefix, ms);
        const bits = bitsOf(id);
        expect(isId(prefix, id) && idOf(prefix).safeParse(id).success).toBe(true);
        expect([bits >> 80n, (bits >> 76n) & 15n, (bits >> 62n) & 3n]).toEqual([BigInt(ms), 7n, 2n]);
      }),
    );
  });

  it('sort as text by their time', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        fc.pre(a < b);
        expect(newId('obl', a) < newId('obl', b)).toBe(true);
      }),
    );
  });

  it('rise within one millisecond and never repeat', () => {
    const made = Array.from({ length: 5000 }, () => newId('vot', 1_772_438_400_000));
    expect(made).toEqual([...new Set(made)].sort());
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 48])('refuse the time %p', (ms) => {
    expect(() => newId('dep', ms)).toThrow(/give whole milliseconds since 1970/);
  });

  it.each(['dep', 'dep_', 'dep_01', `dep_8${'0'.repeat(25)}`, `dep_0${'u'.repeat(25)}`, `DEP_0${'0'.repeat(25)}`, `xyz_0${'0'.repeat(25)}`, `dep_0${'0'.repeat(25)}\n`])(
    'are not recognised in %j',
    (text) => {
      expect(parseId(text)).toBeNull();
      expect(idOf('dep').safeParse(text).success).toBe(false);
    },
  );

  it('are refused under another kind, with the form that is right', () => {
    const refusal = idOf('dep').safeParse(newId('sys', 0));
    expect(refusal.error?.issues[0]?.message).toBe('must be the id of a deployment, dep_ and 26 characters');
  });
});

describe('workflow ids of cases', () => {
  it('name kind and case, and are read back', () => {
    for (const kind of CASE_KINDS) {
      const id = kind === 'house' ? HOUSE_ID : newId(CASE_PREFIXES[kind], 0);
      expect(parseCaseWorkflowId(caseWorkflowId(kind, id))).toEqual({ kind, id });
      expect(caseKindOf(id)).toBe(kind);
    }
  });

  it('are not recognised when kind and id do not fit', () => {
    const [deployment, system] = [newId('dep', 0), newId('sys', 0)];
    for (const wrong of [deployment, `incident/${deployment}`, `system/${system}`, `deployment/${system}`, `a/deployment/${deployment}`, 'house', '']) {
      expect(parseCaseWorkflowId(wrong)).toBeNull();
    }
  });
});

describe('canonical JSON', () => {
  it('gives the texts of RFC 8785', () => {
    const sample = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0], string: '€$\u000F\nA\'B"\\"/', literals: [null, true, false] };
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\"/"}',
    );
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
  });

  it('keeps every JSON value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it.each<[string, unknown, string]>([
    ['undefined in an object', { a: { b: undefined } }, '/a/b is undefined; canonical JSON needs a value that JSON has; leave an optional field out'],
    ['a hole in an array', Array.of(1, undefined), '/1 is undefined'],
    ['NaN', [0, Number.NaN], '/1 is NaN; canonical JSON needs a finite number'],
    ['infinity', -Infinity, 'the value is -Infinity'],
    ['a bigint', { n: 1n }, '/n is bigint'],
    ['a date', { at: new Date(0) }, '/at is an instance of a class'],
    ['a map', new Map(), 'the value is an instance of a class'],
    ['half a character', ['\ud800'], '/0 holds half a character'],
    ['half a character in a key', { '\udc00': 1 }, 'holds half a character'],
  ])('refuses %s and points at it', (_name, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });

  it('takes plain objects of another realm', () => {
    expect(canonicalJson(runInNewContext('({ b: [1], a: {} })'))).toBe('{"a":{},"b":[1]}');
  });

  it('refuses a value that contains itself', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    expect(() => canonicalJson(ring)).toThrow(/nested deeper than 200/);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, entry]) => [key, reversed(entry)]));
}
