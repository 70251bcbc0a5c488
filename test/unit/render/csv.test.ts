import { describe, expect, it } from '@jest/globals';
import { csvCell, csvOf } from '../../../render/csv.ts';

const TAMED = [
  ['=1+1', 'a formula'],
  ['+49 30 1234', 'a plus begins a formula'],
  ['-1+cmd|calc', 'a minus begins a formula'],
  ['@SUM(A1)', 'an old way to begin a function'],
  ['  =1+1', 'blanks in front are skipped by some programs'],
  ['\t=1+1', 'a tab in front is skipped too'],
  ['\uff1d1+1', 'the full-width sign is read as the plain one'],
  ['|calc', 'a pipe begins a call of another program'],
] as const;

describe('a list as CSV', () => {
  it.each(TAMED)('puts an apostrophe before %j: %s', (text, _reason) => {
    expect(csvCell(text)).toBe(`"'${text}"`);
  });

  it('leaves a negative number a number', () => {
    expect(csvCell(-1.5)).toBe('-1.5');
  });

  it('refuses a number that is none', () => {
    expect(() => csvCell(Number.NaN)).toThrow('a cell holds NaN; give a finite number, or null for none');
  });

  it('quotes what would break a line or a cell, and doubles quotes', () => {
    expect(csvCell('a "b", c\nd')).toBe('"a ""b"", c\nd"');
  });

  it('names the columns once, keeps their order and leaves out what no column asks for', () => {
    expect(csvOf([{ lane: 'legal', hours: 2, more: 'x' }, { lane: 'risk', hours: null }, { lane: '=x' }], ['lane', 'hours'])).toBe('lane,hours\r\nlegal,2\r\nrisk,\r\n"\'=x",\r\n');
  });
});
