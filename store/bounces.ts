import { type Bounce, BOUNCE_EFFECTS, type BounceEffect } from '../contracts/undelivered.ts';
import { announce } from './announce.ts';
import { withRetry } from './database.ts';
import { hashIn } from './message-ids.ts';
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
const ALONG = `SELECT d.key, d.channel, d.state, d.channels AS rest, c.id, c.kind FROM deliveries d JOIN cases c ON c.id = d.case_id
  WHERE d.digest_key = $1 AND d.key <> $1 ORDER BY d.key`;

/**
 * An e-mail came back after a mail server had taken it (RFC 3464). A final status takes its message to the next channel as
 * a refusal at once would; when none is left it has failed; the owner hears of it either way. A temporary one is noted
 * beside the message, and a second report changes nothing. What went along in a digest shares its lot, each message by
 * itself; answered is the weightiest effect. Null when no message of ours bears the id.
 */
export async function noteBounce(store: Store, { message_id, status }: Bounce): Promise<{ readonly effect: BounceEffect; readonly case_id: string } | null> {
  const hash = hashIn(message_id);
  const { rows } = hash === null ? { rows: [] } : await withRetry(() => store.pool.query<Found>({ name: 'by_mail', text: FIND, values: [hash] }));
  const [first] = rows;
  if (!first) return null;
  const along = await withRetry(() => store.pool.query<Found>({ name: 'in_digest', text: ALONG, values: [first.key] }));
  const effects = new Set<BounceEffect>();
  for (const found of [first, ...along.rows]) effects.add(await follow(store, found, status));
  return { effect: BOUNCE_EFFECTS.find((effect) => effects.has(effect)) ?? 'none', case_id: first.id };
}

async function follow(store: Store, { key, channel, state, rest, id, kind }: Found, status: string): Promise<BounceEffect> {
  const target: Target = { id, kind };
  // what was given up already is told once more to the record, should whoever reported it first have died
  if (state !== 'sent') await tellUndelivered(store, target);
  if (status.startsWith('2') || channel !== 'email' || state !== 'sent') return 'none';
  const code = `bounced_${status}`;
  if (status.startsWith('4')) {
    await withRetry(() => store.pool.query(`UPDATE deliveries SET last_error = $2 WHERE key = $1 AND state = 'sent'`, [key, code]));
    return 'noted';
  }
  await settle(store, target, [{ key, channel: 'email', outcome: 'bounced', code }]);
  await tellUndelivered(store, target);
  await announce(store, target);
  return rest.length > 0 ? 'moved' : 'failed';
}
