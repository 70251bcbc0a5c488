import type { Channel, Instant } from '../contracts/primitives.ts';
import { addMs } from '../domain/time/instant.ts';
import { withRetry } from './database.ts';
import { nowOf, type Store } from './store.ts';

/** Whether the slot was taken; when not, from when on one is free. */
export type Slot = { readonly taken: true } | { readonly taken: false; readonly free_at: Instant };

const TAKE = `INSERT INTO destinations AS d VALUES ($1, $2, $4::timestamptz)
  ON CONFLICT (channel, destination) DO UPDATE SET next_free_at = excluded.next_free_at WHERE d.next_free_at <= $3::timestamptz RETURNING 1`;

/**
 * Takes the destination's slot if it is free now, and closes it for `gapMs` (design §4): one statement, so that any
 * number of workers keep the channel's limit together.
 */
export async function takeSlot(store: Store, channel: Channel, destination: string, gapMs: number): Promise<Slot> {
  const now = await nowOf(store);
  return withRetry(async () => {
    const taken = await store.pool.query({ name: 'take_slot', text: TAKE, values: [channel, destination, now, addMs(now, gapMs)] });
    if (taken.rowCount === 1) return { taken: true };
    const { rows } = await store.pool.query<{ at: Instant }>('SELECT next_free_at AS at FROM destinations WHERE channel = $1 AND destination = $2', [channel, destination]);
    return { taken: false, free_at: rows[0]?.at ?? now };
  });
}

/** Closes a destination until an instant: `Retry-After`, or an outage. Never opens it earlier than it was to be. */
export async function closeUntil(store: Store, channel: Channel, destination: string, until: Instant): Promise<void> {
  const text = `INSERT INTO destinations AS d VALUES ($1, $2, $3) ON CONFLICT (channel, destination)
    DO UPDATE SET next_free_at = greatest(d.next_free_at, excluded.next_free_at)`;
  await withRetry(() => store.pool.query({ name: 'close_until', text, values: [channel, destination, until] }));
}
