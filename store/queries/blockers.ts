import { type RawBuilder, sql } from 'kysely';
import type { Blocker, Waiver } from '../../contracts/blocker.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { latest } from '../../domain/time/instant.ts';
import { nowOf, type Store } from '../store.ts';
import { type Page, pageOfArray, type PageWish } from './page.ts';

/** A blocker and why it does or does not hold now. */
export interface BlockerListed extends Blocker {
  /** Record that it is kept in. */
  readonly stream: string;
  /** Whether it holds now. */
  readonly holding: boolean;
  /** Until when it is waived, for the system asked about or for all; null when it is not. */
  readonly waived_until: Instant | null;
  readonly why: string;
}

interface Row {
  readonly stream: string;
  readonly data: Blocker;
  readonly waivers: readonly Waiver[] | null;
}

function listed({ stream, data, waivers }: Row, asked: string | null, now: Instant): BlockerListed {
  // what reaches one system only is waived by a waiver for that system, whoever asks
  const system = asked ?? (data.extent.scope === 'system' ? data.extent.id : null);
  const fits = (waivers ?? []).filter((waiver) => waiver.until > now && (waiver.system_id === null || waiver.system_id === system));
  const waived_until = latest(fits.map((waiver) => waiver.until));
  const asleep = data.dormant_until !== null && data.dormant_until > now;
  const why = waived_until !== null ? `waived until ${waived_until}` : asleep ? `sleeps until ${data.dormant_until}` : `holds ${data.holds.join(', ')}`;
  return { ...data, stream, holding: waived_until === null && !asleep, waived_until, why };
}

/** What holds something; a condition of approvals stands in the same table and is no blocker (§1.21). */
async function read({ db }: Store, which: RawBuilder<unknown>): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`SELECT b.stream, b.data, (SELECT json_agg(w.data) FROM waivers w WHERE w.blocker_id = b.id) AS waivers
    FROM blockers b WHERE b.data->'holds'->>0 IS NOT NULL AND ${which} ORDER BY b.raised_at DESC, b.id DESC`.execute(db);
  return rows;
}

/** Everything that reaches a system, newest first, each with its reason and whether it holds now. @throws BadCursor */
export async function listSystemBlockers(store: Store, system: string, wish: PageWish): Promise<Page<BlockerListed>> {
  const now = await nowOf(store);
  const all = (await read(store, sql`b.scope = ANY (scopes_of(${system}))`)).map((row) => listed(row, system, now));
  return pageOfArray(all, wish, (blocker) => blocker.id);
}

export interface BlockersWish extends PageWish {
  /** How far it reaches: `system`, `unit` or `organisation`. */
  readonly scope?: string | undefined;
  readonly kind?: string | undefined;
  /** Only what reaches this system; a waiver for it counts then. */
  readonly system?: string | undefined;
}

/** Every open blocker of that kind and reach, newest first. @throws BadCursor */
export async function listBlockers(store: Store, { scope, kind, system, ...wish }: BlockersWish): Promise<Page<BlockerListed>> {
  const now = await nowOf(store);
  const meant = [
    ...(scope === undefined ? [] : [sql`b.data->'extent'->>'scope' = ${scope}`]),
    ...(kind === undefined ? [] : [sql`b.data->>'kind' = ${kind}`]),
    ...(system === undefined ? [] : [sql`b.scope = ANY (scopes_of(${system})) AND EXISTS (SELECT 1 FROM cases c WHERE c.id = ${system} AND c.kind = 'system')`]),
  ];
  const all = (await read(store, sql.join([sql`true`, ...meant], sql` AND `))).map((row) => listed(row, system ?? null, now));
  return pageOfArray(all, wish, (blocker) => blocker.id);
}

/** An open blocker by its id; null when none of that id is open. */
export async function getBlocker(store: Store, id: string): Promise<BlockerListed | null> {
  const now = await nowOf(store);
  const [row] = await read(store, sql`b.id = ${id}`);
  return row ? listed(row, null, now) : null;
}
