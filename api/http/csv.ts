import { Readable } from 'node:stream';
import type { Request } from 'express';
import { CSV_TYPE, type CsvList, csvPieces } from '../../render/csv-pieces.ts';
import type { Reply } from './route.ts';

/** Of every answer that is JSON or CSV, as it is asked for. */
export const AS_ASKED = { Vary: 'Accept' } as const;

/** Whether CSV is asked for: by `format`, else by the `Accept` header; JSON where neither says so. */
export const wantsCsv = (format: 'json' | 'csv' | undefined, request: Pick<Request, 'accepts'>): boolean =>
  format === 'csv' || (format === undefined && request.accepts(['json', 'text/csv']) === 'text/csv');

const headersOf = (name: string): Readonly<Record<string, string>> => ({ ...AS_ASKED, 'Content-Type': CSV_TYPE, 'Content-Disposition': `attachment; filename="${name}"` });

/** A file that lies in memory whole. */
export const csvText = (name: string, text: string): Reply => ({ text, headers: headersOf(name) });

/** The whole list, read page by page while it is sent; the first before the answer begins, so that what is wrong with the list is an answer of its own. @throws BadCursor */
export async function csvList<T>(wish: CsvList<T>): Promise<Reply> {
  const first = await wish.list(undefined);
  return { stream: Readable.from(csvPieces(wish, first)), headers: headersOf(wish.name) };
}
