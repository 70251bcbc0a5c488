import type { PoolClient } from 'pg';
import type { Agenda } from '../contracts/agenda.ts';
import type { Actor } from '../contracts/ledger.ts';
import type { Channel, Instant } from '../contracts/primitives.ts';
import { type DrivenRecord, workflowIdOf } from '../contracts/workflow.ts';
import { ownerHears } from '../domain/obligations/index.ts';
import { agendaColumns, agendaOf, type Unsent } from './agenda.ts';
import { inTransaction, withRetry } from './database.ts';
import { load, type Loaded } from './load.ts';
import { type Moved, movedBody, moveOn } from './messages.ts';
import { NO_POLICY } from './no-policy.ts';
import { append, type NewRow } from './rows.ts';
import type { Store, Target } from './store.ts';

/** What became of one try to send a message on a channel. */
export type Result = { readonly key: string; readonly channel: Channel } & (
  /** `digest_key`: of the message that took it along. */
  | { readonly outcome: 'sent'; readonly remote_ref: string | null; readonly shown_rev: number | null; readonly digest_key?: string }
  | { readonly outcome: 'shown'; readonly shown_rev: number }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'unclear' | 'failed' | 'later'; readonly code: string; readonly next_at?: Instant }
  /** What was refused for good is owed again; `remote_ref` finds a copy that is followed again. */
  | { readonly outcome: 'again'; readonly remote_ref: string | null }
  /** It went out, and came back. */
  | { readonly outcome: 'bounced'; readonly code: string }
);

interface Row extends Unsent {
  readonly mutable: boolean;
  readonly remote_ref: string | null;
  readonly shown_rev: number | null;
}

interface Settled {
  /** Null: the row stays as it is. */
  readonly update: object | null;
  readonly row: NewRow | null;
}

const ROWS = `SELECT key, channel, channels AS rest, state, obligation_id, kind, recipient, owed_at, due_at, mutable, remote_ref, shown_rev
  FROM deliveries WHERE case_id = $1 AND (key = ANY ($2) OR state IN ('pending', 'sending', 'unclear') OR (state = 'sent' AND mutable AND remote_ref IS NOT NULL))
  ORDER BY key FOR UPDATE`;

const UPDATE = `UPDATE deliveries d SET state = u.state, channel = u.channel, channels = u.channels, remote_ref = u.remote_ref,
    shown_rev = u.shown_rev, due_at = u.due_at, lease_until = NULL, next_at = coalesce(u.next_at, d.next_at),
    sent_at = coalesce(u.sent_at, d.sent_at), last_error = u.last_error, moved_on = coalesce(u.moved_on, d.moved_on), digest_key = coalesce(u.digest_key, d.digest_key)
  FROM jsonb_to_recordset($1) AS u (key text, state text, channel text, channels text[], remote_ref text, shown_rev bigint,
    due_at timestamptz, next_at timestamptz, sent_at timestamptz, last_error text, moved_on jsonb, digest_key text) WHERE d.key = u.key`;

const AGENDA = `UPDATE cases SET rev = $2, open = $3, wake_at = $4, tell = $5, tell_since = $6 WHERE id = $1`;

/**
 * Writes what became of a batch of messages, with its ledger rows, in one transaction, and brings the agenda's `tell` up
 * to date; the case's state stays as it is. Answers the agenda, or null when there is no such record. A result for a
 * message that moved on to another channel meanwhile changes nothing, except that what was sent was sent.
 */
export async function settle(store: Store, target: Target, results: readonly Result[]): Promise<Agenda | null> {
  const clock = store.clock ? await store.clock() : null;
  return withRetry(() =>
    inTransaction(store.pool, async (client) => {
      const loaded = await load(store, client, target, { name: 'tell', body: {} }, '', true);
      if (!loaded.head) return null;
      const { rows } = await client.query<Row>({ name: 'settle_rows', text: ROWS, values: [target.id, results.map((result) => result.key)] });
      const now = [clock ?? loaded.clock, loaded.head.last_at].reduce((a, b) => (a > b ? a : b));
      return write(client, loaded, new Map(rows.map((row) => [row.key, row])), results, now);
    }),
  );
}

async function write(client: PoolClient, loaded: Loaded, rows: Map<string, Row>, results: readonly Result[], now: Instant): Promise<Agenda> {
  const { head, target } = loaded;
  if (!head) throw new Error(`record ${target.id} is gone`);
  const settled: Settled[] = [];
  for (const result of results) {
    const row = rows.get(result.key);
    const one = row && settleOne(row, result, loaded, now);
    if (!one) continue;
    settled.push(one);
    rows.set(result.key, { ...row, ...one.update });
  }
  const updates = settled.flatMap((one) => one.update ?? []);
  if (updates.length > 0) await client.query({ name: 'settle_update', text: UPDATE, values: [JSON.stringify(updates)] });
  const actor: Actor = { kind: 'workflow', id: workflowIdOf(target as DrivenRecord) };
  const added = append({ id: target.id, seq: head.seq, head_hash: head.head_hash }, now, actor, settled.flatMap((one) => one.row ?? []));
  if (added.rows.length > 0) {
    const values = [JSON.stringify({ ...added.end, last_at: now }), JSON.stringify({ rows: added.rows })];
    await client.query({ name: 'append_only', text: 'SELECT append_only($1, $2)', values });
  }
  const columns = agendaColumns(head.agenda, owedBy([...rows.values()], head.wanted_rev), head, now);
  const moved = added.rows.length > 0 || JSON.stringify([columns.open, columns.wake_at, columns.tell]) !== JSON.stringify([head.open, head.wake_at, head.tell]);
  const rev = moved ? head.rev + 1 : head.rev;
  if (moved) await client.query({ name: 'settle_agenda', text: AGENDA, values: [target.id, rev, columns.open, columns.wake_at, columns.tell, columns.tell_since] });
  return agendaOf({ ...columns, rev, agenda: head.agenda }, loaded.wakes);
}

const IN_HAND = new Set(['pending', 'sending', 'unclear']);

const owedBy = (rows: readonly Row[], wanted: number) => ({
  unsent: rows.filter((row) => IN_HAND.has(row.state)),
  redraw: rows.filter((row) => row.state === 'sent' && row.mutable && row.remote_ref !== null && (row.shown_rev ?? 0) < wanted).map((row) => row.channel),
});

const asIs = ({ key, state, channel, rest, remote_ref, shown_rev, due_at }: Row) => ({ key, state, channel, rest, channels: rest, remote_ref, shown_rev, due_at, last_error: null });

function settleOne(row: Row, result: Result, loaded: Loaded, now: Instant): Settled | null {
  const { key, channel, recipient } = row;
  if (result.outcome !== 'sent' && result.channel !== channel) return null;
  const inHand = IN_HAND.has(row.state);
  switch (result.outcome) {
    case 'sent': {
      const told: NewRow = { type: 'delivery.sent', body: { key, channel: result.channel, recipient } };
      if (row.state === 'sent' && result.channel === channel) return null;
      // told twice, on two channels: the row stands for the copy that can still change
      if (row.state === 'sent' && result.remote_ref === null) return { update: null, row: told };
      // an e-mail has no copy that is redrawn: with a reference it would be sent again and again
      const remote_ref = result.channel === 'email' ? null : result.remote_ref;
      const digest = result.digest_key === undefined ? {} : { digest_key: result.digest_key };
      return { update: { ...asIs(row), channel: result.channel, state: 'sent', remote_ref, shown_rev: result.shown_rev, sent_at: now, ...digest }, row: told };
    }
    case 'shown':
      return { update: { ...asIs(row), shown_rev: Math.max(result.shown_rev, row.shown_rev ?? 0) }, row: null };
    case 'gone':
      return { update: { ...asIs(row), remote_ref: null }, row: null };
    case 'again':
      if (row.state === 'failed') return { update: { ...asIs(row), state: 'pending', next_at: now }, row: null };
      return row.state === 'sent' && row.remote_ref === null ? { update: { ...asIs(row), remote_ref: result.remote_ref, shown_rev: 0, next_at: now }, row: null } : null;
    case 'bounced':
      return row.state === 'sent' && row.channel === channel ? giveUp(row, result.code, loaded, now) : null;
    case 'failed':
      if (row.state === 'sent') return { update: { ...asIs(row), remote_ref: null, last_error: result.code }, row: null };
      return inHand ? giveUp(row, result.code, loaded, now) : null;
    default: {
      if (!inHand && row.state !== 'sent') return null;
      const state = row.state === 'sent' ? 'sent' : result.outcome === 'unclear' ? 'unclear' : 'pending';
      return { update: { ...asIs(row), state, next_at: result.next_at ?? now, last_error: result.code }, row: null };
    }
  }
}

/** Refused for good on this channel: on to the next, or failed. */
function giveUp(row: Row, code: string, loaded: Loaded, now: Instant): Settled {
  const moved: Moved | null = row.rest.length > 0 ? moveOn(row, code, loaded.policy ?? NO_POLICY, loaded.house.directory, now) : null;
  if (moved) {
    const { channel, rest, due_at } = moved.unsent;
    const moved_on = ownerHears(code) ? { moved_on: { channel: moved.from, code, next_channel: channel } } : {};
    return { update: { ...asIs(row), state: 'pending', channel, rest, channels: rest, due_at, remote_ref: null, next_at: now, last_error: code, ...moved_on }, row: { type: 'delivery.failed', body: movedBody(moved) } };
  }
  const { key, channel, recipient } = row;
  return { update: { ...asIs(row), state: 'failed', last_error: code }, row: { type: 'delivery.failed', body: { key, channel, recipient, code, next_channel: null } } };
}
