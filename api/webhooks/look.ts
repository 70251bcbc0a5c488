import type { Store } from '../../store/store.ts';
import { lookLater, takeLooks, type Ticket, ticketSeen } from '../../store/tickets.ts';
import type { Log } from '../log.ts';
import type { TicketReaders } from './ports.ts';

/** How often one looks whether a ticket is to be read again; a webhook's call makes it at once. Milliseconds. */
const EVERY_MS = 15_000;
const BATCH = 8;
/** After a look that told nothing. Milliseconds. */
const AGAIN_MS = 60_000;

export interface LooksWish {
  readonly store: Store;
  readonly systems: TicketReaders;
  readonly log: Log;
  readonly everyMs?: number;
}

/** Reads tickets again at their systems, when a webhook says so and from time to time. */
export interface Looks {
  /** As soon as possible; returns at once. */
  soon(): void;
  /** Resolves when nothing is to be read now. Never rejects. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** What the far end asked for, when it said how long to leave it alone. */
function waitOf(error: unknown): number {
  const { failure } = Object(error) as { readonly failure?: { readonly at_least_ms?: number } };
  return Math.max(failure?.at_least_ms ?? 0, AGAIN_MS);
}

async function lookAt({ store, systems, log }: LooksWish, ticket: Ticket): Promise<void> {
  const { key, system, ref } = ticket;
  const reader = systems[system];
  if (reader === null) {
    log.warn({ system, ref }, 'a ticket can not be read again: its system is not set up any more');
    return lookLater(store, key, 10 * AGAIN_MS);
  }
  try {
    const found = await reader.get(ref);
    const outcome = await ticketSeen(store, ticket, found?.state ?? 'gone');
    if (outcome?.ok === false) log.warn({ system, ref, refusal: outcome.refusal }, 'what became of a ticket was not recorded');
  } catch (error) {
    log.warn({ err: error, system, ref }, 'a ticket could not be read; it is tried again');
    await lookLater(store, key, waitOf(error));
  }
}

/** Starts to look; several processes share the work. */
export function startLooks(wish: LooksWish): Looks {
  const { store, log, everyMs = EVERY_MS } = wish;
  let stopped = false;
  let running: Promise<void> | null = null;
  let wanted = false;

  async function pass(): Promise<void> {
    try {
      for (let batch: Ticket[]; !stopped && (batch = await takeLooks(store, BATCH)).length > 0; ) await Promise.all(batch.map((ticket) => lookAt(wish, ticket)));
    } catch (error) {
      log.warn({ err: error }, 'tickets could not be looked at; it is tried again');
    }
  }
  function run(): Promise<void> {
    running ??= pass().finally(() => {
      running = null;
      if (wanted && !stopped) soon();
    });
    return running;
  }
  function soon(): void {
    wanted = running !== null;
    void run();
  }
  const timer = setInterval(() => void run(), everyMs);
  timer.unref();
  return {
    soon,
    async idle() {
      while (running !== null) await running;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
