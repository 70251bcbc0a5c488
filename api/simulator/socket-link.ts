import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { Answer, RawPost } from './dispatch.ts';
import { encodeFrame, type Frame, FrameReader, OPCODE } from './frames.ts';
import { WORKSPACE } from './workspace.ts';

/** RFC 6455 §1.3. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.record(z.string(), z.unknown()).default({}) });

/** Slack's end of Socket Mode: one connection, over which interactions go to the app in envelopes. */
export class SocketLink {
  readonly #answerTimeoutMs: number;
  readonly #announce: () => void;
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, (body: string) => void>();
  #socket: Duplex | null = null;
  #connections = 0;
  #last = '';
  #base = '';

  /** `announce` is called at each change. */
  constructor(answerTimeoutMs: number, announce: () => void) {
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#announce = announce;
  }

  get isOpen(): boolean {
    return this.#socket !== null;
  }

  /** How many connections the app has made so far. */
  get connections(): number {
    return this.#connections;
  }

  serveFrom(url: string): void {
    this.#base = url.replace(/^http/, 'ws');
  }

  /** The answer of `apps.connections.open`: an address that is good for one connection. */
  invite(): { readonly url: string } {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return { url: `${this.#base}/link?ticket=${ticket}` };
  }

  /** Takes a connection that brings a ticket, in place of the one before; hangs up on any other. */
  accept(request: IncomingMessage, socket: Duplex): void {
    const ticket = new URL(request.url ?? '/', 'http://link').searchParams.get('ticket') ?? '';
    const key = request.headers['sec-websocket-key'];
    if (!this.#tickets.delete(ticket) || key === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#socket?.destroy();
    const reader = new FrameReader();
    socket.on('error', () => undefined);
    socket.on('close', () => this.#gone(socket));
    socket.on('data', (piece: Buffer) => {
      try {
        for (const frame of reader.take(piece)) this.#hear(socket, frame);
      } catch {
        // not what Slack understands: it hangs up too
        socket.destroy();
      }
    });
    const accepted = createHash('sha1').update(`${key}${HANDSHAKE_GUID}`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accepted}\r\n\r\n`);
    this.#socket = socket;
    this.#connections += 1;
    this.#write(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: WORKSPACE.app_id } }));
    this.#announce();
  }

  /** Sends what would be a request as an envelope, and waits for its acknowledgement. */
  async deliver(raw: Pick<RawPost, 'body' | 'payload' | 'event'>): Promise<Answer> {
    const envelope_id = randomUUID();
    const command = raw.body === undefined ? undefined : Object.fromEntries(new URLSearchParams(raw.body));
    const type = command ? 'slash_commands' : raw.event === undefined ? 'interactive' : 'events_api';
    this.#last = JSON.stringify({ envelope_id, type, payload: command ?? raw.event ?? raw.payload, accepts_response_payload: type !== 'events_api' });
    return this.#sent(envelope_id);
  }

  /** Delivers the last envelope again, byte for byte. */
  async repeat(): Promise<Answer> {
    return this.#sent(acknowledgement.parse(JSON.parse(this.#last)).envelope_id);
  }

  /** Hangs up, as Slack does about once an hour, with the word of warning that it gives. */
  hangUp(): void {
    this.#write(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  /** Ends the connection without a word. */
  stop(): void {
    this.#socket?.destroy();
  }

  async #sent(envelopeId: string): Promise<Answer> {
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started);
    const body = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), this.#answerTimeoutMs);
      this.#waiting.set(envelopeId, (text) => {
        clearTimeout(timer);
        resolve(text);
      });
      this.#write(this.#last);
    });
    this.#waiting.delete(envelopeId);
    return body === null ? { status: 0, body: 'no acknowledgement', ack_ms: elapsed() } : { status: 200, body, ack_ms: elapsed() };
  }

  #write(text: string): void {
    this.#socket?.write(encodeFrame(OPCODE.text, Buffer.from(text)));
  }

  #hear(socket: Duplex, { opcode, payload }: Frame): void {
    if (opcode === OPCODE.ping) socket.write(encodeFrame(OPCODE.pong, payload));
    if (opcode === OPCODE.close) socket.end(encodeFrame(OPCODE.close, payload));
    if (opcode !== OPCODE.text) return;
    const said = acknowledgement.parse(JSON.parse(payload.toString('utf8')));
    this.#waiting.get(said.envelope_id)?.(Object.keys(said.payload).length === 0 ? '' : JSON.stringify(said.payload));
  }

  #gone(socket: Duplex): void {
    if (this.#socket === socket) this.#socket = null;
    this.#announce();
  }
}
