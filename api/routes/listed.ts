import { z } from 'zod';
import { instant } from '../../contracts/primitives.ts';
import { lateCases, lateCounts } from '../../store/late.ts';
import { type CasesWish, listCases } from '../../store/queries/list-cases.ts';
import { type DeliveriesWish, listDeliveries } from '../../store/queries/list-deliveries.ts';
import { listObligations, type ObligationsWish } from '../../store/queries/list-obligations.ts';
import type { ApiDeps } from '../deps.ts';
import { refuse } from './give.ts';
import { cursorOf, type Page, pageOfAll, type PageWish, readCursor } from './pages.ts';

/** What is later than this is shown as late; the sweep acts on the same (design §3). Milliseconds. */
const LATE_BY_MS = 30_000;

function after<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(readCursor(cursor));
  return parsed.success ? parsed.data : refuse({ refused: 'invalid', detail: 'the cursor is none of ours for this list; take next_cursor of the page before', pointer: '?cursor' });
}

/** One entry more than asked tells whether there is a next page. */
function page<T>(found: readonly T[], limit: number, key: (last: T) => unknown): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next_cursor: found.length > limit && last !== undefined ? cursorOf(key(last)) : null };
}

type Wish<W> = Omit<W, 'after'> & PageWish;

export async function listedCases(deps: ApiDeps, wish: Wish<CasesWish>) {
  const found = await listCases(deps.store, { ...wish, after: after(z.string(), wish.cursor), limit: wish.limit + 1 });
  return page(found, wish.limit, ({ id }) => id);
}

export async function listedObligations(deps: ApiDeps, wish: Wish<ObligationsWish>) {
  const position = z.object({ due_at: instant.nullable(), id: z.string() });
  const found = await listObligations(deps.store, { ...wish, after: after(position, wish.cursor), limit: wish.limit + 1 });
  return page(found, wish.limit, ({ due_at, id }) => ({ due_at, id }));
}

export async function listedDeliveries(deps: ApiDeps, caseId: string, wish: Wish<DeliveriesWish>) {
  const position = z.object({ owed_at: instant, key: z.string() });
  const found = await listDeliveries(deps.store, caseId, { ...wish, after: after(position, wish.cursor), limit: wish.limit + 1 });
  return page(found, wish.limit, ({ owed_at, key }) => ({ owed_at, key }));
}

export const listedLate = async (deps: ApiDeps, wish: PageWish) => pageOfAll(await lateCases(deps.store, LATE_BY_MS), wish);

/** How many are late, of each kind. */
export const lateNow = (deps: ApiDeps) => lateCounts(deps.store, LATE_BY_MS);
