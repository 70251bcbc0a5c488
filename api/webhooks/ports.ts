import type { TicketState, TicketSystem } from '../../contracts/ticket.ts';

/** What the webhooks need of a ticket system: to read a ticket again. Null: it is gone. Rejects when nobody can tell now. */
export interface TicketReader {
  get(ref: string): Promise<{ readonly state: Exclude<TicketState, 'gone'> } | null>;
}

/** The systems that are set up; the others are null. */
export type TicketReaders = { readonly [S in TicketSystem]: TicketReader | null };

/** What each system's calls are signed with; one without a secret is not listened to. */
export type WebhookSecrets = { readonly [S in TicketSystem]: string | undefined };
