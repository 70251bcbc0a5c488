import { DeliveryError, type DeliveryFailure } from '../delivery-error.ts';
import type { TicketDraft, TicketFound, TicketPort, TicketText } from './port.ts';

/** A ticket in memory. */
export interface FakeTicket {
  readonly ref: string;
  readonly key: string;
  readonly draft: TicketDraft;
  readonly comments: TicketText[];
  state: 'open' | 'closed' | 'gone';
}

type Method = keyof TicketPort;

/** The ticket port in memory: `tickets` holds every ticket that was made, copies included. */
export class FakeTickets implements TicketPort {
  readonly searchLagMs = 0;
  readonly tickets: FakeTicket[] = [];
  /** Every call, in order. */
  readonly calls: Method[] = [];
  readonly #planned: { readonly method: Method; readonly failure: DeliveryFailure; readonly arrives: boolean }[] = [];

  /** The next call of the method fails so; with `arrives` it is done all the same. */
  failNext(method: Method, failure: DeliveryFailure, { arrives = false }: { readonly arrives?: boolean } = {}): void {
    this.#planned.push({ method, failure, arrives });
  }

  #call<T>(method: Method, work: () => T): T {
    this.calls.push(method);
    const at = this.#planned.findIndex((plan) => plan.method === method);
    const [plan] = at === -1 ? [] : this.#planned.splice(at, 1);
    const done = !plan || plan.arrives ? work() : undefined;
    if (plan) throw new DeliveryError(plan.failure, `${method} was told to fail`);
    return done as T;
  }

  #named(ref: string): FakeTicket {
    const found = this.tickets.find((ticket) => ticket.ref === ref && ticket.state !== 'gone');
    if (!found) throw new DeliveryError({ kind: 'permanent', code: 'not_found' }, `there is no ticket ${ref}`);
    return found;
  }

  static #shown(ticket: FakeTicket | undefined): TicketFound | null {
    return ticket === undefined || ticket.state === 'gone' ? null : { ref: ticket.ref, url: `https://tickets.example/${ticket.ref}`, state: ticket.state };
  }

  async create(place: string, key: string, draft: TicketDraft): Promise<TicketFound> {
    return this.#call('create', () => {
      const ref = `${place}#${this.tickets.length + 1}`;
      this.tickets.push({ ref, key, draft, comments: [], state: 'open' });
      return { ref, url: `https://tickets.example/${ref}`, state: 'open' };
    });
  }

  async comment(ref: string, text: TicketText): Promise<void> {
    this.#call('comment', () => void this.#named(ref).comments.push(text));
  }

  async transition(ref: string, to: 'open' | 'closed'): Promise<void> {
    this.#call('transition', () => void (this.#named(ref).state = to));
  }

  async get(ref: string): Promise<TicketFound | null> {
    return this.#call('get', () => FakeTickets.#shown(this.tickets.find((ticket) => ticket.ref === ref)));
  }

  async check(): Promise<void> {
    this.#call('check', () => undefined);
  }

  async find(_place: string, key: string): Promise<TicketFound | null> {
    return this.#call('find', () => FakeTickets.#shown(this.tickets.find((ticket) => ticket.key === key)));
  }
}
