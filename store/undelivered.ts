import { UNDELIVERED, type Undelivered } from '../contracts/undelivered.ts';
import { type DrivenRecord, workflowIdOf } from '../contracts/workflow.ts';
import { withRetry } from './database.ts';
import { execute } from './execute.ts';
import type { Store, Target } from './store.ts';

interface Row extends Omit<Undelivered, 'code'> {
  readonly code: string | null;
}

// what was never put on a channel is told by the ladder, and a ticket is no person
const UNHEARD = `SELECT key, recipient, obligation_id, coalesce(about->>'event', about->>'what') AS event, last_error AS code
  FROM deliveries WHERE case_id = $1 AND state = 'failed' AND NOT noted AND channel IN ('chat', 'email') ORDER BY key`;

/**
 * Tells a record of each message that reached nobody, once, so that the owner hears of it. Whoever dies in between is
 * followed by somebody who does it again: the command's id comes from the key of the message.
 */
export async function tellUndelivered(store: Store, target: Target): Promise<void> {
  const { rows } = await withRetry(() => store.pool.query<Row>({ name: 'unheard', text: UNHEARD, values: [target.id] }));
  const actor = { kind: 'workflow', id: workflowIdOf(target as DrivenRecord) } as const;
  for (const row of rows) {
    const body: Undelivered = { ...row, code: row.code ?? 'unknown' };
    await execute(store, target, { name: UNDELIVERED, body: { ...body } }, { command_id: `${UNDELIVERED}/${row.key}/${body.code}`, actor, door: 'system', assurance: 'session' });
    await withRetry(() => store.pool.query('UPDATE deliveries SET noted = true WHERE key = $1', [row.key]));
  }
}
