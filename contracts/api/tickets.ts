import { z } from 'zod';
import { OBLIGATION_STATES } from '../obligation.ts';
import { DRIFTS, ticketState, ticketSystem } from '../ticket.ts';
import { at, type Operation, pageOf, pageQuery } from './operation.ts';

/** The ticket of an obligation as lists show it. */
export const ticketListed = z.looseObject({
  case_id: z.string(),
  obligation_id: z.string(),
  obligation: z.string(),
  obligation_state: z.enum(OBLIGATION_STATES),
  system: ticketSystem,
  place: z.string(),
  ref: z.string().nullable(),
  url: z.string().nullable(),
  state: ticketState.nullable(),
  since: at.nullable(),
  looked_at: at.nullable(),
  delivery: z.string(),
  last_error: z.string().nullable(),
});

/** Tickets at other systems. Ours is the system of record: a ticket proposes, it decides nothing. */
export const TICKET_OPERATIONS = {
  listCaseTickets: { method: 'get', path: '/v1/cases/{id}/tickets', tag: 'tickets', summary: "The tickets of a case's obligations, with their links", query: pageQuery, status: 200, answer: pageOf(ticketListed) },
  listTicketDrift: {
    method: 'get',
    path: '/v1/tickets/drift',
    tag: 'tickets',
    summary: 'Where a ticket and its obligation disagree, and since when (R-77)',
    note: '`closed_there`: the ticket is closed and the obligation is owed. `open_there`: the other way round. `gone`: the ticket was deleted or moved away. `never_created`: it is owed and there is none; `last_error` says why.',
    query: pageQuery,
    status: 200,
    answer: pageOf(ticketListed.extend({ drift: z.enum(DRIFTS), drift_since: at })),
  },
  retryTickets: {
    method: 'post',
    path: '/v1/tickets/retry',
    tag: 'tickets',
    summary: 'Have the tickets tried again that their system refused for good, once the cause is mended (R-77)',
    note: '`retried` says how many. The start of an API process does the same, for a new token comes with one. What is refused again stays refused.',
    body: z.strictObject({ system: ticketSystem.optional() }),
    status: 200,
    answer: z.object({ retried: z.number().int() }),
  },
} as const satisfies Record<string, Operation>;
