import { DRIFTS, TICKET_SYSTEMS, type TicketDrift } from '../../contracts/ticket.ts';
import { capital, spaced } from '../../render/words.ts';
import { listTicketDrift } from '../../store/queries/tickets.ts';
import type { Answer } from '../answers.ts';
import { Cell } from '../parts/list.tsx';
import { listPage } from '../parts/list-page.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, State, Time } from '../parts/small.tsx';
import { TicketLink } from '../parts/ticket-link.tsx';
import type { Visit } from '../visit.ts';

/** What is wrong, in words. */
const DRIFT_WORDS: Readonly<Record<TicketDrift, string>> = {
  closed_there: 'Closed there, still owed here',
  open_there: 'Open there, ended here',
  gone: 'The ticket is gone',
  never_created: 'The ticket was never made',
};

/** Where tickets and obligations disagree, longest first. */
export function ticketDriftPage(visit: Visit): Promise<Answer> {
  const { deps: { store }, query } = visit;
  const drift = DRIFTS.find((each) => each === query['drift']);
  const system = TICKET_SYSTEMS.find((each) => each === query['tickets']);
  return listPage(visit, {
    title: 'Tickets that disagree',
    lead: <p class="lead">A ticket only proposes: closing it ends nothing here. What differs from the record stands here, longest first. <a href="/settings">Back to the settings</a></p>,
    filters: [
      { name: 'drift', label: 'What is wrong', any: 'Anything', options: DRIFTS.map((value) => ({ value, label: DRIFT_WORDS[value] })) },
      { name: 'tickets', label: 'Ticket system', any: 'Every system', options: TICKET_SYSTEMS.map((value) => ({ value, label: capital(value) })) },
    ],
    list: (wish) => listTicketDrift(store, { ...wish, drift, system }),
    heads: ['Ticket', 'What is wrong', 'Since', 'Obligation', 'Matter'],
    row: (ticket) => (
      <tr key={ticket.obligation_id}>
        <th scope="row"><TicketLink ticket={ticket} /></th>
        <Cell label="What is wrong"><Badge tone="warn">{DRIFT_WORDS[ticket.drift]}</Badge>{ticket.last_error === null ? null : <span class="faint"> {ticket.last_error}</span>}</Cell>
        <Cell label="Since"><Time at={ticket.drift_since} /></Cell>
        <Cell label="Obligation">{capital(spaced(ticket.obligation))} <State of={ticket.obligation_state} /></Cell>
        <Cell label="Matter"><RecordLink id={ticket.case_id} /></Cell>
      </tr>
    ),
    nothing: 'Every ticket that is known says what the record says.',
    file: {
      name: 'ticket-drift.csv',
      columns: ['drift', 'since', 'ticket', 'url', 'place', 'ticket_state', 'case', 'obligation', 'kind', 'obligation_state', 'last_error'],
      row: (of) => ({ drift: of.drift, since: of.drift_since, ticket: of.ref, url: of.url, place: of.place, ticket_state: of.state, case: of.case_id, obligation: of.obligation_id, kind: of.obligation, obligation_state: of.obligation_state, last_error: of.last_error }),
    },
  });
}
