import type { VNode } from 'preact';
import { capital, spaced } from '../../render/words.ts';
import { listTickets, type TicketListed } from '../../store/queries/tickets.ts';
import type { Store } from '../../store/store.ts';
import { Section, State } from '../parts/small.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';

const MOST = 200;

/** The tickets of a record's obligations, oldest first; at most 200. */
export const ticketsOf = async (store: Store, id: string): Promise<readonly TicketListed[]> => (await listTickets(store, id, { limit: MOST })).items;

/** The tickets of a record, each with how it and its obligation stand; nothing where no obligation has one. */
export const Tickets = ({ tickets }: { readonly tickets: readonly TicketListed[] }): VNode | null =>
  tickets.length === 0 ? null : (
    <Section id="tickets" title="Tickets">
      <p class="hint">A ticket only proposes: closing it asks for the evidence, and ends nothing here.</p>
      <ul class="plain">
        {tickets.map((ticket) => (
          <li key={ticket.obligation_id} class="line">
            <strong><TicketLink ticket={ticket} /></strong>
            <span>{capital(spaced(ticket.obligation))}</span>
            <State of={ticket.obligation_state} />
            {ticket.last_error === null ? null : <span class="faint">{ticket.last_error}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
