import { HOUSE_ID } from '../contracts/ids.ts';
import type { Instant } from '../contracts/primitives.ts';
import { execute } from './execute.ts';
import { ifLeader, type Job, repeatEvery } from './leader.ts';
import { nowOf, type Store } from './store.ts';

const EVERY_MS = 10_000;
/** After so many missed beats the rules are asked whether it was an outage. */
const MISSED = 3;

/**
 * One beat: an API process is at the database now. When beats were missed, nobody could verify or use a permit meanwhile,
 * and what the policy calls an outage is recorded as `gate.outage_ended` when it is over (§1.17). What it cannot see is a
 * network that fails between a healthy API and its callers. A product without a policy has no gate yet. Answers the recorded
 * beginning.
 */
export async function beat(store: Store): Promise<Instant | null> {
  const now = await nowOf(store);
  const { rows } = await store.pool.query<{ at: Instant }>('SELECT at FROM gate_pulse WHERE EXISTS (SELECT FROM cases WHERE id = $1)', [HOUSE_ID]);
  const last = rows[0]?.at ?? now;
  const recorded = Date.parse(now) - Date.parse(last) > MISSED * EVERY_MS && (await recordSilence(store, last));
  await store.pool.query('INSERT INTO gate_pulse (at) VALUES ($1) ON CONFLICT (one) DO UPDATE SET at = excluded.at WHERE gate_pulse.at < excluded.at', [now]);
  return recorded ? last : null;
}

/** Whether the rules called it an outage. */
async function recordSilence(store: Store, from_at: Instant): Promise<boolean> {
  const meta = { command_id: `outage/${from_at}`, actor: { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, door: 'system', assurance: 'session' } as const;
  const outcome = await execute(store, { kind: 'house', id: HOUSE_ID }, { name: 'record-outage', body: { from_at } }, meta);
  if (!outcome.ok) throw new Error(`the outage since ${from_at} was not recorded: ${outcome.refusal.detail}`);
  return outcome.events.length > 0;
}

/** Beats for as long as the process lives, in one process at a time. */
export function startPulse(store: Store, onError: (error: unknown) => void): Job {
  return repeatEvery(EVERY_MS, () => ifLeader(store.pool, 'pulse', () => beat(store)), onError);
}

/** When an API process was at the database last; null before the first beat. */
export async function lastBeat(store: Pick<Store, 'pool'>): Promise<Instant | null> {
  const { rows } = await store.pool.query<{ at: Instant }>('SELECT at FROM gate_pulse');
  return rows[0]?.at ?? null;
}
