import { createHmac } from 'node:crypto';

/** What the app answered to an interaction; `status` 0 when nothing answered, and then `body` says why. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds from sending to the whole answer; Slack shows people an error above 3,000. */
  readonly ack_ms: number;
}

/** A request as it went to the events URL; its parts can be sent again, aged or forged by `rawPost`. */
export interface SentRequest {
  readonly body: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** What to send in place of what Slack would. Anything left out is as Slack does it, signed now with the right secret. */
export interface RawPost {
  /** The form-encoded body, byte for byte. */
  readonly body?: string | undefined;
  /** An interaction payload to form-encode; used when `body` is left out. */
  readonly payload?: unknown;
  /** An event of the Events API, which goes as JSON; used when `body` is left out. */
  readonly event?: unknown;
  /** Seconds since 1970, as text; signed as given. */
  readonly timestamp?: string | undefined;
  /** Null leaves the header out. */
  readonly signature?: string | null | undefined;
  /** Signs with another secret. */
  readonly secret?: string | undefined;
  /** Further headers, or others in place of Slack's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface DispatcherOptions {
  readonly eventsUrl: string;
  readonly signingSecret: string;
  /** How long to wait for an answer, in milliseconds. */
  readonly answerTimeoutMs: number;
}

/** Slack's signature of a request (`v0`). */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Form-encodes an interaction the way Slack does: one field, `payload`, holding JSON. */
export function payloadBody(payload: unknown): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** Sends requests to the app as Slack's servers would. */
export class Dispatcher {
  readonly sent: SentRequest[] = [];
  #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Sends to another app from now on. */
  pointAt(eventsUrl: string): void {
    this.#options = { ...this.#options, eventsUrl };
  }

  async send(raw: RawPost): Promise<Answer> {
    const body = raw.body ?? (raw.event === undefined ? payloadBody(raw.payload ?? {}) : JSON.stringify(raw.event));
    const timestamp = raw.timestamp ?? String(Math.floor(Date.now() / 1000));
    const signature = raw.signature === undefined ? sign(raw.secret ?? this.#options.signingSecret, timestamp, body) : raw.signature;
    this.sent.push({ body, timestamp, signature: signature ?? '' });
    return this.#post(body, {
      'Content-Type': raw.event === undefined ? 'application/x-www-form-urlencoded' : 'application/json',
      'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'X-Slack-Request-Timestamp': timestamp,
      ...(signature !== null && { 'X-Slack-Signature': signature }),
      ...raw.headers,
    });
  }

  async #post(body: string, headers: Record<string, string>): Promise<Answer> {
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started);
    try {
      const signal = AbortSignal.timeout(this.#options.answerTimeoutMs);
      const response = await fetch(this.#options.eventsUrl, { method: 'POST', body, headers, signal, redirect: 'manual' });
      return { status: response.status, body: await response.text(), ack_ms: elapsed() };
    } catch (error) {
      return { status: 0, body: reason(error), ack_ms: elapsed() };
    }
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
