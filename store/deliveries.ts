import type { Agenda } from '../contracts/agenda.ts';
import type { MessageKind } from '../contracts/delivery.ts';
import type { Channel, Instant } from '../contracts/primitives.ts';
import { addMs } from '../domain/time/instant.ts';
import { withRetry } from './database.ts';
import { settle } from './settle.ts';
import { nowOf, type Store, type Target } from './store.ts';

/**
 * What to do with a message: post it; find out whether it was posted before posting it (its last try ended without an
 * answer, or its sender died); or redraw a copy that shows an older state (design §6).
 */
export type Intent = 'post' | 'reconcile' | 'redraw';

/** A message that was leased to be sent. */
export interface DueDelivery {
  readonly intent: Intent;
  readonly key: string;
  readonly case_id: string;
  readonly obligation_id: string | null;
  readonly recipient: string;
  readonly channel: Channel;
  readonly kind: MessageKind;
  readonly about: Readonly<Record<string, string>>;
  readonly mutable: boolean;
  readonly late: boolean;
  readonly remote_ref: string | null;
  readonly attempts: number;
  readonly owed_at: Instant;
  /** Why the last try did not send it; null before the first. */
  readonly last_error: string | null;
}

/** The most that one try to send or redraw takes, whatever the far end does. Milliseconds. */
export const SEND_LIMIT_MS = 30_000;
/**
 * How long a sender has for a batch, whose messages go out side by side, reading and writing down included; then another
 * may look whether they did. Also how long a message waits whose sender died, so not longer than needed.
 */
export const LEASE_MS = 2.5 * SEND_LIMIT_MS;

const TAKE = /* sql */ `
WITH due AS (
  SELECT d.key, CASE d.state WHEN 'sent' THEN 'redraw' WHEN 'pending' THEN 'post' ELSE 'reconcile' END AS intent
  FROM deliveries d JOIN cases c ON c.id = d.case_id
  WHERE d.case_id = $1 AND d.channel = $2 AND d.next_at <= $3::timestamptz AND (
    d.state IN ('pending', 'unclear')
    OR (d.state = 'sending' AND d.lease_until <= $3)
    OR (d.state = 'sent' AND d.mutable AND d.remote_ref IS NOT NULL AND d.shown_rev < c.wanted_rev AND (d.lease_until IS NULL OR d.lease_until <= $3)))
  ORDER BY d.state = 'sent', d.owed_at, d.key LIMIT $4 FOR UPDATE OF d SKIP LOCKED
)
UPDATE deliveries d SET state = CASE d.state WHEN 'sent' THEN 'sent' ELSE 'sending' END, lease_until = $5::timestamptz, attempts = d.attempts + 1,
  last_error = CASE d.state WHEN 'sending' THEN 'sender_died' ELSE d.last_error END
FROM due WHERE d.key = due.key
RETURNING due.intent, d.key, d.case_id, d.obligation_id, d.recipient, d.channel, d.kind, d.about, d.mutable, d.late, d.remote_ref, d.attempts, d.owed_at, d.last_error`;

/**
 * Leases up to `limit` messages that the record owes on the channel and that may be tried now, oldest first, posts
 * before redraws. Each must be answered by one of the marks below within the lease. None means: nothing to
 * do now; see {@link nextDueAt} for later.
 */
export async function takeDue(store: Store, caseId: string, channel: Channel, limit: number): Promise<DueDelivery[]> {
  const now = await nowOf(store);
  const values = [caseId, channel, now, limit, addMs(now, LEASE_MS)];
  const { rows } = await withRetry(() => store.pool.query<DueDelivery>({ name: 'take_due', text: TAKE, values }));
  return rows.sort((a, b) => (a.owed_at < b.owed_at ? -1 : 1));
}

/** When the next message on this channel may be tried: after a pause asked for, or when a lease ends. Null: none is owed. */
export async function nextDueAt(store: Store, caseId: string, channel: Channel): Promise<Instant | null> {
  const text = `SELECT min(CASE WHEN d.lease_until IS NULL THEN d.next_at ELSE greatest(d.next_at, d.lease_until) END) AS at
    FROM deliveries d JOIN cases c ON c.id = d.case_id
    WHERE d.case_id = $1 AND d.channel = $2 AND (d.state IN ('pending', 'unclear', 'sending')
      OR (d.state = 'sent' AND d.mutable AND d.remote_ref IS NOT NULL AND d.shown_rev < c.wanted_rev))`;
  const { rows } = await withRetry(() => store.pool.query<{ at: Instant | null }>(text, [caseId, channel]));
  return rows[0]?.at ?? null;
}

/** A message that went out on `channel`. `remote_ref` finds the copy again, `shown_rev` is the revision that was rendered. */
export interface Sent {
  readonly key: string;
  readonly channel: Channel;
  readonly remote_ref?: string | null;
  readonly shown_rev?: number | null;
}

/**
 * Records messages that went out, one ledger row each, in one transaction; the answer is the agenda after it. Said twice
 * it counts once.
 */
export const markSent = (store: Store, target: Target, sent: readonly Sent[]): Promise<Agenda | null> =>
  settle(store, target, sent.map(({ key, channel, remote_ref = null, shown_rev = null }) => ({ key, channel, outcome: 'sent', remote_ref, shown_rev })));

/** Copies that now show `shown_rev`; no ledger row. */
export const markShown = (store: Store, target: Target, shown: readonly { readonly key: string; readonly channel: Channel; readonly shown_rev: number }[]): Promise<Agenda | null> =>
  settle(store, target, shown.map((one) => ({ ...one, outcome: 'shown' })));

/** Copies that are gone (deleted by hand): they are not redrawn any more. */
export const markGone = (store: Store, target: Target, gone: readonly { readonly key: string; readonly channel: Channel }[]): Promise<Agenda | null> =>
  settle(store, target, gone.map(({ key, channel }) => ({ key, channel, outcome: 'gone' })));

export interface Trouble {
  readonly key: string;
  readonly channel: Channel;
  /** A short code, e.g. `timeout`, `channel_not_found`; never a text from outside. */
  readonly code: string;
  /** Not tried again before this; at once when left out. */
  readonly next_at?: Instant;
}

/** No answer came: whether the message went out has to be found out before it is repeated. */
export const markUnclear = (store: Store, target: Target, troubles: readonly Trouble[]): Promise<Agenda | null> =>
  settle(store, target, troubles.map((one) => ({ ...one, outcome: 'unclear' })));

/** Refused for good on this channel: the message goes to its next one, or has failed. One ledger row each. */
export const markFailed = (store: Store, target: Target, troubles: readonly Trouble[]): Promise<Agenda | null> =>
  settle(store, target, troubles.map((one) => ({ ...one, outcome: 'failed' })));

/** Surely not sent, to be tried again at `next_at` (rate limit, outage). Redraws too. */
export const reschedule = (store: Store, target: Target, troubles: readonly Trouble[]): Promise<Agenda | null> =>
  settle(store, target, troubles.map((one) => ({ ...one, outcome: 'later' })));

/** Makes the agenda agree with the messages owed; for a sender that found nothing to do. */
export const retell = (store: Store, target: Target): Promise<Agenda | null> => settle(store, target, []);
