import { sql } from 'kysely';
import type { Instant } from '../../contracts/primitives.ts';
import type { Store } from '../store.ts';

export interface DeliveriesWish {
  readonly state?: string | undefined;
  readonly channel?: string | undefined;
  readonly after?: { readonly owed_at: Instant; readonly key: string } | undefined;
  readonly limit: number;
}

/** A message of a case and what became of it. Its text is rendered when it is sent and not kept. */
export interface ListedDelivery {
  readonly key: string;
  readonly obligation_id: string | null;
  readonly recipient: string;
  readonly channel: string;
  /** Channels that are left, should this one fail. */
  readonly channels: readonly string[];
  readonly kind: string;
  readonly about: unknown;
  readonly late: boolean;
  readonly state: string;
  readonly attempts: number;
  readonly owed_at: Instant;
  readonly due_at: Instant;
  readonly sent_at: Instant | null;
  readonly last_error: string | null;
  readonly remote_ref: string | null;
  readonly shown_rev: number | null;
}

const COLUMNS = [
  'key', 'obligation_id', 'recipient', 'channel', 'channels', 'kind', 'about', 'late', 'state', 'attempts', 'owed_at', 'due_at', 'sent_at', 'last_error', 'remote_ref', 'shown_rev',
] as const;

/** Who was told about a case, oldest first, at most `limit`. */
export async function listDeliveries(store: Pick<Store, 'db'>, caseId: string, wish: DeliveriesWish): Promise<ListedDelivery[]> {
  let query = store.db.selectFrom('deliveries').select(COLUMNS).where('case_id', '=', caseId);
  if (wish.state !== undefined) query = query.where('state', '=', wish.state);
  if (wish.channel !== undefined) query = query.where('channel', '=', wish.channel);
  if (wish.after) query = query.where(sql<boolean>`(owed_at, key) > (${wish.after.owed_at}::timestamptz, ${wish.after.key})`);
  return query.orderBy('owed_at').orderBy('key').limit(wish.limit).execute();
}
