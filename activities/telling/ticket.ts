import type { Obligation } from '../../contracts/obligation.ts';
import type { TicketSystem } from '../../contracts/ticket.ts';
import { drivenKindOf } from '../../contracts/workflow.ts';
import { ticketMove, type TicketNews, ticketNews, type TicketSaid, ticketSays } from '../../domain/tickets/shown.ts';
import { addMs } from '../../domain/time/instant.ts';
import { type DueDelivery, SEND_LIMIT_MS } from '../../store/deliveries.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Result } from '../../store/settle.ts';
import { takeSlot } from '../../store/slots.ts';
import { noteTicket, readTicket, saveTicket, type Ticket, ticketSeen } from '../../store/tickets.ts';
import type { DeliveryFailure } from '../delivery-error.ts';
import type { TicketFound, TicketPort } from '../ticketing/port.ts';
import { afterFailure, failureOf, later, NOT_FOUND_YET, withinLimit } from './failure.ts';
import type { TellDeps } from './ports.ts';
import type { TicketRenderer } from './render.ts';

/** GitHub takes no more than 80 new things a minute from one token. Milliseconds. */
const GAP_MS = 1_000;

/** One try at one ticket, and all that it needs. */
interface Work {
  readonly deps: TellDeps;
  readonly port: TicketPort;
  readonly render: TicketRenderer;
  readonly record: RecordNow;
  readonly row: DueDelivery;
  readonly owed: Obligation;
  readonly says: TicketSaid;
}

/** A ticket that was made, and what it has to be told. */
interface News {
  readonly known: Ticket;
  readonly news: readonly TicketNews[];
}

const systemOf = ({ about }: DueDelivery): TicketSystem => about['ticket_system'] as TicketSystem;

/** The name under which a ticket is found again at its system: letters, digits, `-` and `_`, below GitHub's 50 characters of a label. */
export const ticketKey = (obligationId: string): string => `gatehouse-${obligationId}`;

const obligationOf = ({ store }: TellDeps, { state }: RecordNow, { case_id, obligation_id }: DueDelivery): Obligation | undefined => {
  return store.rules.kinds[drivenKindOf(case_id)].obligations(state).find(({ id }) => id === obligation_id);
};

/**
 * One try to make a ticket, or to tell it what became of its obligation, and what came of the try. A ticket that may
 * have been made is looked for by its key first; an obligation that has ended gets none any more. What the system refuses
 * for good is recorded, and told to whoever owes it.
 */
export async function sendTicket(deps: TellDeps, record: RecordNow, row: DueDelivery): Promise<Result> {
  const { key, channel, recipient } = row;
  const port = deps.ticketing?.systems[systemOf(row)] ?? null;
  const owed = obligationOf(deps, record, row);
  if (port === null || deps.ticketing === undefined) return refused(deps, row, 'channel_not_set_up');
  if (owed === undefined) return { key, channel, outcome: 'failed', code: 'no_obligation' };
  const work: Work = { deps, port, render: deps.ticketing.render, record, row, owed, says: ticketSays(owed) };
  const news = row.intent === 'redraw' ? await newsOf(work) : undefined;
  if (news === null) return { key, channel, outcome: 'gone' };
  // most commits change nothing that a ticket shows: its system is not asked then
  if (news?.news.length === 0) return { key, channel, outcome: 'shown', shown_rev: record.rev };
  const slot = await takeSlot(deps.store, channel, recipient, GAP_MS);
  if (!slot.taken) return later(row, 'slot_taken', slot.free_at);
  try {
    return await withinLimit(news === undefined ? make(work) : retell(work, news), SEND_LIMIT_MS);
  } catch (error) {
    return failed(work, failureOf(deps, row, error));
  }
}

async function failed({ deps, record, row }: Work, failure: DeliveryFailure): Promise<Result> {
  if (failure.kind === 'permanent') return refused(deps, row, failure.code);
  return afterFailure(deps, record, row, row.recipient, failure);
}

async function refused({ store }: TellDeps, row: DueDelivery, code: string): Promise<Result> {
  const { key, channel, obligation_id, remote_ref } = row;
  if (obligation_id !== null) await noteTicket(store, { obligation_id, system: systemOf(row), ref: remote_ref, seen: 'refused', code });
  return { key, channel, outcome: 'failed', code };
}

/** Whether a ticket that was not found may have been made all the same: its system's search runs behind, and has not had its time yet. */
const mayComeToLight = ({ intent, last_error }: DueDelivery, { searchLagMs }: TicketPort): boolean => intent === 'reconcile' && searchLagMs > 0 && last_error !== NOT_FOUND_YET;

async function make({ deps, port, render, record, row, owed, says }: Work): Promise<Result> {
  const { key, channel, intent, about } = row;
  const place = about['ticket_place'] ?? '';
  const name = ticketKey(owed.id);
  const there = intent === 'reconcile' ? await port.find(place, name) : null;
  if (there === null && mayComeToLight(row, port)) return { key, channel, outcome: 'unclear', code: NOT_FOUND_YET, next_at: addMs(record.now, port.searchLagMs) };
  if (there === null && says.state === 'ended') return { key, channel, outcome: 'failed', code: 'not_needed' };
  const ticket = there ?? (await port.create(place, name, render.draft(record, row, says)));
  // one that was found was made while it was owed: what became of that since is told next
  await keep(deps, row, owed.id, ticket, { ...says, state: 'open' });
  await taken(deps, row, owed, ticket.ref);
  return { key, channel, outcome: 'sent', remote_ref: ticket.ref, shown_rev: there === null ? record.rev : 0 };
}

const keep = ({ store }: TellDeps, row: DueDelivery, obligation_id: string, { ref, url, state }: TicketFound, said: TicketSaid): Promise<void> =>
  saveTicket(store, { key: row.key, case_id: row.case_id, obligation_id, system: systemOf(row), ref, url, state, said });

/** Whoever reads the record sees that what was refused has been mended. */
async function taken({ store }: TellDeps, row: DueDelivery, { id, ticket }: Obligation, ref: string): Promise<void> {
  if (ticket?.state === 'refused') await noteTicket(store, { obligation_id: id, system: systemOf(row), ref, seen: 'taken' });
}

/** What a ticket that was made has to be told; null where there is no such ticket any more. */
async function newsOf({ deps, row, says }: Work): Promise<News | null> {
  const known = await readTicket(deps.store, row.key);
  return known === null ? null : { known, news: ticketNews(known.said, says) };
}

/** Says in the ticket what has changed, and moves it. */
async function retell(work: Work, { known, news }: News): Promise<Result> {
  const { row, record } = work;
  const { key, channel } = row;
  return (await tellNews(work, known, news)) ? { key, channel, outcome: 'shown', shown_rev: record.rev } : { key, channel, outcome: 'gone' };
}

async function tellNews({ deps, port, render, record, row, owed, says }: Work, known: Ticket, news: readonly TicketNews[]): Promise<boolean> {
  const found = await port.get(known.ref);
  if (found === null) {
    await ticketSeen(deps.store, known, 'gone');
    return false;
  }
  const move = ticketMove(news, says, found.state);
  // repeated after a crash it finds the ticket moved already; a comment may then stand there twice
  if (move !== null) await port.transition(known.ref, move, row.about['done_transition']);
  await port.comment(known.ref, render.comment(record, row, says, news));
  await keep(deps, row, owed.id, { ...found, state: move ?? found.state }, says);
  await taken(deps, row, owed, known.ref);
  return true;
}
