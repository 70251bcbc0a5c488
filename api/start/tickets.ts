import type { Express } from 'express';
import type { Config } from '../../config.ts';
import type { Store } from '../../store/store.ts';
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

/** The way back from the ticket systems: their webhooks, and the looks that these and time ask for. */
export function composeTickets({ config, store, log, systems }: TicketParts): { readonly mount: (app: Express) => void; readonly looks: Looks } {
  const looks = startLooks({ store, systems, log });
  return { looks, mount: mountWebhooks({ store, secrets: config.tickets.webhookSecrets, looks, log, requestsPerMinute: config.requestsPerMinute }) };
}
