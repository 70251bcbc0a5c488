import { DeliveryError } from '../delivery-error.ts';
import type { DeliveryFailure } from '../delivery-error.ts';
import type { EmailMessage, EmailPort } from './port.ts';

/** The e-mail port in memory; `sent` holds every copy that arrived, repeats included. */
export class FakeEmail implements EmailPort {
  readonly sent: EmailMessage[] = [];
  readonly #planned: { failure: DeliveryFailure; arrives: boolean }[] = [];

  /** The next send fails so; with `arrives` the message is kept all the same (silence after DATA). */
  failNext(failure: DeliveryFailure, { arrives = false }: { arrives?: boolean } = {}): void {
    this.#planned.push({ failure, arrives });
  }

  async send(message: EmailMessage): Promise<void> {
    const plan = this.#planned.shift();
    if (!plan || plan.arrives) this.sent.push(message);
    if (plan) throw new DeliveryError(plan.failure, 'send was told to fail');
  }
}
