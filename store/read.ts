import type { Pool, PoolClient } from 'pg';
import type { Agenda } from '../contracts/agenda.ts';
import type { StreamKind } from '../contracts/ledger.ts';
import type { ManagerDigest } from '../contracts/manager-digest.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Facts } from '../domain/aggregate.ts';
import { agendaOf, type AgendaRow, type Wake } from './agenda.ts';
import { withRetry } from './database.ts';
import { factsOf, load } from './load.ts';
import { NO_POLICY } from './no-policy.ts';
import type { Store, Target } from './store.ts';

interface Row extends AgendaRow {
  readonly id: string;
  readonly kind: StreamKind;
  readonly wake: Instant | null;
}

/** The newest agendas of these records, by id, with their kinds; a record that does not exist is left out. */
export async function agendasIn(client: Pool | PoolClient, ids: readonly string[]): Promise<Map<string, { readonly kind: StreamKind; readonly agenda: Agenda }>> {
  const text = `SELECT id, kind, rev, agenda, open, wake_at, tell, tell_since, step_key, step_since,
    (SELECT min(w.at) FROM wakes w WHERE w.case_id = c.id) AS wake FROM cases c WHERE id = ANY ($1::text[])`;
  const { rows } = await client.query<Row>({ name: 'agendas', text, values: [ids] });
  const wakes = (row: Row): Wake[] => (row.wake === null ? [] : [{ id: 0, at: row.wake }]);
  return new Map(rows.map((row) => [row.id, { kind: row.kind, agenda: agendaOf(row, wakes(row)) }]));
}

/** The newest agenda of a record, what other cases woke it for included; null when there is no such record. */
export async function agendaNow(store: Pick<Store, 'pool'>, id: string): Promise<Agenda | null> {
  return (await withRetry(() => agendasIn(store.pool, [id]))).get(id)?.agenda ?? null;
}

/** A record as it stands, with the facts that its rules would see: for views and messages, never for decisions. */
export interface RecordNow {
  readonly state: unknown;
  readonly facts: Facts;
  readonly now: Instant;
  readonly agenda: Agenda;
  /** Messages rendered from this state show it (design §6). */
  readonly rev: number;
  /** Read for one message only: what a manager's digest tells. */
  readonly digest?: ManagerDigest;
}

/** Reads a record without a lock; null when there is none. Before the first policy its facts hold a stand-in for one. */
export async function readRecord(store: Store, target: Target): Promise<RecordNow | null> {
  const clock = store.clock ? await store.clock() : null;
  return withRetry(async () => {
    const client = await store.pool.connect();
    try {
      const loaded = await load(store, client, target, { name: 'read', body: {} }, '', false);
      if (loaded.head?.kind !== target.kind) return null;
      const now = [clock ?? loaded.clock, loaded.head.last_at].reduce((a, b) => (a > b ? a : b));
      const facts = factsOf(loaded, loaded.policy ?? NO_POLICY);
      return { state: loaded.state, facts, now, agenda: agendaOf(loaded.head, loaded.wakes), rev: loaded.head.wanted_rev };
    } finally {
      client.release();
    }
  });
}

/** The record that an id belongs to: its own, or the one that an obligation, permit, version, risk or blocker is part of. */
export async function findRecord(store: Pick<Store, 'pool'>, id: string): Promise<Target | null> {
  const text = `SELECT c.id, c.kind FROM cases c WHERE c.id = coalesce(
    (SELECT i.stream FROM ids i WHERE i.id = $1), (SELECT o.case_id FROM obligations o WHERE o.id = $1),
    (SELECT o.case_id FROM obligations_closed o WHERE o.id = $1), (SELECT b.stream FROM blockers b WHERE b.id = $1 AND b.data->'holds'->>0 IS NOT NULL), $1)`;
  const { rows } = await withRetry(() => store.pool.query<Target>({ name: 'find_record', text, values: [id] }));
  return rows[0] ?? null;
}
