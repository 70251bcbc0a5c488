import { z } from 'zod';
import { slug, token } from './primitives.ts';

/** Where tickets can lie: GitHub Issues, Jira (Cloud and Data Center), and whatever speaks the signed webhook. */
export const TICKET_SYSTEMS = ['github', 'jira', 'generic'] as const;
export const ticketSystem = z.enum(TICKET_SYSTEMS);
export type TicketSystem = z.infer<typeof ticketSystem>;

/** How a ticket was found at the far end; `gone` is deleted, moved away, or not shown to us any more. */
export const TICKET_STATES = ['open', 'closed', 'gone'] as const;
export const ticketState = z.enum(TICKET_STATES);
export type TicketState = z.infer<typeof ticketState>;

const nameAtJira = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.'/()-]{0,59}$/u, 'must be a name of up to 60 letters, digits, blanks and _ . / ( ) - as Jira shows it');

/** `tickets` of `thresholds.yaml`: which obligations get a ticket, and where. The addresses of the systems come from the environment. */
export const ticketsPolicy = z.strictObject({
  /** System by kind of obligation; a kind that is not named gets no ticket. */
  use: z.record(slug, ticketSystem),
  github: z.strictObject({ repository: z.string().regex(/^(?!.*\/\.{1,2}$)[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/, 'must be owner/name') }).optional(),
  jira: z
    .strictObject({
      project: z.string().regex(/^[A-Z][A-Z0-9_]{1,254}$/, 'must be the key of a project, e.g. GATE'),
      issue_type: nameAtJira.default('Task'),
      /** The transition that closes; without it the first one that leads to a status of the category "done". */
      done_transition: nameAtJira.optional(),
    })
    .optional(),
});
export type TicketsPolicy = z.infer<typeof ticketsPolicy>;

/** What is said of a ticket in the record: how it was found, that the far end refused to make or change it, or that it took what it had refused before. */
export const observeTicket = z.strictObject({
  obligation_id: z.string(),
  system: ticketSystem,
  /** The ticket as its system names it, e.g. `owner/name#12`, `GATE-7`; null when there is none. */
  ref: token.nullable(),
  seen: z.enum([...TICKET_STATES, 'refused', 'taken']),
  /** Why it was refused: a short code. */
  code: token.optional(),
});
export type ObserveTicket = z.infer<typeof observeTicket>;

/** Name of the command that {@link ObserveTicket} is the body of; for machines and workflows only. */
export const OBSERVE_TICKET = 'observe-ticket';

/** A ticket as an obligation remembers it: what was last recorded, and since when. */
export interface TicketNoted {
  readonly system: TicketSystem;
  readonly state: TicketState | 'refused';
  readonly since: string;
}

/** Ways in which a ticket and its obligation can disagree. */
export const DRIFTS = ['closed_there', 'open_there', 'gone', 'never_created'] as const;
export type TicketDrift = (typeof DRIFTS)[number];
