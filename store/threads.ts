import { FOLLOWS } from '../domain/obligations/index.ts';
import { withRetry } from './database.ts';
import type { DueDelivery } from './deliveries.ts';
import type { Store } from './store.ts';

// what follows lies in a thread itself, unless it was the first; Slack wants the first message of a thread
const CARDS = `SELECT remote_ref AS ref FROM deliveries
  WHERE case_id = $1 AND obligation_id = $2 AND recipient = $3 AND key <> $4 AND owed_at <= $5::timestamptz
    AND channel = 'chat' AND state = 'sent' AND remote_ref IS NOT NULL AND kind <> 'reminder'
  ORDER BY kind = ANY ($6), CASE WHEN kind = ANY ($6) THEN owed_at END, owed_at DESC, key LIMIT 3`;

/**
 * The cards of the same obligation that the person has in the chat: the message belongs into the thread of the first, which
 * is the newest that began something, else the oldest. None for a message that begins something, or whose card lies nowhere any more.
 */
export async function cardsBefore(store: Store, row: DueDelivery): Promise<readonly string[]> {
  const obligation = row.obligation_id ?? row.about['asked_on'];
  if (!FOLLOWS.some((kind) => kind === row.kind) || obligation === undefined) return [];
  const { rows } = await withRetry(() => store.pool.query<{ ref: string }>({ name: 'cards_before', text: CARDS, values: [row.case_id, obligation, row.recipient, row.key, row.owed_at, FOLLOWS] }));
  return rows.map(({ ref }) => ref);
}
