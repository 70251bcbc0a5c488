import { Readable } from 'node:stream';
import { CSV_TYPE, type CsvList, csvPieces } from '../../render/csv-pieces.ts';
import type { Bytes } from '../answers.ts';

/** A file holds no more lines than this, so that one request can't read for hours. */
const MOST_ROWS = 200_000;

/**
 * The whole list as CSV, read page by page while it is sent, so that no length of it fills the memory. The first page is read
 * before the answer begins: what is wrong with the list is said as a page, and not as half a file.
 * @throws BadCursor
 */
export async function csvList<T>(wish: CsvList<T>, most: number = MOST_ROWS): Promise<Bytes> {
  const first = await wish.list(undefined);
  return { kind: 'bytes', name: wish.name, type: CSV_TYPE, length: null, stream: () => Readable.from(csvPieces(wish, first, most)) };
}

/** {@link csvList} of a list that lies in memory whole. */
export const csvOfAll = <T>(all: readonly T[], { rows, ...wish }: Omit<CsvList<T>, 'list'>): Promise<Bytes> => csvList({ ...wish, rows, list: () => Promise.resolve({ items: all, next_cursor: null }) });
