import { Readable } from 'node:stream';
import { csvLines, csvOf, type CsvValue } from '../../render/csv.ts';
import { listNonconformities, type NonconformitiesWish, type NonconformityListed } from '../../store/queries/nonconformities.ts';
import type { Store } from '../../store/store.ts';
import type { ApiDeps } from '../deps.ts';
import type { Asked, Reply } from '../http/route.ts';

const COLUMNS = ['id', 'state', 'class', 'severity', 'title', 'source', 'owner', 'systems', 'unit', 'clauses', 'controls', 'cause_class', 'raised_at', 'open', 'due_at', 'overdue', 'closed_at'] as const satisfies readonly (keyof NonconformityListed)[];
const PAGE = 200;

/** Several values stand in one cell with blanks between, none of them holds one. */
function cell(value: NonconformityListed[(typeof COLUMNS)[number]]): CsvValue {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : value.join(' ');
}
const row = (listed: NonconformityListed): Record<string, CsvValue> => Object.fromEntries(COLUMNS.map((column) => [column, cell(listed[column])]));

const yes = (said: 'true' | 'false' | undefined): boolean | undefined => (said === undefined ? undefined : said === 'true');

/** Piece by piece, so that a long list takes no more memory than a page. */
async function* lines(store: Store, wish: NonconformitiesWish): AsyncGenerator<string> {
  yield csvOf([], COLUMNS);
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listNonconformities(store, { ...wish, limit: PAGE, cursor });
    yield csvLines(page.items.map(row), COLUMNS);
    cursor = page.next_cursor;
  }
}

/** The list, a page of it as JSON or the whole of it as CSV. */
export async function answerList({ query, request }: Asked<'listNonconformities'>, { store }: ApiDeps): Promise<Reply> {
  const { format, overdue, open, near_miss, ...rest } = query;
  const wish = { ...rest, overdue: yes(overdue), open: yes(open), near_miss: yes(near_miss) };
  const headers = { Vary: 'Accept' };
  const csv = format === 'csv' || (format === undefined && request.accepts('json', 'text/csv') === 'text/csv');
  if (!csv) return { json: await listNonconformities(store, wish), headers };
  return { stream: Readable.from(lines(store, wish)), headers: { ...headers, 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="nonconformities.csv"' } };
}
