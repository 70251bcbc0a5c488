import { NONCONFORMITY_COLUMNS, nonconformityCells } from '../../render/nonconformity-csv.ts';
import { listNonconformities } from '../../store/queries/nonconformities.ts';
import { nonconformitiesForFile } from '../../store/queries/nonconformity-file.ts';
import type { ApiDeps } from '../deps.ts';
import { AS_ASKED, csvList, wantsCsv } from '../http/csv.ts';
import type { Asked, Reply } from '../http/route.ts';

const PAGE = 200;

const yes = (said: 'true' | 'false' | undefined): boolean | undefined => (said === undefined ? undefined : said === 'true');

/** The list, a page of it as JSON or the whole of it as CSV. */
export async function answerList({ query, request }: Asked<'listNonconformities'>, { store }: ApiDeps): Promise<Reply> {
  const { format, overdue, open, near_miss, ...rest } = query;
  const wish = { ...rest, overdue: yes(overdue), open: yes(open), near_miss: yes(near_miss) };
  if (!wantsCsv(format, request)) return { json: await listNonconformities(store, wish), headers: AS_ASKED };
  return csvList({ name: 'nonconformities.csv', columns: NONCONFORMITY_COLUMNS, list: (cursor) => nonconformitiesForFile(store, { ...wish, limit: PAGE, cursor }), rows: (found) => [nonconformityCells(found)] });
}
