import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that a test can close and open again, under one address. */
export interface Way {
  readonly url: string;
  /** From now on nothing answers there; connections that are open break. */
  close(): Promise<void>;
  open(): Promise<void>;
}

/** Passes bytes on to the server at `url`, while it is open. */
export async function wayTo(url: string): Promise<Way> {
  const far = new URL(url);
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server;
  const open = async (): Promise<void> => {
    server = createServer((near) => {
      const there = connect(Number(far.port), far.hostname);
      for (const [socket, other] of [[near, there], [there, near]] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => sockets.delete(socket));
        socket.pipe(other);
      }
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    port = typeof bound === 'object' && bound !== null ? bound.port : port;
  };
  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    open,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
