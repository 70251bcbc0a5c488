import type { Agenda } from '../../contracts/agenda.ts';
import type { Channel } from '../../contracts/primitives.ts';
import { nextDueAt, retell, takeDue } from '../../store/deliveries.ts';
import { waitsOnly } from '../../store/digests.ts';
import { agendaNow, readRecord } from '../../store/read.ts';
import { settle } from '../../store/settle.ts';
import { tellUndelivered } from '../../store/undelivered.ts';
import { nowOf, type Target } from '../../store/store.ts';
import type { TellDeps } from './ports.ts';
import { sendOne } from './send.ts';

/** So many at a time, side by side: a batch ends with its slowest, whose limit is well below the lease (`store/deliveries.ts`). */
const BATCH = 8;
/** Batches in a row of which nothing went out: the channel is down, and the rest would only wait for its timeouts. */
const HOPELESS = 2;
/** The longest break between two looks: a message to another destination waits for it too. */
const LONGEST_BREAK_MS = 30_000;
/** The same where nothing but digests is waited for: no far end is down, and a vote in the case is to be seen within seconds. */
const LONGEST_HOLD_MS = 2_000;
const SHORTEST_BREAK_MS = 200;

/** Either nothing is owed on the channel any more, or something is and can be sent only later. */
export type Told = { readonly done: true; readonly agenda: Agenda | null } | { readonly done: false; readonly wait_ms: number };

/**
 * One pass over what a record owes on a channel: takes messages as they become due, sends each, writes down what became
 * of them, and looks again until nothing is owed (design §6). It waits for nothing itself: a closed destination or an
 * outage ends the pass with the time after which to come back. `isEnding` says that it should end early, between two
 * batches: the worker stops, or time is up. Nothing is lost, the next pass goes on.
 */
export async function tellPass(deps: TellDeps, target: Target, channel: Channel, isEnding: () => boolean): Promise<Told> {
  for (let hopeless = 0; hopeless < HOPELESS && !isEnding(); ) {
    const batch = await takeDue(deps.store, target.id, channel, BATCH);
    if (batch.length === 0) return leave(deps, target, channel);
    const record = await readRecord(deps.store, target);
    if (record === null) return { done: true, agenda: null };
    const results = await Promise.all(batch.map((row) => sendOne(deps, record, row)));
    await settle(deps.store, target, results);
    hopeless = results.every(({ outcome }) => outcome === 'later' || outcome === 'unclear') ? hopeless + 1 : 0;
  }
  return isEnding() ? { done: false, wait_ms: SHORTEST_BREAK_MS } : leave(deps, target, channel);
}

async function leave({ store }: TellDeps, target: Target, channel: Channel): Promise<Told> {
  // before the agenda is read: the owner may be told on this channel too
  await tellUndelivered(store, target);
  const next = await nextDueAt(store, target.id, channel);
  if (next !== null) {
    const wait = Date.parse(next) - Date.parse(await nowOf(store));
    const longest = wait > LONGEST_HOLD_MS && (await waitsOnly(store, target.id, channel)) ? LONGEST_HOLD_MS : LONGEST_BREAK_MS;
    return { done: false, wait_ms: Math.min(Math.max(wait, SHORTEST_BREAK_MS), longest) };
  }
  const agenda = await agendaNow(store, target.id);
  // the row of the record says that something is owed here although no message is: a sender died between the two
  return { done: true, agenda: agenda?.tell.includes(channel) ? await retell(store, target) : agenda };
}
