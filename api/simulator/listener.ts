import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** One HTTP server on 127.0.0.1 that closes at once, with whatever hangs on it. */
export class Listener {
  readonly #handler: RequestListener;
  readonly #onUpgrade: (request: IncomingMessage, socket: Duplex) => void;
  #server: Server | null = null;
  #url = '';

  /** `onUpgrade` takes the connections that become WebSockets, and ends them before `stop`. */
  constructor(handler: RequestListener, onUpgrade: (request: IncomingMessage, socket: Duplex) => void) {
    this.#handler = handler;
    this.#onUpgrade = onUpgrade;
  }

  /** The address of the last start, without a slash at the end. */
  get url(): string {
    return this.#url;
  }

  /** Port 0 takes a free one. @throws Error when the port is taken */
  async start(port: number): Promise<string> {
    const server = createServer(this.#handler).on('upgrade', this.#onUpgrade);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const bound = server.address();
    this.#server = server;
    this.#url = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
    return this.#url;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
