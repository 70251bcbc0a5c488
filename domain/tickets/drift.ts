import { isOpen, type ObligationState } from '../../contracts/obligation.ts';
import type { TicketDrift, TicketState } from '../../contracts/ticket.ts';
import type { Instant } from '../../contracts/primitives.ts';

/** A ticket and its obligation, as far as their agreement goes. */
export interface TicketStanding {
  readonly obligation_state: ObligationState;
  /** When the obligation ended; null while it is open. */
  readonly ended_at: Instant | null;
  /** When the ticket was owed first. */
  readonly owed_at: Instant;
  /** How the ticket was found last, and since when it is so; null when there is none. */
  readonly ticket: { readonly state: TicketState; readonly since: Instant } | null;
}

/** How a ticket and its obligation disagree, and since when; null when they agree. */
export function driftOf({ obligation_state, ended_at, owed_at, ticket }: TicketStanding): { readonly drift: TicketDrift; readonly since: Instant } | null {
  if (isOpen({ state: obligation_state })) {
    if (ticket === null) return { drift: 'never_created', since: owed_at };
    if (ticket.state === 'open') return null;
    return { drift: ticket.state === 'gone' ? 'gone' : 'closed_there', since: ticket.since };
  }
  if (ticket?.state !== 'open') return null;
  const ended = ended_at ?? ticket.since;
  // reopened by somebody after our end: it disagrees from then on
  return { drift: 'open_there', since: ended > ticket.since ? ended : ticket.since };
}
