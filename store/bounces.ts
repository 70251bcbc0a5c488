import type { Bounce, BounceEffect } from '../contracts/undelivered.ts';
import { withRetry } from './database.ts';
import { hashIn } from './message-ids.ts';
import { agendaNow } from './read.ts';
import { settle } from './settle.ts';
import type { Store, Target } from './store.ts';
import { tellUndelivered } from './undelivered.ts';

interface Found extends Target {
  readonly key: string;
  readonly channel: string;
  readonly state: string;
  readonly rest: readonly string[];
}

const FIND = `SELECT d.key, d.channel, d.state, d.channels AS rest, c.id, c.kind FROM deliveries d JOIN cases c ON c.id = d.case_id
  WHERE left(encode(sha256(d.key::bytea), 'hex'), 40) = $1`;

/**
 * An e-mail came back after a mail server had taken it (RFC 3464). A final status takes its message to the next channel as
 * a refusal at once would; when none is left it has failed, and the owner hears of it. A temporary one is noted beside
 * the message, and a second report changes nothing. Null when no message of ours bears the id.
 */
export async function noteBounce(store: Store, { message_id, status }: Bounce): Promise<{ readonly effect: BounceEffect; readonly case_id: string } | null> {
  const hash = hashIn(message_id);
  const { rows } = hash === null ? { rows: [] } : await withRetry(() => store.pool.query<Found>({ name: 'by_mail', text: FIND, values: [hash] }));
  const [found] = rows;
  if (!found) return null;
  const effect = await follow(store, found, status);
  return { effect, case_id: found.id };
}

async function follow(store: Store, { key, channel, state, rest, id, kind }: Found, status: string): Promise<BounceEffect> {
  const target: Target = { id, kind };
  // what failed already is told once more to the record, should whoever reported it first have died
  if (state === 'failed') await tellUndelivered(store, target);
  if (status.startsWith('2') || channel !== 'email' || state !== 'sent') return 'none';
  const code = `bounced_${status}`;
  if (status.startsWith('4')) {
    await withRetry(() => store.pool.query(`UPDATE deliveries SET last_error = $2 WHERE key = $1 AND state = 'sent'`, [key, code]));
    return 'noted';
  }
  await settle(store, target, [{ key, channel: 'email', outcome: 'bounced', code }]);
  if (rest.length === 0) await tellUndelivered(store, target);
  const agenda = await agendaNow(store, id);
  if (agenda) for (const listener of store.listeners) listener({ ...target, agenda, told: false, woken: [] });
  return rest.length > 0 ? 'moved' : 'failed';
}
