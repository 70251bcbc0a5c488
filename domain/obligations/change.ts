import { calendarNamed } from '../directory.ts';
import type { Obligation, OwedBy, PlannedRung } from '../../contracts/obligation.ts';
import type { Duration, Instant } from '../../contracts/primitives.ts';
import type { Context, NewEvent } from '../aggregate.ts';
import { resumeAt } from '../time/calendar.ts';
import { earliest, latest } from '../time/instant.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { fact, findOpen, matterFor } from './list.ts';
import { fireIfUnheard } from './open.ts';
import type { MatterOf } from './list.ts';

/** Ends an open obligation, and with it the escalations above it (§0.07); nothing if it is closed already. */
export function closeObligation(list: readonly Obligation[], id: string, how: 'met' | 'failed' | 'withdrawn', rule: string | null = null): NewEvent[] {
  const obligation = findOpen(list, id);
  return obligation ? [fact(`obligation.${how}`, { obligation_id: id, version: obligation.version, rule })] : [];
}

/** What was owed was done. */
export const meetObligation = (list: readonly Obligation[], id: string, rule: string | null = null): NewEvent[] => closeObligation(list, id, 'met', rule);
/** It can no longer be done in the way it was owed, e.g. a lane that failed. */
export const failObligation = (list: readonly Obligation[], id: string, rule: string | null = null): NewEvent[] => closeObligation(list, id, 'failed', rule);
/** The need for it ended, e.g. the case was withdrawn. */
export const withdrawObligation = (list: readonly Obligation[], id: string, rule: string | null = null): NewEvent[] => closeObligation(list, id, 'withdrawn', rule);

/** Stops the clock while somebody else is awaited (§0.06); nothing unless it is running. Escalations have no clock. */
export function pauseObligation(list: readonly Obligation[], id: string, rule: string | null = null): NewEvent[] {
  const obligation = list.find((o) => o.id === id && o.state === 'open');
  return obligation && obligation.due_at !== null ? [fact('obligation.paused', { obligation_id: id, version: obligation.version, rule })] : [];
}

/**
 * Runs the clock again with the time that was left; rungs that fired stay fired (§0.06). A pause that was over at `until`
 * ended then, however late anybody looks. Nothing unless it is paused.
 */
export function resumeObligation(list: readonly Obligation[], id: string, context: Context, until: Instant | null = null): NewEvent[] {
  const obligation = list.find((o) => o.id === id && o.state === 'paused');
  if (!obligation) return [];
  const since = latest([earliest([until, context.now]), obligation.paused_at]) ?? context.now;
  const moved = shift(obligation, obligation.paused_at, since, context);
  return moved ? [fact('obligation.resumed', { obligation_id: id, version: obligation.version + 1, since, ...moved })] : [];
}

/** Why an obligation opens again, and what has changed about it meanwhile. */
interface Reopening {
  readonly rule?: string;
  readonly matterOf?: MatterOf;
  /** Who owes it from now on, where that is somebody else. */
  readonly owed_by?: OwedBy;
  /** Its whole time where it is given anew, as if it had run until it closed: rungs that fired count no more. */
  readonly anew?: { readonly due_at: Instant; readonly sla: Duration; readonly rungs: readonly PlannedRung[]; readonly ladder?: string };
}

/** The closed obligation as it opens again, but for the time that it was closed. */
function asReopened(list: readonly Obligation[], id: string, { owed_by, anew }: Reopening): Obligation | undefined {
  const closed = list.find((o) => o.id === id && o.closed_at !== null);
  return closed && { ...closed, ...(owed_by && { owed_by }), ...(anew && { ...anew, rungs: [...anew.rungs], fired: [], snoozed: [] }) };
}

/**
 * Opens a closed obligation again with the time that was left when it closed, e.g. when a vote is withdrawn (§0.05), and
 * tells those anew who owe it now. Nothing if it is not closed.
 */
export function reopenObligation(list: readonly Obligation[], id: string, context: Context, options: Reopening = {}): NewEvent[] {
  const { owed_by, anew } = options;
  const obligation = asReopened(list, id, options);
  const moved = obligation && shift(obligation, obligation.closed_at, context.now, context);
  if (!moved) return [];
  const to = [...recipientsFor('L0', matterFor(obligation, context, options.matterOf), context.policy, context.directory)];
  const version = obligation.version + 1;
  const reopened: Obligation = { ...obligation, ...moved, to, version, state: 'open', closed_at: null, acknowledged_by: [] };
  return [
    fact('obligation.reopened', { obligation_id: id, version, ...moved, to, rule: options.rule ?? null, ...(owed_by && { owed_by }), ...(anew && { sla: anew.sla }), ...(anew?.ladder && { ladder: anew.ladder }) }),
    ...fireIfUnheard(reopened, context, options.matterOf),
  ];
}

/** Due instant and rungs after a standstill from `from` to `until`. Rungs that fired keep the instants they had. */
function shift(obligation: Obligation, from: Instant | null, until: Instant, context: Context): { due_at: Instant; rungs: PlannedRung[] } | null {
  const { due_at, sla } = obligation;
  if (from === null || due_at === null || sla === null) return null;
  const calendar = calendarNamed(context.policy, obligation.calendar);
  const move = (at: Instant) => resumeAt(from, at, until, sla, calendar);
  const fired = new Set(obligation.fired.map(({ id }) => id));
  return { due_at: move(due_at), rungs: obligation.rungs.map((rung) => (fired.has(rung.id) ? rung : { ...rung, at: move(rung.at) })) };
}
