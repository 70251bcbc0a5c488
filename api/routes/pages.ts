import { refuse } from './give.ts';

export interface PageWish {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** A cursor is opaque to clients: what it holds may change. */
export const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a cursor of ours holds. @throws HttpProblem (422) for any other text. */
export function readCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
  } catch {
    return refuse({ refused: 'invalid', detail: 'the cursor is none of ours; take next_cursor of the page before', pointer: '?cursor' });
  }
}

/** A page of a list that is in memory whole. */
export function pageOfAll<T>(all: readonly T[], { limit, cursor }: PageWish): Page<T> {
  const from = cursor === undefined ? 0 : Number(readCursor(cursor));
  if (!Number.isSafeInteger(from) || from < 0) return refuse({ refused: 'invalid', detail: 'the cursor is none of ours; take next_cursor of the page before', pointer: '?cursor' });
  const end = from + limit;
  return { items: all.slice(from, end), next_cursor: end < all.length ? cursorOf(end) : null };
}
