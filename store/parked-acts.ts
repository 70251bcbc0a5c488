import { createHash, randomBytes } from 'node:crypto';
import { addMs } from '../domain/time/instant.ts';
import { sweepSessions } from './sessions.ts';
import { nowOf, type Store } from './store.ts';

type Db = Pick<Store, 'pool' | 'clock'>;

/** A form as it was filled in, waiting for its sender to prove who they are. */
export interface ParkedAct {
  /** Key of the form. */
  readonly act: string;
  /** Record, obligation or blocker that it is about. */
  readonly about: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Who filled it in: nobody else reads or sends it. */
  readonly person: string;
}

/** How long it waits, in milliseconds. */
const WAITS_MS = 15 * 60_000;

/** In place of a browser: what was done in a chat is for its author, in whatever browser they sign in. No hash is like it. */
const ANY_BROWSER = 'any';

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The longest form that is kept, in bytes of JSON. */
const LONGEST = 32_768;
/** How many forms wait for one browser and for one person; an older one makes room. */
const MOST = 5;

/** Keeps the form for the browser that holds the secret `browser`, for 15 minutes; answers the id that finds it, or null when it is longer than 32 kB. What has expired is removed on the way. */
export const parkAct = (store: Db, browser: string, parked: ParkedAct): Promise<string | null> => keep(store, hashOf(browser), parked);

async function keep(store: Db, browser: string, { act, about, fields, person }: ParkedAct): Promise<string | null> {
  const text = JSON.stringify({ about, fields });
  if (Buffer.byteLength(text) > LONGEST) return null;
  const now = await nowOf(store);
  await sweepSessions(store);
  const others = 'SELECT id FROM parked_acts WHERE (browser = $1 AND $1 <> $2) OR person = $3 ORDER BY expires_at DESC, id OFFSET $4';
  await store.pool.query(`DELETE FROM parked_acts WHERE id IN (${others})`, [browser, ANY_BROWSER, person, MOST - 1]);
  const id = randomBytes(16).toString('hex');
  const values = [id, browser, person, act, about, JSON.stringify(fields), addMs(now, WAITS_MS)];
  await store.pool.query('INSERT INTO parked_acts (id, browser, person, act, about, fields, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', values);
  return id;
}

/** Keeps what somebody gave elsewhere than in a browser, for that person and nobody else, for 15 minutes; answers the id that finds it. @throws RangeError above 32 kB */
export async function parkFor(store: Db, person: string, { act, about, fields }: Omit<ParkedAct, 'person'>): Promise<string> {
  const id = await keep(store, ANY_BROWSER, { act, about, fields, person });
  if (id === null) throw new RangeError(`the form ${act} of ${person} is longer than ${LONGEST} bytes and is not kept`);
  return id;
}

/**
 * The form kept under this id for this browser, or without one for this person; null when there is none, it is another's,
 * or its time is over. It stays until then, so that a page can be loaded again.
 */
export async function parkedAct(store: Db, id: string, browser: string | null, person: string | null = null): Promise<ParkedAct | null> {
  const text = 'SELECT act, about, fields, person FROM parked_acts WHERE id = $1 AND person IS NOT NULL AND (browser = $2 OR (browser = $4 AND person = $5)) AND expires_at > $3';
  const { rows } = await store.pool.query<ParkedAct>(text, [id, browser === null ? null : hashOf(browser), await nowOf(store), ANY_BROWSER, person]);
  return rows[0] ?? null;
}

/** Forgets what waited of this form about this record for this person: it was sent. */
export async function dropParked(store: Db, person: string, { act, about }: Pick<ParkedAct, 'act' | 'about'>): Promise<void> {
  await store.pool.query('DELETE FROM parked_acts WHERE person = $1 AND act = $2 AND about = $3', [person, act, about]);
}
