import { Readable } from 'node:stream';
import { csvLines, csvOf, type CsvValue } from '../../render/csv.ts';
import type { Page } from '../../store/queries/page.ts';
import type { Bytes } from '../answers.ts';

type Row = Readonly<Record<string, CsvValue>>;

/** A list to be written as a file. */
export interface CsvList<T> {
  readonly name: string;
  readonly columns: readonly string[];
  /** One page of it; undefined asks for the first. */
  readonly list: (cursor: string | undefined) => Promise<Page<T>>;
  /** The lines that one entry makes. */
  readonly rows: (entry: T) => readonly Row[];
}

/** A file holds no more lines than this, so that one request can't read for hours. */
const MOST_ROWS = 200_000;

/** The lines of a page and all after it; the last one says so when there may be more than `most`. */
async function* lines<T>({ columns, list, rows }: CsvList<T>, first: Page<T>, most: number): AsyncGenerator<string> {
  yield csvOf([], columns);
  let left = most;
  for (let page = first; ; page = await list(page.next_cursor ?? undefined)) {
    const found = page.items.flatMap(rows);
    const kept = found.slice(0, left);
    left -= kept.length;
    if (kept.length > 0) yield csvLines(kept, columns);
    if (found.length > kept.length || (left === 0 && page.next_cursor !== null)) {
      yield csvLines([{ [columns[0] ?? '']: `cut off after ${most} rows: narrow the filters, or read the list from the API` }], columns);
      return;
    }
    if (page.next_cursor === null) return;
  }
}

/**
 * The whole list as CSV, read page by page while it is sent, so that no length of it fills the memory. The first page is read
 * before the answer begins: what is wrong with the list is said as a page, and not as half a file.
 * @throws BadCursor
 */
export async function csvList<T>(wish: CsvList<T>, most: number = MOST_ROWS): Promise<Bytes> {
  const first = await wish.list(undefined);
  return { kind: 'bytes', name: wish.name, type: 'text/csv; charset=utf-8', length: null, stream: () => Readable.from(lines(wish, first, most)) };
}

/** {@link csvList} of a list that lies in memory whole. */
export const csvOfAll = <T>(all: readonly T[], { rows, ...wish }: Omit<CsvList<T>, 'list'>): Promise<Bytes> => csvList({ ...wish, rows, list: () => Promise.resolve({ items: all, next_cursor: null }) });
