import { describe, expect, it } from '@jest/globals';
import { csvList } from '../../../console/parts/csv-file.ts';
import { pageOfArray } from '../../../store/queries/page.ts';

const PAGE = 200;
const entries = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `e${i}` }));

/** The file of a list of so many entries, and how many pages of it were read. */
async function fileOf(n: number, most?: number): Promise<{ readonly lines: string[]; readonly pages: number; readonly pagesAtFirst: number }> {
  const all = entries(n);
  let pages = 0;
  const list = (cursor: string | undefined) => {
    pages += 1;
    return Promise.resolve(pageOfArray(all, { cursor, limit: PAGE }, ({ id }) => id));
  };
  const file = await csvList({ name: 'list.csv', columns: ['id', 'other'], list, rows: ({ id }) => [{ id, other: 'x' }] }, most);
  const pagesAtFirst = pages;
  const chunks = [];
  for await (const chunk of file.stream()) chunks.push(String(chunk));
  return { lines: chunks.join('').trimEnd().split('\r\n'), pages, pagesAtFirst };
}

describe('a list as a file', () => {
  it('is the whole list, however many pages it has, each read as the file is sent', async () => {
    const { lines, pages, pagesAtFirst } = await fileOf(12_345);
    expect([lines.length, lines[0], lines[1], lines.at(-1)]).toEqual([12_346, 'id,other', 'e0,x', 'e12344,x']);
    expect([pagesAtFirst, pages]).toEqual([1, Math.ceil(12_345 / PAGE)]);
  });

  it.each([
    [7, 3, 'the bound lies within the first page'],
    [1_000, 250, 'it lies within a later page'],
    [401, 400, 'it lies at the end of a page, and more follow'],
  ])('of %i entries says in its last line that it was cut after %i: %s', async (n, most) => {
    const { lines } = await fileOf(n, most);
    expect(lines).toHaveLength(1 + most + 1);
    expect([lines.at(-2), lines.at(-1)]).toEqual([`e${most - 1},x`, `"cut off after ${most} rows: narrow the filters, or read the list from the API",`]);
  });

  it.each([0, 3, PAGE, 2 * PAGE])('of %i entries under a bound of as many says nothing of the sort', async (n) => {
    const { lines } = await fileOf(n, Math.max(n, 1));
    expect(lines).toHaveLength(1 + n);
  });

  it('is refused before it begins when its first page is', async () => {
    await expect(csvList({ name: 'list.csv', columns: ['id'], list: () => Promise.reject(new Error('no such page')), rows: () => [] })).rejects.toThrow('no such page');
  });
});
