import { isOpen, type Obligation } from '../../contracts/obligation.ts';
import type { TicketState } from '../../contracts/ticket.ts';

/** What a ticket was last told of its obligation; compared to know what to say next. */
export interface TicketSaid {
  readonly state: 'open' | 'ended';
  readonly due_at: string | null;
  readonly owed_by: string;
}

/** What the ticket of this obligation is to say now. A pause is no end. */
export const ticketSays = ({ state, due_at, owed_by }: Pick<Obligation, 'state' | 'due_at' | 'owed_by'>): TicketSaid => ({
  state: isOpen({ state }) ? 'open' : 'ended',
  due_at,
  owed_by: 'person' in owed_by ? owed_by.person : owed_by.role,
});

/** What there is to tell in a ticket. */
export const TICKET_NEWS = ['ended', 'reopened', 'reassigned', 'redated'] as const;
export type TicketNews = (typeof TICKET_NEWS)[number];

/** The comments that a ticket owes since it was last told something, the weightiest only where one says it all. */
export function ticketNews(said: TicketSaid, now: TicketSaid): readonly TicketNews[] {
  if (now.state === 'ended') return said.state === 'ended' ? [] : ['ended'];
  if (said.state === 'ended') return ['reopened'];
  return [...(said.owed_by === now.owed_by ? [] : (['reassigned'] as const)), ...(said.due_at === now.due_at ? [] : (['redated'] as const))];
}

/**
 * Where the ticket has to be moved: closed with its obligation, and open again only when the obligation is. One that
 * somebody closed while it is owed is left closed: that is their proposal, and the report of drift names it.
 */
export function ticketMove(news: readonly TicketNews[], now: TicketSaid, found: TicketState): 'closed' | 'open' | null {
  if (now.state === 'ended') return found === 'open' ? 'closed' : null;
  return news.includes('reopened') && found === 'closed' ? 'open' : null;
}
