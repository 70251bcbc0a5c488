import { isOpen, type ObligationState } from '../../contracts/obligation.ts';
import type { TicketState } from '../../contracts/ticket.ts';

/** How far the last try to make or change a ticket got. */
export interface TicketTried {
  readonly delivery: string;
  /** Why it went no further; null when it did all that was wanted. */
  readonly last_error: string | null;
  /** Whether it is still told what becomes of its obligation. */
  readonly followed: boolean;
  /** How it was found last; null when it was never made. */
  readonly ticket: TicketState | null;
  readonly obligation_state: ObligationState;
}

/**
 * What is tried again of a ticket that its system refused, once the cause is mended: to make one that is still owed,
 * or to go on telling one that was made, also of the end of its obligation. Null: nothing; one that is gone stays gone.
 */
export function ticketAgain({ delivery, last_error, followed, ticket, obligation_state }: TicketTried): 'make' | 'follow' | null {
  if (last_error === null) return null;
  if (ticket === null) return delivery === 'failed' && isOpen({ state: obligation_state }) ? 'make' : null;
  return delivery === 'sent' && !followed && ticket !== 'gone' ? 'follow' : null;
}
