import { csvLines, csvOf, type CsvValue } from './csv.ts';

/** One page of a list, and where the next one begins; null after the last. */
interface Listed<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** A list to be written as a file, whoever asks for it. */
export interface CsvList<T> {
  /** Of the file, as it is offered to be kept. */
  readonly name: string;
  readonly columns: readonly string[];
  /** One page of it; undefined asks for the first. */
  readonly list: (cursor: string | undefined) => Promise<Listed<T>>;
  /** The lines that one entry makes. */
  readonly rows: (entry: T) => readonly Readonly<Record<string, CsvValue>>[];
}

/** The media type of every such file. */
export const CSV_TYPE = 'text/csv; charset=utf-8';

/**
 * The lines of a page and all after it, piece by piece, so that a long list takes no more memory than a page. The last line
 * says so when there may be more than `most`.
 */
export async function* csvPieces<T>({ columns, list, rows }: CsvList<T>, first: Listed<T>, most = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
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
