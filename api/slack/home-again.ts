import { addMs } from '../../domain/time/instant.ts';
import { forgetHome, homeShows, type StaleHome, staleHomes } from '../../store/homes.ts';
import { type Job, repeatEvery } from '../../store/leader.ts';
import { closeUntil, takeSlot } from '../../store/slots.ts';
import { nowOf } from '../../store/store.ts';
import { homeFor } from './home.ts';
import type { ListenerDeps } from './ports.ts';
import { boundTo } from './who.ts';

/** How often one looks for lists that others changed. Milliseconds. */
const EVERY_MS = 3_000;
/** Who opened theirs longer ago is no longer looking; it is drawn at the next opening. Milliseconds. */
const RECENTLY_MS = 3_600_000;
/** The least time between two redraws of one tab, and after a failure. Milliseconds. */
const GAP_MS = 5_000;
const AFTER_FAILURE_MS = 60_000;
const BATCH = 20;

/** A slot of its own, so that no message waits for a tab; of several processes one gets it. */
const slotOf = (user: string): string => `home:${user}`;

/** What the far end asked for, when it said how long to leave it alone. */
function waitOf(error: unknown): number {
  const { failure } = Object(error) as { readonly failure?: { readonly at_least_ms?: number } };
  return Math.max(failure?.at_least_ms ?? 0, AFTER_FAILURE_MS);
}

/**
 * Draws the Home tabs again whose list of work others changed, of people who opened theirs lately. It reads what the
 * commits wrote, so it stands in no decision's way; a tab without a free slot is left for the next turn.
 */
export async function redrawHomes(deps: ListenerDeps): Promise<void> {
  const now = await nowOf(deps.store);
  for (const stale of await staleHomes(deps.store, addMs(now, -RECENTLY_MS), BATCH)) {
    const slot = await takeSlot(deps.store, 'chat', slotOf(stale.user_id), GAP_MS);
    if (slot.taken) await redraw(deps, stale);
  }
}

async function redraw(deps: ListenerDeps, { user_id, person, list }: StaleHome): Promise<void> {
  try {
    const known = await boundTo(deps.house, user_id);
    // who left, or became somebody else or a guest, sees nothing new
    if ('refused' in known || known.person.id !== person || !(await deps.workspace.member(user_id)).full) return await forgetHome(deps.store, user_id);
    await deps.chat.publishHome(user_id, await homeFor(deps, known));
    await homeShows(deps.store, { user_id, list });
  } catch (error) {
    deps.log.warn({ err: error, user: user_id }, 'a Home tab could not be drawn again; it is tried later');
    await closeUntil(deps.store, 'chat', slotOf(user_id), addMs(await nowOf(deps.store), waitOf(error)));
  }
}

/** Redraws for as long as the process lives. */
export const startRedrawing = (deps: ListenerDeps): Job =>
  repeatEvery(EVERY_MS, () => redrawHomes(deps), (error) => deps.log.warn({ err: error }, 'Home tabs could not be looked at; it is tried again'));
