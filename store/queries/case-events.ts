import type { Channel, Instant } from '../../contracts/primitives.ts';
import type { DeliveryState } from '../../contracts/delivery.ts';
import { type LedgerEntry, readEvents } from '../ledger.ts';
import type { Store } from '../store.ts';
import { limitOf, type Page, pageOf, type PageWish, readCursor } from './page.ts';

/** A record's ledger, oldest first: facts, refusals and deliveries, with texts in place or shown as erased. @throws BadCursor */
export async function listEvents(store: Store, id: string, wish: PageWish): Promise<Page<LedgerEntry>> {
  const cursor = readCursor(wish, ['number']);
  const limit = Math.min(limitOf(wish), 199);
  const rows = await readEvents(store, id, Number(cursor?.[0] ?? 0), limit + 1);
  return pageOf(rows, limit, (last) => [last.seq], (row) => row);
}

/** Who was told what, on which channel, and how far it got. */
export interface DeliveryListed {
  readonly key: string;
  readonly obligation_id: string | null;
  readonly recipient: string;
  readonly channel: string;
  readonly kind: string;
  readonly state: DeliveryState;
  readonly late: boolean;
  readonly about: Readonly<Record<string, string>>;
  readonly attempts: number;
  readonly remote_ref: string | null;
  readonly owed_at: Instant;
  readonly sent_at: Instant | null;
  readonly last_error: string | null;
}

export interface DeliveriesWish extends PageWish {
  readonly state?: DeliveryState | undefined;
  readonly channel?: Channel | undefined;
}

/** Messages of a record, oldest first. @throws BadCursor */
export async function listDeliveries({ db }: Store, id: string, wish: DeliveriesWish): Promise<Page<DeliveryListed>> {
  const limit = limitOf(wish);
  const cursor = readCursor(wish, ['string', 'string']);
  let query = db
    .selectFrom('deliveries')
    .select(['key', 'obligation_id', 'recipient', 'channel', 'kind', 'state', 'late', 'about', 'attempts', 'remote_ref', 'owed_at', 'sent_at', 'last_error'])
    .where('case_id', '=', id)
    .orderBy('owed_at')
    .orderBy('key')
    .limit(limit + 1);
  if (wish.state !== undefined) query = query.where('state', '=', wish.state);
  if (wish.channel !== undefined) query = query.where('channel', '=', wish.channel);
  if (cursor) query = query.where((eb) => eb(eb.refTuple('owed_at', 'key'), '>', eb.tuple(String(cursor[0]), String(cursor[1]))));
  const rows = await query.execute();
  return pageOf(rows as unknown as DeliveryListed[], limit, (last) => [last.owed_at, last.key], (row) => row);
}
