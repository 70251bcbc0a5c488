import type { Obligation } from '../../contracts/obligation.ts';
import type { TicketNoted, TicketSystem } from '../../contracts/ticket.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';

const STATES: Readonly<Record<string, TicketNoted['state']>> = { 'ticket.closed': 'closed', 'ticket.reopened': 'open', 'ticket.gone': 'gone', 'ticket.refused': 'refused', 'ticket.taken': 'open' };

/** Folds what was recorded of a ticket into its obligation; any other event changes nothing. */
export function evolveTicket(list: readonly Obligation[], { type, body, at }: RecordedEvent): readonly Obligation[] {
  const state = STATES[type];
  if (state === undefined) return list;
  const ticket: TicketNoted = { system: body['system'] as TicketSystem, state, since: at };
  return list.map((owed) => (owed.id === body['obligation_id'] ? { ...owed, ticket } : owed));
}
