import { createHash, randomBytes } from 'node:crypto';
import { addMs } from '../domain/time/instant.ts';
import { nowOf, type Store } from './store.ts';

type Db = Pick<Store, 'pool' | 'clock'>;

/** A form as it was filled in, waiting for its sender to prove who they are. */
export interface ParkedAct {
  /** Key of the form. */
  readonly act: string;
  /** Record, obligation or blocker that it is about. */
  readonly about: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Who filled it in; null when their session had ended already. */
  readonly person: string | null;
}

/** How long it waits, in milliseconds. */
const WAITS_MS = 15 * 60_000;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Keeps the form for the browser that holds the secret `browser`, for 15 minutes; answers the id that finds it. What has expired is removed on the way. */
export async function parkAct(store: Db, browser: string, { act, about, fields, person }: ParkedAct): Promise<string> {
  const now = await nowOf(store);
  await store.pool.query('DELETE FROM parked_acts WHERE expires_at <= $1', [now]);
  const id = randomBytes(16).toString('hex');
  const values = [id, hashOf(browser), person, act, about, JSON.stringify(fields), addMs(now, WAITS_MS)];
  await store.pool.query('INSERT INTO parked_acts (id, browser, person, act, about, fields, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', values);
  return id;
}

/** In place of a browser: what was done in a chat is for its author, in whatever browser they sign in. No hash is like it. */
const ANY_BROWSER = 'any';

/** Keeps what somebody gave elsewhere than in a browser, for that person and nobody else, for 15 minutes; answers the id that finds it. */
export async function parkFor(store: Db, person: string, { act, about, fields }: Omit<ParkedAct, 'person'>): Promise<string> {
  const id = await parkAct(store, '', { act, about, fields, person });
  await store.pool.query('UPDATE parked_acts SET browser = $2 WHERE id = $1', [id, ANY_BROWSER]);
  return id;
}

/**
 * The form kept under this id for this browser, or without one for this person; null when there is none, it is another's,
 * or its time is over. It stays until then, so that a page can be loaded again.
 */
export async function parkedAct(store: Db, id: string, browser: string | null, person: string | null = null): Promise<ParkedAct | null> {
  const text = 'SELECT act, about, fields, person FROM parked_acts WHERE id = $1 AND (browser = $2 OR (browser = $4 AND person = $5)) AND expires_at > $3';
  const { rows } = await store.pool.query<ParkedAct>(text, [id, browser === null ? null : hashOf(browser), await nowOf(store), ANY_BROWSER, person]);
  return rows[0] ?? null;
}
