import { HOUSE_ID } from '../contracts/ids.ts';
import type { Instant } from '../contracts/primitives.ts';
import { execute } from './execute.ts';
import { ifLeader, type Job, repeatEvery } from './leader.ts';
import { nowOf, type Store } from './store.ts';

const EVERY_MS = 10_000;
/** A silence of the pulse that counts as an outage; a restart takes less. Milliseconds. */
const OUTAGE_MS = 60_000;

/**
 * One beat: an API process is at the database now. When the last beat is more than a minute old, nobody could verify or
 * use a permit meanwhile, and that is recorded as `gate.outage_ended` (§1.17): an outage is recorded when it is over.
 * What it cannot see is a network that fails between a healthy API and its callers. Answers the recorded beginning.
 */
export async function beat(store: Store): Promise<Instant | null> {
  const now = await nowOf(store);
  const { rows } = await store.pool.query<{ at: Instant }>('SELECT at FROM gate_pulse');
  const last = rows[0]?.at ?? now;
  const away = Date.parse(now) - Date.parse(last) > OUTAGE_MS;
  if (away) {
    const meta = { command_id: `outage/${last}`, actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, door: 'system', assurance: 'session' } as const;
    const outcome = await execute(store, { kind: 'house', id: HOUSE_ID }, { name: 'record-outage', body: { from_at: last } }, meta);
    if (!outcome.ok) throw new Error(`the outage since ${last} was not recorded: ${outcome.refusal.detail}`);
  }
  await store.pool.query('INSERT INTO gate_pulse (at) VALUES ($1) ON CONFLICT (one) DO UPDATE SET at = excluded.at WHERE gate_pulse.at < excluded.at', [now]);
  return away ? last : null;
}

/** Beats for as long as the process lives, in one process at a time. */
export function startPulse(store: Store, onError: (error: unknown) => void): Job {
  return repeatEvery(EVERY_MS, () => ifLeader(store.pool, 'pulse', () => beat(store)), onError);
}
