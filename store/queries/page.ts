/** One page of a list; `next_cursor` leads to the next, null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

export interface PageWish {
  /** At most 200; 50 by default. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The cursor is not one of ours. The message is one line for the caller. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
  constructor() {
    super('the cursor is not one that this list gave out; leave it out to begin at the front');
  }
}

const MOST = 200;
export const limitOf = ({ limit = 50 }: PageWish): number => Math.min(Math.max(Math.trunc(limit), 1), MOST);

type Part = string | number | null;

/**
 * The parts of a cursor, or null without one.
 * @throws BadCursor when it does not hold parts of exactly these types.
 */
export function readCursor(wish: PageWish, types: readonly ('string' | 'number' | 'string?')[]): Part[] | null {
  if (wish.cursor === undefined) return null;
  const parts = parse(wish.cursor);
  const fits = (part: unknown, type: string): boolean => (type === 'string?' ? part === null || typeof part === 'string' : typeof part === type);
  if (!Array.isArray(parts) || parts.length !== types.length || !types.every((type, index) => fits(parts[index], type))) throw new BadCursor();
  return parts as Part[];
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** Cuts off the one row more than asked for, and makes the cursor of what follows from the last that stays. */
export function pageOf<R, T>(rows: readonly R[], limit: number, parts: (last: R) => readonly Part[], item: (row: R) => T): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: kept.map(item), next_cursor: more ? Buffer.from(JSON.stringify(parts(last))).toString('base64url') : null };
}

/** A page of a list that lies in memory whole, in the order given; `idOf` names the entries. */
export function pageOfArray<T>(all: readonly T[], wish: PageWish, idOf: (entry: T) => string): Page<T> {
  const cursor = readCursor(wish, ['string']);
  const limit = limitOf(wish);
  const start = cursor === null ? 0 : all.findIndex((entry) => idOf(entry) === cursor[0]) + 1;
  return pageOf(all.slice(start, start + limit + 1), limit, (last) => [idOf(last)], (entry) => entry);
}
