import { sql } from 'kysely';
import type { Instant } from '../../contracts/primitives.ts';
import type { SystemEntry } from '../../contracts/system.ts';
import type { RiskItem, SystemState, SystemVersion } from '../../domain/system/index.ts';
import type { Store } from '../store.ts';
import { limitOf, type Page, pageOf, pageOfArray, type PageWish, readCursor } from './page.ts';

/** A register entry as the list shows it. */
export interface SystemListed extends Partial<SystemEntry> {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly rev: number;
  readonly updated_at: Instant;
}

export interface SystemsWish extends PageWish {
  readonly owner?: string | undefined;
  /** A stage of the life cycle. */
  readonly state?: string | undefined;
  readonly unit?: string | undefined;
}

/** Registered systems, newest first. @throws BadCursor */
export async function listSystems({ db }: Store, wish: SystemsWish): Promise<Page<SystemListed>> {
  const limit = limitOf(wish);
  const cursor = readCursor(wish, ['string']);
  let query = db
    .selectFrom('cases')
    .select(['id', 'title', 'status', 'rev', 'updated_at'])
    .select(sql<SystemEntry | null>`state->'entry'`.as('entry'))
    .where('kind', '=', 'system')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (wish.owner !== undefined) query = query.where('owner', '=', wish.owner);
  if (wish.state !== undefined) query = query.where('status', '=', wish.state);
  if (wish.unit !== undefined) query = query.where('unit', '=', wish.unit);
  if (cursor) query = query.where('id', '<', String(cursor[0]));
  const rows = await query.execute();
  const item = ({ status, entry, ...row }: (typeof rows)[number]): SystemListed => ({ ...entry, ...row, state: status });
  return pageOf(rows, limit, (last) => [last.id], item);
}

/** Ids and titles of the newest registered systems, for choosing one, and of `also` wherever it stands; the register entries are not read. */
export async function systemTitles({ db }: Store, limit: number, also: readonly string[] = []): Promise<readonly { readonly id: string; readonly title: string }[]> {
  const all = db.selectFrom('cases').select(['id', 'title']).where('kind', '=', 'system');
  const newest = await all.orderBy('id', 'desc').limit(limit).execute();
  const missing = also.filter((id) => newest.every((each) => each.id !== id));
  return missing.length === 0 ? newest : [...newest, ...(await all.where('id', 'in', missing).orderBy('id', 'desc').execute())];
}

/** The id of the newest registered system with this name, in whatever case; null when there is none. */
export async function systemNamed({ db }: Store, name: string): Promise<string | null> {
  const found = await db.selectFrom('cases').select('id').where('kind', '=', 'system').where(sql<string>`lower(title)`, '=', name.toLowerCase()).orderBy('id', 'desc').limit(1).executeTakeFirst();
  return found?.id ?? null;
}

async function stateOf({ db }: Store, id: string): Promise<SystemState | null> {
  const row = await db.selectFrom('cases').select('state').where('id', '=', id).where('kind', '=', 'system').executeTakeFirst();
  return (row?.state as SystemState | undefined) ?? null;
}

/** Versions of a system, newest first; null when there is no such system. @throws BadCursor */
export async function listVersions(store: Store, system: string, wish: PageWish): Promise<Page<SystemVersion> | null> {
  const state = await stateOf(store, system);
  return state && pageOfArray([...state.versions].reverse(), wish, (version) => version.id);
}

export interface RisksWish extends PageWish {
  readonly state?: string | undefined;
  readonly residual?: string | undefined;
  readonly owner?: string | undefined;
}

/** Risk items of a system, newest first; null when there is no such system. @throws BadCursor */
export async function listRisks(store: Store, system: string, { state, residual, owner, ...wish }: RisksWish): Promise<Page<RiskItem> | null> {
  const found = await stateOf(store, system);
  const meant = (risk: RiskItem): boolean => (state === undefined || risk.state === state) && (residual === undefined || risk.residual === residual) && (owner === undefined || risk.owner === owner);
  return found && pageOfArray([...found.risks].reverse().filter(meant), wish, (risk) => risk.id);
}
