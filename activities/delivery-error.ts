/**
 * Why a message was not delivered, and so what the sender may do next (design §6). A closed list: adapters turn every
 * transport error into one of these. `code` is short and safe to store: never a body, a token or an address.
 */
export type DeliveryFailure =
  /** The far end said when to come back (HTTP 429 with Retry-After); nothing was delivered. Milliseconds. */
  | { kind: 'retry_after'; at_least_ms: number; code: string }
  /** Not delivered for sure, or harmless to repeat; try again later. */
  | { kind: 'retryable'; code: string }
  /** May have arrived: reconcile by key before repeating. */
  | { kind: 'unclear'; code: string }
  /** Will never be delivered as it is: go to the next channel. */
  | { kind: 'permanent'; code: string };

/** What the adapters throw, and the only thing they throw for a failed delivery. The message is one line. */
export class DeliveryError extends Error {
  readonly failure: DeliveryFailure;

  constructor(failure: DeliveryFailure, detail: string, options?: ErrorOptions) {
    super(`${failure.kind} (${failure.code}): ${detail.replace(/\s+/g, ' ').slice(0, 500)}`, options);
    this.name = 'DeliveryError';
    this.failure = failure;
  }
}
