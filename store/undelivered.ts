import { UNDELIVERED, type Undelivered } from '../contracts/undelivered.ts';
import { type DrivenRecord, workflowIdOf } from '../contracts/workflow.ts';
import { withRetry } from './database.ts';
import { execute } from './execute.ts';
import type { Store, Target } from './store.ts';

interface Row extends Omit<Undelivered, 'code' | 'next_channel'> {
  readonly code: string | null;
  readonly next_channel: Undelivered['next_channel'] | null;
}

// what was never put on a channel is told by the ladder, and a ticket is no person
const WHAT = `key, recipient, obligation_id, coalesce(about->>'event', about->>'what') AS event`;
const UNHEARD = `SELECT ${WHAT}, last_error AS code, NULL AS next_channel
    FROM deliveries WHERE case_id = $1 AND state = 'failed' AND NOT noted AND channel IN ('chat', 'email')
  UNION ALL SELECT ${WHAT}, moved_on->>'code', moved_on->>'next_channel'
    FROM deliveries WHERE case_id = $1 AND moved_on IS NOT NULL AND state <> 'failed'
  ORDER BY key`;

// one that moves on or fails while it is told keeps its new mark
const HEARD = `UPDATE deliveries SET noted = noted OR $2::text IS NULL, moved_on = CASE WHEN $2 IS NULL OR moved_on->>'next_channel' = $2 THEN NULL ELSE moved_on END WHERE key = $1`;

/**
 * Tells a record of each message that reached nobody, and of each that a channel refused and that goes on by the next, once,
 * so that the owner hears of it. Whoever dies in between is followed by somebody who does it again: the command's id
 * comes from the key of the message.
 */
export async function tellUndelivered(store: Store, target: Target): Promise<void> {
  const { rows } = await withRetry(() => store.pool.query<Row>({ name: 'unheard', text: UNHEARD, values: [target.id] }));
  const actor = { kind: 'workflow', id: workflowIdOf(target as DrivenRecord) } as const;
  for (const { next_channel, code, ...row } of rows) {
    const body: Undelivered = { ...row, code: code ?? 'unknown', ...(next_channel === null ? {} : { next_channel }) };
    const command_id = [UNDELIVERED, row.key, body.code, ...(next_channel === null ? [] : [next_channel])].join('/');
    await execute(store, target, { name: UNDELIVERED, body: { ...body } }, { command_id, actor, door: 'system', assurance: 'session' });
    await withRetry(() => store.pool.query({ name: 'heard', text: HEARD, values: [row.key, next_channel] }));
  }
}
