import type { PoolClient } from 'pg';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Command } from '../domain/aggregate.ts';
import type { Loaded } from './load.ts';
import { refusalRow } from './plan.ts';
import { append, type ChainEnd } from './rows.ts';

interface Asked {
  readonly command: Command;
  readonly meta: CommandMeta;
  readonly digest: string;
  readonly now: Instant;
}

/**
 * Writes a refusal: on the record's own chain, else on its system's, else on the house's. In an empty database there is
 * no chain to write it on, and it is only answered. Nothing but the end of that chain changes.
 */
export async function recordRefusal(client: PoolClient, loaded: Loaded, refusal: Refusal, asked: Asked): Promise<void> {
  const { id } = loaded.target;
  const own = loaded.head && { id, seq: loaded.head.seq, head_hash: loaded.head.head_hash, last_at: loaded.head.last_at };
  const chain = own ?? (await lockElsewhere(client, loaded.system_id));
  if (!chain) return;
  const at = chain.last_at > asked.now ? chain.last_at : asked.now;
  const row = refusalRow(refusal, asked.command, asked.meta, chain.id === id ? undefined : id);
  const added = append(chain, at, asked.meta.actor, [row]);
  const { command_id } = asked.meta;
  const command = { command_id, digest: asked.digest, first_seq: added.end.seq, last_seq: added.end.seq, result: null, refusal };
  const values = [JSON.stringify({ ...added.end, last_at: at }), JSON.stringify({ rows: added.rows, command })];
  await client.query({ name: 'append_only', text: 'SELECT append_only($1, $2)', values });
}

type Chain = ChainEnd & { readonly last_at: Instant };

async function lockElsewhere(client: PoolClient, system: string | null): Promise<Chain | null> {
  const text = 'SELECT id, seq, head_hash, last_at FROM cases WHERE id = $1 FOR UPDATE';
  for (const id of [system, 'house']) {
    const { rows } = id === null ? { rows: [] } : await client.query<Chain>(text, [id]);
    if (rows[0]) return rows[0];
  }
  return null;
}
