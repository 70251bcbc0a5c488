import type { Channel, Instant } from '../contracts/primitives.ts';
import { addMs } from '../domain/time/instant.ts';
import { withRetry } from './database.ts';
import { type DueDelivery, LEASE_MS } from './deliveries.ts';
import { nowOf, type Store } from './store.ts';

/** Stands in `last_error` of a message that waits to go out in a digest. */
export const WAITS = 'waits_for_digest';

const LATELY = `SELECT (count(*) FILTER (WHERE state = 'sent' AND sent_at > $3::timestamptz) + count(*) FILTER (WHERE state = 'sending'))::int AS n
  FROM deliveries WHERE recipient = $1 AND channel = $2 AND key <> $4 AND ((state = 'sent' AND sent_at > $3) OR state = 'sending')`;

/** How many other messages went to the person on this channel since an instant, those on their way included. */
export async function sentLately(store: Store, { recipient, channel, key }: DueDelivery, since: Instant): Promise<number> {
  const { rows } = await withRetry(() => store.pool.query<{ n: number }>({ name: 'sent_lately', text: LATELY, values: [recipient, channel, since, key] }));
  return rows[0]?.n ?? 0;
}

const OTHERS = `SELECT EXISTS (SELECT 1 FROM deliveries d JOIN cases c ON c.id = d.case_id
  WHERE d.case_id = $1 AND d.channel = $2 AND ((d.state IN ('pending', 'unclear', 'sending') AND d.last_error IS DISTINCT FROM '${WAITS}')
    OR (d.state = 'sent' AND d.mutable AND d.remote_ref IS NOT NULL AND d.shown_rev < c.wanted_rev))) AS found`;

/** Whether a record owes nothing on this channel but what waits to go out in a digest. */
export async function waitsOnly(store: Store, caseId: string, channel: Channel): Promise<boolean> {
  const { rows } = await withRetry(() => store.pool.query<{ found: boolean }>({ name: 'waits_only', text: OTHERS, values: [caseId, channel] }));
  return rows[0]?.found === false;
}

const TAKE = `
WITH due AS (
  SELECT key FROM deliveries WHERE recipient = $1 AND channel = $2 AND state = 'pending' AND last_error = '${WAITS}' AND next_at <= $3::timestamptz AND key <> $4
  ORDER BY owed_at, key LIMIT $5 FOR UPDATE SKIP LOCKED
)
UPDATE deliveries d SET state = 'sending', lease_until = $6::timestamptz, attempts = d.attempts + 1 FROM due WHERE d.key = due.key
RETURNING 'post' AS intent, d.key, d.case_id, d.obligation_id, d.recipient, d.channel, d.kind, d.about, d.mutable, d.late, d.remote_ref, d.attempts, d.owed_at, d.last_error`;

/** Leases the other messages of any record that wait to go to the same person in a digest and may go now, oldest first. */
export async function takeWaiting(store: Store, { recipient, channel, key }: DueDelivery, limit: number): Promise<DueDelivery[]> {
  const now = await nowOf(store);
  const values = [recipient, channel, now, key, limit, addMs(now, LEASE_MS)];
  const { rows } = await withRetry(() => store.pool.query<DueDelivery>({ name: 'take_waiting', text: TAKE, values }));
  return rows.sort((a, b) => (a.owed_at < b.owed_at ? -1 : 1));
}
