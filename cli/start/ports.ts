import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { StartRefused } from './refusal.ts';

/** A port that `gatehouse start` needs: the variable that sets it, what it is for, and the usual number. */
export type PortWish = { readonly variable: string; readonly purpose: string; readonly usual: number };

/** True when nothing listens at the port of that address. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function anyFree(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function remembered(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

async function choose(wish: PortWish, last: unknown, taken: ReadonlySet<number>): Promise<number> {
  const candidates = [last, wish.usual].filter((port): port is number => typeof port === 'number');
  for (const port of candidates) if (!taken.has(port) && (await isFree(port))) return port;
  for (;;) {
    const port = await anyFree();
    if (!taken.has(port)) return port;
  }
}

async function refuseTaken(wish: PortWish, port: number, taken: ReadonlySet<number>, host: string): Promise<void> {
  if (taken.has(port)) throw new StartRefused(`${wish.variable} is ${port}: another part of Gatehouse has that port; set a different one`);
  if (!(await isFree(port, host)))
    throw new StartRefused(
      `${wish.variable} is ${port}: that port (${wish.purpose}) is taken by another program; set ${wish.variable} to a free one, or unset it`,
    );
}

/** What the caller gives `choosePorts`: `set` holds the ports that the user chose, by variable. */
export type PortChoice = {
  readonly file: string;
  readonly wishes: readonly PortWish[];
  readonly set: Readonly<Record<string, number | undefined>>;
  /** The address the API will listen on; every other part uses 127.0.0.1. */
  readonly apiHost?: string;
  readonly progress: (line: string) => void;
};

/**
 * A free port for each wish: the one that the user set, else the one of the last start, else the usual one, else any.
 * Remembers what it chose itself in `file`, so that links in messages stay good after a restart.
 * @throws StartRefused when a port that the user set is taken.
 */
export async function choosePorts(choice: PortChoice): Promise<Record<string, number>> {
  const last = remembered(choice.file);
  const kept: Record<string, unknown> = { ...last };
  const ports: Record<string, number> = {};
  const taken = new Set<number>();
  for (const wish of choice.wishes) {
    const port = choice.set[wish.variable];
    if (port === undefined) continue;
    await refuseTaken(wish, port, taken, wish.variable === 'PORT' ? (choice.apiHost ?? '127.0.0.1') : '127.0.0.1');
    ports[wish.variable] = port;
    taken.add(port);
  }
  for (const wish of choice.wishes) {
    if (ports[wish.variable] !== undefined) continue;
    const port = await choose(wish, last[wish.variable], taken);
    if (port !== wish.usual && port !== last[wish.variable])
      choice.progress(`port ${wish.usual} (${wish.purpose}) is taken; using ${port} (${wish.variable} sets it)`);
    ports[wish.variable] = port;
    kept[wish.variable] = port;
    taken.add(port);
  }
  writeFileSync(choice.file, `${JSON.stringify(kept, null, 2)}\n`);
  return ports;
}
