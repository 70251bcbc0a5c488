import type { TICKET_OPERATIONS } from '../../contracts/api/tickets.ts';
import { listTicketDrift, listTickets } from '../../store/queries/tickets.ts';
import { retryTickets } from '../../store/tickets-again.ts';
import type { Handlers } from '../http/route.ts';
import { recordOf } from './give.ts';

/** Tickets at other systems. */
export const ticketHandlers: Handlers<keyof typeof TICKET_OPERATIONS> = {
  listCaseTickets: async ({ params, query }, deps) => {
    const { id } = await recordOf(deps, params.id, 'unknown_case', 'case');
    return { json: await listTickets(deps.store, id, query) };
  },
  retryTickets: async ({ body: { system = null }, caller }, deps) => {
    const retried = await retryTickets(deps.store, system);
    deps.log.info({ system, retried, by: caller?.id ?? null }, 'tickets that were refused are tried again');
    return { json: { retried } };
  },
  listTicketDrift: async ({ query }, deps) => ({ json: await listTicketDrift(deps.store, query) }),
};
