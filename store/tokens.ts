import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { HOUSE_ID } from '../contracts/ids.ts';
import type { Actor, CommandMeta } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Scope } from '../contracts/scopes.ts';
import { personOf } from '../domain/aggregate.ts';
import { withRetry } from './database.ts';
import { execute } from './execute.ts';
import type { Outcome } from './outcome.ts';
import { nowOf, type Store, type Target } from './store.ts';

/** Whom a token stands for: a machine, and the person whose requests it makes, fixed or named by each request. */
export interface TokenSubject {
  readonly kind: 'machine';
  readonly id: string;
  readonly on_behalf_of: string | null;
  readonly any_person: boolean;
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
  /** What the ledger calls the machine. */
  readonly machine: string;
  readonly scopes: readonly Scope[];
  readonly on_behalf_of?: string | undefined;
  readonly any_person?: boolean;
  readonly expires_at?: Instant | undefined;
}

/** How the command came; by default as from whoever is at the database itself, and as a command of its own. */
export type TokenMeta = Partial<Pick<CommandMeta, 'command_id' | 'door' | 'assurance'>>;

/** `made` shows the token, this once. `repeated`: this command id made the token `id` before, and nobody knows its secret any more. */
export type TokenMade =
  | { readonly outcome: 'made'; readonly info: TokenInfo; readonly token: string }
  | { readonly outcome: 'repeated'; readonly id: string }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Beginning of every token, so that leak scanners know one. */
export const TOKEN_PREFIX = 'ghs_';

const HOUSE: Target = { kind: 'house', id: HOUSE_ID };

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const metaOf = (actor: Actor, how: TokenMeta): CommandMeta => ({ command_id: `token/${randomUUID()}`, door: 'system', assurance: 'session', ...how, actor });

/**
 * Makes a token of 256 random bits, recorded as `token.created` in one transaction with the row of its SHA-256. Without
 * anybody signed in, `{kind: 'machine', id: 'gatehouse', on_behalf_of: null}` is who is at the database itself.
 */
export async function createToken(store: Store, actor: Actor, wish: TokenWish, how: TokenMeta = {}): Promise<TokenMade> {
  const { machine, scopes, on_behalf_of, any_person = false, expires_at } = wish;
  const token = `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
  const body = { machine, scopes, any_person, ...(on_behalf_of === undefined ? {} : { on_behalf_of }), ...(expires_at === undefined ? {} : { expires_at }) };
  const subject: TokenSubject = { kind: 'machine', id: machine, on_behalf_of: on_behalf_of ?? null, any_person };
  const outcome = await execute(store, HOUSE, { name: 'create-token', body }, metaOf(actor, how), async (client, { result, events }) => {
    const text = 'INSERT INTO tokens (id, hash, subject, scopes, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)';
    const values = [result['token_id'], hashOf(token), JSON.stringify(subject), scopes, events[0]?.at, personOf(actor) ?? actor.id, expires_at ?? null];
    await client.query(text, values);
  });
  return outcome.ok ? madeBy(store, outcome, token) : { outcome: 'refused', refusal: outcome.refusal };
}

/** A call that lost its answer and was repeated within {@link execute} made the token all the same: its hash is there. */
async function madeBy(store: Store, { result }: Extract<Outcome, { ok: true }>, token: string): Promise<TokenMade> {
  const info = await rowOf(store, hashOf(token));
  return info ? { outcome: 'made', info, token } : { outcome: 'repeated', id: String(result['token_id']) };
}

const COLUMNS = 'id, subject, scopes, created_at, created_by, expires_at';
const IN_FORCE = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at >';

async function rowOf(store: Store, hash: string): Promise<TokenInfo | null> {
  const { rows } = await withRetry(() => store.pool.query<TokenInfo>(`SELECT ${COLUMNS} FROM tokens WHERE hash = $1`, [hash]));
  return rows[0] ?? null;
}

/** What stands behind a token; null when it is unknown, revoked or expired. */
export async function findToken(store: Store, token: string): Promise<TokenInfo | null> {
  if (!token.startsWith(TOKEN_PREFIX)) return null;
  const text = `SELECT ${COLUMNS} FROM tokens WHERE hash = $1 AND ${IN_FORCE} $2)`;
  const { rows } = await store.pool.query<TokenInfo>({ name: 'find_token', text, values: [hashOf(token), await nowOf(store)] });
  return rows[0] ?? null;
}

/** Tokens that are in force, newest first, at most 200. */
export async function listTokens(store: Store): Promise<TokenInfo[]> {
  const { rows } = await store.pool.query<TokenInfo>(`SELECT ${COLUMNS} FROM tokens WHERE ${IN_FORCE} $1) ORDER BY id DESC LIMIT 200`, [await nowOf(store)]);
  return rows;
}

/** Ends a token at once, recorded as `token.revoked` in the same transaction. Null, or why not. */
export async function revokeToken(store: Store, actor: Actor, id: string, how: TokenMeta = {}): Promise<Refusal | null> {
  const outcome = await execute(store, HOUSE, { name: 'revoke-token', body: { token_id: id } }, metaOf(actor, how), async (client, { events }) => {
    await client.query('UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL', [id, events[0]?.at]);
  });
  return outcome.ok ? null : outcome.refusal;
}
