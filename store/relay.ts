import type { Agenda } from '../contracts/agenda.ts';
import { type DrivenRecord, isDriven } from '../contracts/workflow.ts';
import { pause } from './database.ts';
import { agendasIn } from './read.ts';
import type { Committed, Store } from './store.ts';
import type { HandOver } from './temporal-client.ts';

export interface RelayWish {
  readonly handOver: HandOver;
  /** Records waiting at a time; above it the sweep has to find them. 10,000 by default. */
  readonly capacity?: number;
  /**
   * Calls to Temporal in flight at a time; 2 by default. Few, so that under load what waits for its turn is carried
   * together: a record's next decision replaces the agenda of the one before.
   */
  readonly width?: number;
  /** Hears of calls that failed. */
  readonly onError?: (error: unknown) => void;
}

/** Hands agendas over after commits, best effort. */
export interface Relay {
  /** Records that wait to be handed over. */
  readonly waiting: number;
  /** Resolves when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
  /** Takes nothing new, and resolves when what is in flight has ended. */
  stop(): Promise<void>;
}

interface Item {
  readonly record: DrivenRecord;
  readonly agenda: Agenda;
  readonly wake: boolean;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Carries the newest agenda of each committed record to its workflow (design §3): after the commit, with no transaction
 * open, never in a decision's way. Items of one record are one: the highest revision wins, a wake is kept. When Temporal
 * does not answer, everything waits and is tried again with growing pauses; what does not fit, or is lost with the
 * process, is still in `relay_queue`, and the sweep finds it.
 */
export function startRelay(store: Store, wish: RelayWish): Relay {
  const relay = new Runner(store, wish);
  const listener = (committed: Committed): void => relay.hear(committed);
  store.listeners.add(listener);
  return {
    get waiting() {
      return relay.waiting;
    },
    idle: () => relay.idle(),
    stop() {
      store.listeners.delete(listener);
      return relay.stop();
    },
  };
}

class Runner {
  readonly #store: Store;
  readonly #wish: Required<RelayWish>;
  readonly #queue = new Map<string, Item>();
  readonly #done = new Map<string, number>();
  readonly #busy = new Set<Promise<void>>();
  #pauseMs = 0;
  #stopped = false;

  constructor(store: Store, wish: RelayWish) {
    this.#store = store;
    this.#wish = { capacity: 10_000, width: 2, onError: () => undefined, ...wish };
  }

  get waiting(): number {
    return this.#queue.size;
  }

  hear({ kind, id, agenda, told, woken }: Committed): void {
    if (isDriven(kind) && !told) this.#put({ record: { kind, id }, agenda, wake: false });
    if (woken.length > 0) this.#track(this.#wakeAll(woken));
    this.#pump();
  }

  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.clear();
    await this.idle();
  }

  #put(item: Item): void {
    const waiting = this.#queue.get(item.record.id);
    if (!waiting && this.#queue.size >= this.#wish.capacity) return;
    const newest = waiting && waiting.agenda.rev > item.agenda.rev ? waiting.agenda : item.agenda;
    this.#queue.set(item.record.id, { record: item.record, agenda: newest, wake: item.wake || (waiting?.wake ?? false) });
  }

  async #wakeAll(ids: readonly string[]): Promise<void> {
    try {
      for (const [id, { kind, agenda }] of await agendasIn(this.#store.pool, ids.slice(0, this.#wish.capacity))) {
        if (isDriven(kind)) this.#put({ record: { kind, id }, agenda, wake: true });
      }
    } catch (error) {
      this.#wish.onError(error);
    }
  }

  #track(work: Promise<void>): void {
    this.#busy.add(work);
    void work.finally(() => {
      this.#busy.delete(work);
      this.#pump();
    });
  }

  #pump(): void {
    while (!this.#stopped && this.#busy.size < this.#wish.width) {
      const next = this.#queue.entries().next();
      if (next.done) return;
      this.#queue.delete(next.value[0]);
      this.#track(this.#carry(next.value[1]));
    }
  }

  /** While nothing answers, each of the lanes tries one item per pause. */
  async #carry(item: Item): Promise<void> {
    if (this.#pauseMs > 0) await pause(this.#pauseMs);
    try {
      await this.#wish.handOver(item.record, item.agenda, item.wake);
      this.#pauseMs = 0;
      this.#done.set(item.record.id, item.agenda.rev);
      await this.#flush();
    } catch (error) {
      this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      if (!this.#stopped) this.#put(item);
      this.#wish.onError(error);
    }
  }

  /** One statement for all that were handed over since the last one. */
  async #flush(): Promise<void> {
    const done = [...this.#done];
    if (done.length === 0) return;
    this.#done.clear();
    const text = 'DELETE FROM relay_queue q USING unnest($1::text[], $2::bigint[]) AS d (id, rev) WHERE q.case_id = d.id AND q.rev <= d.rev';
    await this.#store.pool.query({ name: 'relayed', text, values: [done.map(([id]) => id), done.map(([, rev]) => rev)] });
  }
}
