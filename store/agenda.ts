import type { Agenda } from '../contracts/agenda.ts';
import type { Channel, Instant } from '../contracts/primitives.ts';
import type { Aggregate } from '../domain/aggregate.ts';
import { earliest } from '../domain/time/instant.ts';

/** An agenda as the rules compute it: without what the store adds. */
export type RuledAgenda = ReturnType<Aggregate<unknown>['agenda']>;

/** The columns of a record's row that make its agenda. */
export interface AgendaRow {
  readonly rev: number;
  readonly agenda: RuledAgenda;
  readonly open: boolean;
  readonly wake_at: Instant | null;
  readonly tell: readonly string[];
  readonly tell_since: Instant | null;
  readonly step_key: string | null;
  readonly step_since: Instant | null;
}

/** Something outside the case moved, and it has not looked yet. */
export interface Wake {
  readonly id: number;
  readonly at: Instant;
}

/** The agenda as workflows get it: they wake for what other cases asked as well (design §4 "Between cases"). */
export function agendaOf(row: AgendaRow, wakes: readonly Wake[] = []): Agenda {
  const { stage, step, summary } = row.agenda;
  const wake_at = row.open ? earliest([row.wake_at, ...wakes.map((wake) => wake.at)]) : row.wake_at;
  return { v: 1, rev: row.rev, open: row.open, stage, wake_at, step, tell: row.tell as readonly Channel[], summary };
}

/** A message not yet sent, as far as the agenda needs it. */
export interface Unsent {
  readonly key: string;
  readonly channel: string;
  /** Channels that are left after this one. */
  readonly rest: readonly string[];
  readonly state: string;
  readonly obligation_id: string | null;
  readonly kind: string;
  readonly recipient: string;
  readonly owed_at: Instant;
  readonly due_at: Instant;
}

/** What a record still owes in messages. */
export interface Owed {
  readonly unsent: readonly Unsent[];
  /** Channels with copies on which an older state is shown. */
  readonly redraw: readonly string[];
}

/**
 * The columns of the agenda (design §4, §6): it stays open until everybody was told, and it also wakes when an unsent
 * message is due to move to its next channel.
 */
export function agendaColumns(ruled: RuledAgenda, owed: Owed, before: AgendaRow | null, now: Instant): Omit<AgendaRow, 'rev' | 'agenda'> {
  const tell = [...new Set([...owed.unsent.map((message) => message.channel), ...owed.redraw])].sort();
  const moves = owed.unsent.filter((message) => message.rest.length > 0).map((message) => message.due_at);
  const stepKey = ruled.step?.key ?? null;
  const open = ruled.open || tell.length > 0;
  return {
    open,
    wake_at: open ? earliest([ruled.wake_at, ...moves]) : null,
    tell,
    tell_since: tell.length === 0 ? null : (earliest(owed.unsent.map((message) => message.owed_at)) ?? before?.tell_since ?? now),
    step_key: stepKey,
    step_since: stepKey === null ? null : before?.step_key === stepKey ? before.step_since : now,
  };
}
