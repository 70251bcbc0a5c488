import { createServer } from 'node:http';

/** A stand-in for one of our processes: answers its own environment at the port, ends on SIGTERM. */
export function serve(port) {
  const server = createServer((_request, response) => response.end(JSON.stringify(process.env)));
  server.listen(Number(port), '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
}
