import type { Express } from 'express';
import type { Config } from '../../config.ts';
import { TICKET_SYSTEMS } from '../../contracts/ticket.ts';
import type { Store } from '../../store/store.ts';
import { retryTickets } from '../../store/tickets-again.ts';
import type { Log } from '../log.ts';
import { type Looks, startLooks } from '../webhooks/look.ts';
import { mountWebhooks } from '../webhooks/mount.ts';
import type { TicketReaders } from '../webhooks/ports.ts';

export interface TicketParts {
  readonly config: Pick<Config, 'tickets' | 'requestsPerMinute'>;
  readonly store: Store;
  readonly log: Log;
  /** The adapters (`activities/ticketing`), which only a composition root may name. */
  readonly systems: TicketReaders;
}

/** A new token or address comes with a start: what was refused before is tried once more. Never rejects. */
async function tryAgain({ store, log, systems }: Pick<TicketParts, 'store' | 'log' | 'systems'>): Promise<void> {
  try {
    for (const system of TICKET_SYSTEMS) {
      const retried = systems[system] === null ? 0 : await retryTickets(store, system);
      if (retried > 0) log.info({ system, retried }, 'tickets that were refused are tried again');
    }
  } catch (error) {
    log.warn({ err: error }, 'refused tickets could not be tried again; an administrator can: gatehouse ticket retry');
  }
}

/** The way back from the ticket systems: their webhooks, and the looks that these and time ask for. */
export function composeTickets({ config, store, log, systems }: TicketParts): { readonly mount: (app: Express) => void; readonly looks: Looks; readonly again: () => Promise<void> } {
  const looks = startLooks({ store, systems, log });
  return { looks, again: () => tryAgain({ store, log, systems }), mount: mountWebhooks({ store, secrets: config.tickets.webhookSecrets, looks, log, requestsPerMinute: config.requestsPerMinute }) };
}
