import { randomUUID } from 'node:crypto';
import { OBSERVE_TICKET, type ObserveTicket, type TicketState, type TicketSystem } from '../contracts/ticket.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { TicketSaid } from '../domain/tickets/shown.ts';
import { addMs } from '../domain/time/instant.ts';
import { withRetry } from './database.ts';
import { execute } from './execute.ts';
import type { Outcome } from './outcome.ts';
import { findRecord } from './read.ts';
import { nowOf, type Store } from './store.ts';

/** A ticket at another system that stands for an obligation. */
export interface Ticket {
  /** Of the delivery that it is the copy of. */
  readonly key: string;
  readonly case_id: string;
  readonly obligation_id: string;
  readonly system: TicketSystem;
  readonly ref: string;
  readonly url: string | null;
  /** What was last told in it. */
  readonly said: TicketSaid;
  readonly state: TicketState;
  readonly since: Instant;
}

/** Without any call from there a ticket is read again after this. Milliseconds. */
const LOOK_AGAIN_MS = 6 * 3_600_000;
/** A look that nobody finished may be taken over after this. Milliseconds. */
const LOOK_LEASE_MS = 2 * 60_000;

const SAVE = `INSERT INTO tickets (key, case_id, obligation_id, system, ref, url, said, state, since, looked_at, look_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)
  ON CONFLICT (key) DO UPDATE SET ref = excluded.ref, url = excluded.url, said = excluded.said, looked_at = excluded.looked_at, look_at = excluded.look_at,
    since = CASE WHEN tickets.state = excluded.state THEN tickets.since ELSE excluded.since END, state = excluded.state`;

/** Keeps a ticket as it was made, changed or found; said twice it counts once. */
export async function saveTicket(store: Store, ticket: Omit<Ticket, 'since'>): Promise<void> {
  const now = await nowOf(store);
  const { key, case_id, obligation_id, system, ref, url, said, state } = ticket;
  const over = said.state === 'ended' && state !== 'open';
  const values = [key, case_id, obligation_id, system, ref, url, JSON.stringify(said), state, now, over ? null : addMs(now, LOOK_AGAIN_MS)];
  await withRetry(() => store.pool.query({ name: 'save_ticket', text: SAVE, values }));
}

const COLUMNS = 'key, case_id, obligation_id, system, ref, url, said, state, since';

/** The ticket with this key; null when none was made. */
export async function readTicket(store: Store, key: string): Promise<Ticket | null> {
  const { rows } = await withRetry(() => store.pool.query<Ticket>(`SELECT ${COLUMNS} FROM tickets WHERE key = $1`, [key]));
  return rows[0] ?? null;
}

/** Has a ticket looked at as soon as possible; false when it is none of ours. */
export async function lookSoon(store: Store, system: TicketSystem, ref: string): Promise<boolean> {
  const now = await nowOf(store);
  const done = await withRetry(() => store.pool.query('UPDATE tickets SET look_at = $3 WHERE system = $1 AND lower(ref) = lower($2)', [system, ref, now]));
  return done.rowCount !== 0;
}

const TAKE = `UPDATE tickets SET look_at = $2 WHERE key IN (SELECT key FROM tickets WHERE look_at <= $1 ORDER BY look_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING ${COLUMNS}`;

/** Takes up to `limit` tickets whose time to be looked at has come; nobody else takes them for two minutes. */
export async function takeLooks(store: Store, limit: number): Promise<Ticket[]> {
  const now = await nowOf(store);
  const { rows } = await withRetry(() => store.pool.query<Ticket>({ name: 'take_looks', text: TAKE, values: [now, addMs(now, LOOK_LEASE_MS), limit] }));
  return rows;
}

/** Puts a look off; one that a webhook asked for meanwhile stays. */
export async function lookLater(store: Store, key: string, afterMs: number): Promise<void> {
  const now = await nowOf(store);
  await withRetry(() => store.pool.query('UPDATE tickets SET look_at = $2 WHERE key = $1 AND look_at > $3', [key, addMs(now, afterMs), now]));
}

const SEEN = `UPDATE tickets SET since = CASE WHEN state = $2 THEN since ELSE $3::timestamptz END, state = $2, looked_at = $3,
  look_at = CASE WHEN look_at <= $3 THEN look_at WHEN said->>'state' = 'ended' AND $2 <> 'open' THEN NULL ELSE $4::timestamptz END WHERE key = $1`;

/** Keeps how a ticket was found, and records it with its obligation. */
export async function ticketSeen(store: Store, { key, obligation_id, system, ref }: Ticket, seen: TicketState): Promise<Outcome | null> {
  const outcome = await noteTicket(store, { obligation_id, system, ref, seen });
  const now = await nowOf(store);
  await withRetry(() => store.pool.query({ name: 'ticket_seen', text: SEEN, values: [key, seen, now, addMs(now, LOOK_AGAIN_MS)] }));
  return outcome;
}

/** Gives the record that the obligation belongs to the command to note its ticket; null when there is none. What is known already leaves no trace. */
export async function noteTicket(store: Store, body: ObserveTicket): Promise<Outcome | null> {
  const target = await findRecord(store, body.obligation_id);
  if (target === null) return null;
  const meta = { command_id: `ticket/${randomUUID()}`, actor: { kind: 'machine', id: body.system, on_behalf_of: null }, door: 'system', assurance: 'session' } as const;
  return execute(store, target, { name: OBSERVE_TICKET, body }, meta);
}
