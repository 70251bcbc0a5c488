import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../contracts/primitives.ts';
import { nowOf, type Store } from './store.ts';

/** Who a token stands for. */
export interface TokenSubject {
  readonly kind: 'person' | 'machine';
  readonly id: string;
}

/** What is known of a token; the token itself is shown once and never stored. */
export interface TokenInfo {
  readonly id: string;
  readonly subject: TokenSubject;
  readonly scopes: readonly string[];
  readonly created_at: Instant;
  readonly created_by: string;
  readonly expires_at: Instant | null;
}

export interface TokenWish {
  readonly subject: TokenSubject;
  readonly scopes: readonly string[];
  readonly created_by: string;
  readonly expires_at?: Instant | null;
}

/** Beginning of every token, so that leak scanners know one. */
export const TOKEN_PREFIX = 'ghs_';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Makes a token of 256 random bits; only its SHA-256 is stored. */
export async function createToken(store: Store, wish: TokenWish): Promise<TokenInfo & { readonly token: string }> {
  const now = await nowOf(store);
  const token = `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
  const info: TokenInfo = { id: store.newId('tok', now), created_at: now, expires_at: null, ...wish };
  const { id, subject, scopes, created_at, created_by, expires_at } = info;
  const text = 'INSERT INTO tokens (id, hash, subject, scopes, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)';
  await store.pool.query(text, [id, hashOf(token), JSON.stringify(subject), scopes, created_at, created_by, expires_at]);
  return { ...info, token };
}

const COLUMNS = 'id, subject, scopes, created_at, created_by, expires_at';

/** What stands behind a token; null when it is unknown, revoked or expired. */
export async function findToken(store: Store, token: string): Promise<TokenInfo | null> {
  if (!token.startsWith(TOKEN_PREFIX)) return null;
  const text = `SELECT ${COLUMNS} FROM tokens WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`;
  const { rows } = await store.pool.query<TokenInfo>({ name: 'find_token', text, values: [hashOf(token), await nowOf(store)] });
  return rows[0] ?? null;
}

/** Tokens that are in force, newest first, at most 200. */
export async function listTokens(store: Store): Promise<TokenInfo[]> {
  const { rows } = await store.pool.query<TokenInfo>(`SELECT ${COLUMNS} FROM tokens WHERE revoked_at IS NULL ORDER BY id DESC LIMIT 200`);
  return rows;
}

/** Ends a token at once. Answers whether there was one in force. */
export async function revokeToken(store: Store, id: string): Promise<boolean> {
  const { rowCount } = await store.pool.query('UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL', [id, await nowOf(store)]);
  return rowCount === 1;
}
