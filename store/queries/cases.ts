import { sql } from 'kysely';
import type { StreamKind } from '../../contracts/ledger.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Store } from '../store.ts';
import { limitOf, type Page, pageOf, type PageWish, readCursor } from './page.ts';

/** A case as lists show it. */
export interface CaseListed {
  readonly id: string;
  readonly kind: StreamKind;
  readonly state: string;
  readonly title: string;
  readonly system_id: string | null;
  readonly owner: string | null;
  readonly requester: string | null;
  readonly closed: boolean;
  readonly stage: string;
  readonly wake_at: Instant | null;
  readonly rev: number;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

export interface CasesWish extends PageWish {
  readonly kind?: StreamKind | undefined;
  readonly state?: string | undefined;
  readonly system?: string | undefined;
  readonly owner?: string | undefined;
}

/** Kinds that are cases only when they are asked for. */
export const ASIDE = ['system', 'house', 'evidence'];

/** Cases, newest first; registers (systems, the house, evidence) only when their kind is asked for. @throws BadCursor */
export async function listCases({ db }: Store, wish: CasesWish): Promise<Page<CaseListed>> {
  const limit = limitOf(wish);
  const cursor = readCursor(wish, ['string']);
  let query = db
    .selectFrom('cases')
    .select(['id', 'kind', 'status as state', 'title', 'system_id', 'owner', 'requester', 'closed', 'wake_at', 'rev', 'created_at', 'updated_at'])
    .select(sql<string>`agenda->>'stage'`.as('stage'))
    .orderBy('id', 'desc')
    .limit(limit + 1);
  query = wish.kind === undefined ? query.where('kind', 'not in', ASIDE) : query.where('kind', '=', wish.kind);
  if (wish.state !== undefined) query = query.where('status', '=', wish.state);
  if (wish.system !== undefined) query = query.where('system_id', '=', wish.system);
  if (wish.owner !== undefined) query = query.where('owner', '=', wish.owner);
  if (cursor) query = query.where('id', '<', String(cursor[0]));
  const rows = await query.execute();
  return pageOf(rows as unknown as CaseListed[], limit, (last) => [last.id], (row) => row);
}
