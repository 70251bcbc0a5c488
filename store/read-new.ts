import type { Command } from '../domain/aggregate.ts';
import { withRetry } from './database.ts';
import { factsOf, load } from './load.ts';
import { NO_POLICY } from './no-policy.ts';
import type { RecordNow } from './read.ts';
import type { Store, Target } from './store.ts';

/** What a command that begins a record would be decided on. */
export interface BeforeNew {
  readonly record: Pick<RecordNow, 'state' | 'facts' | 'now'>;
  /** Whether the command id has an answer already: given again it changes nothing. */
  readonly answered: boolean;
}

/** Reads, without a lock, what `command` would be decided on if it began the record `target` now: to look ahead, never to decide. */
export async function readBeforeNew(store: Store, target: Target, command: Command, commandId = ''): Promise<BeforeNew> {
  const clock = store.clock ? await store.clock() : null;
  return withRetry(async () => {
    const client = await store.pool.connect();
    try {
      const loaded = await load(store, client, target, command, commandId, false);
      const facts = factsOf(loaded, loaded.policy ?? NO_POLICY);
      return { record: { state: loaded.state, facts, now: clock ?? loaded.clock }, answered: loaded.prior !== null };
    } finally {
      client.release();
    }
  });
}
