import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a fake sees it. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  /** In place of JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the next request that fits is spoilt: answered so, or never; `after`: only once it was done. */
export interface Fault {
  readonly fits: (heard: Heard) => boolean;
  readonly reply?: Reply;
  readonly after?: boolean;
}

/** An HTTP server that answers by a function, keeps what it heard, and misbehaves when told to. */
export class FakeHttp {
  readonly heard: Heard[] = [];
  readonly #faults: Fault[] = [];
  readonly #server;

  constructor(answer: (heard: Heard) => Reply) {
    this.#server = createServer((request, response) => void this.#serve(request, response, answer));
  }

  /** Spoils the next request that fits; without `reply` the connection is cut. */
  fail(fault: Fault): void {
    this.#faults.push(fault);
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse, answer: (heard: Heard) => Reply): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://fake');
    const heard: Heard = { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, text, body: jsonOf(text) };
    this.heard.push(heard);
    const at = this.#faults.findIndex(({ fits }) => fits(heard));
    const [fault] = at === -1 ? [] : this.#faults.splice(at, 1);
    const reply = fault === undefined || fault.after === true ? answer(heard) : undefined;
    const shown = fault === undefined ? reply : fault.reply;
    if (shown === undefined) return void request.socket.destroy();
    response.writeHead(shown.status, { 'Content-Type': shown.text === undefined ? 'application/json' : 'text/html', ...shown.headers });
    response.end(shown.text ?? (shown.json === undefined ? '' : JSON.stringify(shown.json)));
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
