import { describe, expect, it } from '@jest/globals';
import { fromOurselves } from '../../../console/acts/from-ourselves.ts';
import { typedOf } from '../../../console/acts/posted.tsx';

const URL = 'https://gatehouse.example:8443/';
const CASES: readonly { readonly why: string; readonly headers: Readonly<Record<string, string>>; readonly ours: boolean }[] = [
  { why: 'a page of ours', headers: { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://gatehouse.example:8443' }, ours: true },
  { why: 'another site', headers: { 'Sec-Fetch-Site': 'cross-site' }, ours: false },
  { why: 'a sibling under the same domain, which we do not run', headers: { 'Sec-Fetch-Site': 'same-site' }, ours: false },
  { why: 'no page at all', headers: { 'Sec-Fetch-Site': 'none' }, ours: false },
  { why: 'what the browser says of the site goes before the origin', headers: { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://gatehouse.example:8443' }, ours: false },
  { why: 'an older browser, from a page of ours', headers: { Origin: 'https://gatehouse.example:8443' }, ours: true },
  { why: 'an older browser, by another name of this host', headers: { Origin: 'http://127.0.0.1:3000', Host: '127.0.0.1:3000' }, ours: true },
  { why: 'an older browser, from another site', headers: { Origin: 'https://evil.example', Host: 'gatehouse.example:8443' }, ours: false },
  { why: 'another port is another site', headers: { Origin: 'https://gatehouse.example' }, ours: false },
  { why: 'a page that hides where it is', headers: { Origin: 'null', Host: 'gatehouse.example:8443' }, ours: false },
  { why: 'a browser that says neither is judged by the form token alone', headers: {}, ours: true },
];

describe('where a form comes from', () => {
  it.each(CASES)('$why', ({ headers, ours }) => {
    expect(fromOurselves({ get: ((name: string) => headers[name]) as never }, URL)).toBe(ours);
  });
});

describe('what was typed', () => {
  it('is read without blanks around it, with the line ends of the web as one character, and empty fields as not there', () => {
    expect(typedOf({ reason: ' two\r\nlines ', empty: '  ', several: ['a', 'b'], odd: { deep: 'x' } })).toEqual({ reason: 'two\nlines', several: 'a,b' });
    expect([typedOf(undefined), typedOf('text')]).toEqual([{}, {}]);
  });
});
