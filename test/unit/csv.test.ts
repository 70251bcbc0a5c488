import { describe, expect, it } from '@jest/globals';
import { type CsvRow, readCsv } from '../../domain/csv.ts';
import { csvOf } from '../../render/csv.ts';

const rows = (text: string) => readCsv(text) as readonly CsvRow[];

describe('a CSV file', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
    ['semicolons, as spreadsheets of other languages write them', 'a;b\n1,5;2\n', [['a', 'b'], ['1,5', '2']]],
    ['tabs', 'a\tb\n1\t2', [['a', 'b'], ['1', '2']]],
    ['CRLF and no end of the last line', 'a,b\r\n1,2', [['a', 'b'], ['1', '2']]],
    ['CR alone', 'a,b\r1,2\r', [['a', 'b'], ['1', '2']]],
    ['an empty cell at the end', 'a,b\n1,\n', [['a', 'b'], ['1', '']]],
    ['quoted separators, line ends and quotation marks', 'a,b\n"1, ""one""","2\r\n3"\n', [['a', 'b'], ['1, "one"', '2\r\n3']]],
    ['lines with nothing in them, which are left out', 'a,b\n\n , \n1,2\n\n', [['a', 'b'], ['1', '2']]],
    ['nothing', '', []],
  ])('is read with %s', (_what, text, cells) => {
    expect(rows(text).map((row) => row.cells)).toEqual(cells);
  });

  it('keeps the line on which each record begins, behind quoted cells of several lines too', () => {
    expect(rows('a\n"1\n2\r\n3"\n\nx\n').map(({ line }) => line)).toEqual([1, 2, 6]);
  });

  it.each([
    ['a quoted cell that never ends', 'a\nb\n"c\nd\n', 3, /never ends/],
    ['text behind a closing quotation mark', 'a\n"b" c\n', 2, /write " as ""/],
  ])('with %s is at fault on its line', (_what, text, line, detail) => {
    expect(readCsv(text)).toEqual({ line, detail: expect.stringMatching(detail) });
  });

  it('that we wrote is read as it was', () => {
    const row = { a: 'x,"y"\n;z', b: ' plain' };
    expect(readCsv(csvOf([row], ['a', 'b']))).toEqual([{ line: 1, cells: ['a', 'b'] }, { line: 2, cells: [row.a, row.b] }]);
  });
});
