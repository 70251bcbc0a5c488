import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';

/** An HTTP server that listens. */
export interface Listening {
  /** E.g. `http://127.0.0.1:3000`, with the port that was really taken. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connection, lets requests in progress end for at most `graceMs`, then cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

/** Longest wait for the head of a request, and for a whole request with a file in it, in milliseconds. */
const HEAD_MS = 20_000;
const REQUEST_MS = 300_000;

/** @throws Error of one line when the port is taken or can't be had. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer({ headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 65_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(inOneLine(error, host, port))));
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  const taken = typeof bound === 'object' && bound !== null ? bound.port : port;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, port: taken, close: (graceMs = 15_000) => close(server, graceMs) };
}

function inOneLine(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `PORT is ${port}: something listens there on ${host} already; set PORT to a free one`;
  if (error.code === 'EACCES') return `PORT is ${port}: this user may not listen there; set PORT to one above 1023`;
  return `HOST is ${host}, PORT is ${port}: ${error.message}`;
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
