import type { Instant } from '../contracts/primitives.ts';
import { withRetry } from './database.ts';
import { nowOf, type Store } from './store.ts';

/** A Home tab that shows an older list than the person has now; `list` names the present one. */
export interface StaleHome {
  readonly user_id: string;
  readonly person: string;
  readonly list: string;
}

/** So much of a list counts: what a Home tab shows, and one more. */
const COUNTED = 16;

// what messages show of a record changes with its wanted_rev, so a colleague's vote in the same lane counts too
const listOf = (person: string): string => `SELECT coalesce(md5(string_agg(concat_ws(' ', i.id, i.due_at, i.state, c.wanted_rev), ',' ORDER BY i.due_at, i.id)), 'empty') AS list
  FROM (SELECT id, due_at, state FROM inbox WHERE person = ${person} ORDER BY due_at, id LIMIT ${COUNTED}) i JOIN obligations o ON o.id = i.id JOIN cases c ON c.id = o.case_id`;
const STALE = `SELECT h.user_id, h.person, now.list FROM slack_homes h CROSS JOIN LATERAL (${listOf('h.person')}) now
  WHERE h.opened_at > $1 AND now.list <> h.shown ORDER BY h.opened_at LIMIT $2`;
const OPENED = `INSERT INTO slack_homes AS h (user_id, person, opened_at, shown) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id) DO UPDATE SET person = excluded.person, opened_at = excluded.opened_at, shown = excluded.shown`;

/** A name of what the person owes now, which changes with it; to be read before the list is drawn. */
export async function listNow(store: Store, person: string): Promise<string> {
  const { rows } = await withRetry(() => store.pool.query<{ list: string }>({ name: 'home_list', text: listOf('$1'), values: [person] }));
  return rows[0]?.list ?? 'empty';
}

/** Keeps that somebody has their Home tab open, and which list it shows. */
export async function homeOpenedBy(store: Store, { user_id, person, list }: StaleHome): Promise<void> {
  const now = await nowOf(store);
  await withRetry(() => store.pool.query({ name: 'home_opened', text: OPENED, values: [user_id, person, now, list] }));
}

/** Up to `limit` Home tabs opened since `since` that show an older list than there is, whoever changed it and in whichever process. */
export async function staleHomes(store: Store, since: Instant, limit: number): Promise<StaleHome[]> {
  const { rows } = await withRetry(() => store.pool.query<StaleHome>({ name: 'stale_homes', text: STALE, values: [since, limit] }));
  return rows;
}

/** Keeps which list a Home tab shows now. */
export async function homeShows(store: Store, { user_id, list }: Pick<StaleHome, 'user_id' | 'list'>): Promise<void> {
  await withRetry(() => store.pool.query('UPDATE slack_homes SET shown = $2 WHERE user_id = $1', [user_id, list]));
}

/** The tab is not drawn again until it is opened again. */
export async function forgetHome(store: Store, user_id: string): Promise<void> {
  await withRetry(() => store.pool.query('DELETE FROM slack_homes WHERE user_id = $1', [user_id]));
}
