import { createHash, randomBytes } from 'node:crypto';
import type { Proof, Session } from '../contracts/session.ts';
import { addMs } from '../domain/time/instant.ts';
import { nowOf, type Store } from './store.ts';

type Db = Pick<Store, 'pool' | 'clock'>;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** 256 random bits, in the letters of cookies and URLs. */
const secret = (): string => randomBytes(32).toString('base64url');

export interface SessionWish {
  readonly person: string;
  readonly proof: Proof;
  readonly development: boolean;
  /** What the provider wants to see again when the session ends; left out for one that was never given. */
  readonly idToken?: string;
  /** How long it lasts at most, in milliseconds. */
  readonly lifeMs: number;
  /** The cookie that the browser had before; that session ends, so that nobody keeps one that was planted (fixation). */
  readonly replaces?: string | null;
}

/** A session, and the cookie's value that finds it: shown this once, never stored. */
export interface NewSession {
  readonly cookie: string;
  readonly session: Session;
}

/** A longer one fits into no address, where it would have to go back. Characters. */
const LONGEST_ID_TOKEN = 6_000;

const COLUMNS = 'id, person, proof, development, csrf, expires_at';

/** Signs a person in: a session with a new id and a new cookie. What has expired is removed on the way. */
export async function createSession(store: Db, { person, proof, development, lifeMs, idToken, replaces = null }: SessionWish): Promise<NewSession> {
  const cookie = secret();
  const now = await nowOf(store);
  await sweepSessions(store);
  if (replaces !== null) await endSession(store, replaces);
  const text = `INSERT INTO sessions (hash, id, person, proof, development, csrf, created_at, seen_at, expires_at, id_token)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) RETURNING ${COLUMNS}`;
  const values = [hashOf(cookie), `ses_${randomBytes(10).toString('hex')}`, person, JSON.stringify(proof), development, secret(), now, addMs(now, lifeMs), idToken !== undefined && idToken.length <= LONGEST_ID_TOKEN ? idToken : null];
  const { rows } = await store.pool.query<Session>(text, values);
  const [session] = rows;
  if (!session) throw new Error('the database answered an INSERT … RETURNING without its row');
  return { cookie, session };
}

/** How often a session's use is written down, in milliseconds: idleness is counted in minutes. */
const SEEN_EVERY_MS = 30_000;

/**
 * The session that a cookie finds; null when there is none, it has expired, or nobody used it for `idleMs` milliseconds.
 * With `touch: false` that it was found counts as no use: an open page that asks for news is nobody at work.
 */
export async function findSession(store: Db, cookie: string, idleMs: number, { touch = true }: { readonly touch?: boolean } = {}): Promise<Session | null> {
  const hash = hashOf(cookie);
  const now = await nowOf(store);
  const text = `SELECT ${COLUMNS}, seen_at FROM sessions WHERE hash = $1 AND expires_at > $2 AND seen_at > $3`;
  const { rows } = await store.pool.query<Session & { seen_at: string }>({ name: 'find_session', text, values: [hash, now, addMs(now, -idleMs)] });
  const [found] = rows;
  if (!found) return null;
  const { seen_at, ...session } = found;
  if (touch && seen_at < addMs(now, -SEEN_EVERY_MS)) await store.pool.query('UPDATE sessions SET seen_at = $2 WHERE hash = $1', [hash, now]);
  return session;
}

/** Ends the session that a cookie finds, and forgets its id token; nothing happens when there is none. */
export async function endSession(store: Db, cookie: string): Promise<void> {
  await store.pool.query('UPDATE sessions SET expires_at = $2, id_token = NULL WHERE hash = $1 AND expires_at > $2', [hashOf(cookie), await nowOf(store)]);
}

/** The id token of the open session that a cookie finds; null without one. */
export async function idTokenOf(store: Db, cookie: string): Promise<string | null> {
  const { rows } = await store.pool.query<{ id_token: string | null }>('SELECT id_token FROM sessions WHERE hash = $1 AND expires_at > $2', [hashOf(cookie), await nowOf(store)]);
  return rows[0]?.id_token ?? null;
}

/** For how long it is still known whose a session was that has ended, so that what they were typing stays theirs. Milliseconds. */
const KNOWN_MS = 15 * 60_000;

/** Whose session a cookie finds, also one that ended up to 15 minutes ago; null for nobody's. It lets nobody in. */
export async function personOfSession(store: Db, cookie: string): Promise<string | null> {
  const values = [hashOf(cookie), addMs(await nowOf(store), -KNOWN_MS)];
  const { rows } = await store.pool.query<{ person: string }>('SELECT person FROM sessions WHERE hash = $1 AND expires_at > $2', values);
  return rows[0]?.person ?? null;
}

/** Removes what has expired: sessions that are known no longer, sign-ins, forms that waited. Every beginning of one calls it. */
export async function sweepSessions(store: Db): Promise<void> {
  const now = await nowOf(store);
  await store.pool.query('DELETE FROM sessions WHERE expires_at <= $1', [addMs(now, -KNOWN_MS)]);
  await store.pool.query('DELETE FROM sign_ins WHERE expires_at <= $1', [now]);
  await store.pool.query('DELETE FROM parked_acts WHERE expires_at <= $1', [now]);
}

/** A sign-in on its way to the identity provider and back. */
export interface SignIn {
  /** PKCE (RFC 7636). */
  readonly verifier: string;
  readonly nonce: string;
  /** Where the browser goes afterwards: a path of ours. */
  readonly return_to: string;
  /** The provider may count a sign-in as good that is at most so old, in seconds. */
  readonly max_age: number;
  /** Who must come back, when it confirms an open session; null for a plain sign-in. */
  readonly step_up_of: string | null;
}

/** How long somebody may take at the identity provider, in milliseconds. */
const SIGN_IN_MS = 10 * 60_000;

/** Remembers a sign-in under its `state`, for the browser that holds `browser`. */
export async function beginSignIn(store: Db, state: string, browser: string, { verifier, nonce, return_to, max_age, step_up_of }: SignIn): Promise<void> {
  await sweepSessions(store);
  const text = 'INSERT INTO sign_ins (hash, browser, verifier, nonce, return_to, max_age, step_up_of, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)';
  await store.pool.query(text, [hashOf(state), hashOf(browser), verifier, nonce, return_to, max_age, step_up_of, addMs(await nowOf(store), SIGN_IN_MS)]);
}

/** The sign-in of this state, once and for this browser only; null when it is unknown, used, expired, or another browser's. */
export async function takeSignIn(store: Db, state: string, browser: string): Promise<SignIn | null> {
  const text = 'DELETE FROM sign_ins WHERE hash = $1 AND browser = $2 AND expires_at > $3 RETURNING verifier, nonce, return_to, max_age, step_up_of';
  const { rows } = await store.pool.query<SignIn>(text, [hashOf(state), hashOf(browser), await nowOf(store)]);
  return rows[0] ?? null;
}
