import { field, listing, simple } from '../simple.ts';
import type { GroupSpec } from '../spec.ts';

const TICKET = [field('obligation', 'obligation_id'), field('kind', 'obligation'), field('is', 'obligation_state'), field('ticket', 'ref'), field('there', 'state'), field('since'), field('link', 'url')];

/** Tickets at other systems, which stand for obligations. */
export const TICKET_GROUP: GroupSpec = {
  name: 'ticket',
  about: 'tickets at GitHub, Jira and elsewhere that stand for obligations',
  commands: [
    listing({ name: 'list', about: "the tickets of a case's obligations", operation: 'listCaseTickets', of: ['id', 'CASE'], columns: TICKET }),
    listing({
      name: 'drift',
      about: 'where a ticket and its obligation disagree, longest first',
      operation: 'listTicketDrift',
      columns: [field('what', 'drift'), field('since', 'drift_since'), field('case', 'case_id'), field('obligation', 'obligation_id'), field('is', 'obligation_state'), field('place'), field('ticket', 'ref'), field('why', 'last_error'), field('link', 'url')],
      notes: 'closed_there: the ticket is closed and the obligation is owed. open_there: the other way round. gone: the ticket was deleted or moved away. never_created: it is owed and there is none.',
    }),
    simple({
      name: 'retry',
      about: 'have the tickets tried again that their system refused, once the cause is mended',
      operation: 'retryTickets',
      options: [{ flags: '--system <SYSTEM>', about: 'only those at github, jira or generic', field: 'system' }],
      notes: 'For administrators. Restart the workers first when a token was replaced. Prints how many are tried again; what is refused again stays refused (gatehouse ticket drift says why).',
      bare: true,
    }),
  ],
};
