import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { HOUSE_ID } from '../contracts/ids.ts';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Command } from '../domain/aggregate.ts';
import { inTransaction, withRetry } from './database.ts';
import type { Loaded } from './load.ts';
import { refusalRow } from './plan.ts';
import { append, type ChainEnd } from './rows.ts';
import { nowOf, type Store } from './store.ts';

interface Asked {
  readonly command: Command;
  readonly meta: CommandMeta;
  readonly digest: string;
  readonly now: Instant;
}

type Chain = ChainEnd & { readonly last_at: Instant };

/**
 * Writes a refusal: on the record's own chain, else on its system's, else on the house's. In an empty database there is
 * no chain to write it on, and it is only answered. Nothing but the end of that chain changes.
 */
export async function recordRefusal(client: PoolClient, loaded: Loaded, refusal: Refusal, asked: Asked): Promise<void> {
  const { id } = loaded.target;
  const own = loaded.head && { id, seq: loaded.head.seq, head_hash: loaded.head.head_hash, last_at: loaded.head.last_at };
  const chain = own ?? (await lockFirst(client, [loaded.system_id, HOUSE_ID]));
  if (chain) await write(client, chain, refusal, asked, id);
}

async function lockFirst(client: PoolClient, ids: readonly (string | null)[]): Promise<Chain | null> {
  const text = 'SELECT id, seq, head_hash, last_at FROM cases WHERE id = $1 FOR UPDATE';
  for (const id of ids) {
    const { rows } = id === null ? { rows: [] } : await client.query<Chain>(text, [id]);
    if (rows[0]) return rows[0];
  }
  return null;
}

/** `meant` is what the command was for; it is named in the row when it is not the record whose chain this is. */
async function write(client: PoolClient, chain: Chain, refusal: Refusal, asked: Asked, meant: string): Promise<void> {
  const at = chain.last_at > asked.now ? chain.last_at : asked.now;
  const row = refusalRow(refusal, asked.command, asked.meta, chain.id === meant ? undefined : meant);
  const added = append(chain, at, asked.meta.actor, [row]);
  const { command_id } = asked.meta;
  const command = { command_id, digest: asked.digest, first_seq: added.end.seq, last_seq: added.end.seq, result: null, refusal };
  const values = [JSON.stringify({ ...added.end, last_at: at }), JSON.stringify({ rows: added.rows, command })];
  await client.query({ name: 'append_only', text: 'SELECT append_only($1, $2)', values });
}

/** A call that the privilege table refused before it became a command. */
export interface RefusedCall {
  /** The record on whose chain it is written. */
  readonly record: string;
  /** What the call named: the record, or something in it, e.g. an obligation. */
  readonly meant: string;
  /** What was called, e.g. `castVote`. */
  readonly operation: string;
  readonly meta: Omit<CommandMeta, 'command_id'>;
  readonly refusal: Refusal;
}

/** Rows per caller and span of ten minutes: enough to see somebody try doors, too few to fill a ledger with. */
const MOST_PER_SPAN = 30;

const short = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/**
 * Records a call that was refused at the door (design §3.2). The same call by the same caller is one row in ten minutes,
 * and a caller gets no more than 30 of them in that time, so that nobody can write a ledger full; the log and the
 * metrics count every one. Answers whether it wrote a row.
 */
export async function recordRefusedCall(store: Store, { record, meant, operation, meta, refusal }: RefusedCall): Promise<boolean> {
  const now = await nowOf(store);
  // an instant up to its tens of minutes
  const span = `door/${short([meta.actor.kind, meta.actor.id])}/${now.slice(0, 15)}/`;
  const what = short([record, meant, operation, refusal.refused]);
  const asked: Asked = { command: { name: operation, body: {} }, meta: { ...meta, command_id: `${span}${what}` }, digest: what, now };
  return withRetry(async () => {
    if (await isEnough(store, span, asked.meta.command_id)) return false;
    return inTransaction(store.pool, async (client) => {
      const chain = await lockFirst(client, [record]);
      if (chain) await write(client, chain, refusal, asked, meant);
      return chain !== null;
    });
  });
}

/** Asked without any lock, so that what is not written any more keeps nobody waiting. */
async function isEnough({ pool }: Store, span: string, commandId: string): Promise<boolean> {
  const text = `SELECT coalesce(bool_or(command_id = $3), false) OR count(*) >= $4 AS enough FROM commands WHERE command_id >= $1 AND command_id < $2`;
  const { rows } = await pool.query<{ enough: boolean }>({ name: 'refused_calls', text, values: [span, `${span}~`, commandId, MOST_PER_SPAN] });
  return rows[0]?.enough ?? false;
}
