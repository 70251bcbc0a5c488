import { randomInt } from 'node:crypto';
import { isFree } from '../../../cli/start/ports.ts';

/** Temporal keeps the ports of its services in a `smallint`, and those that a system gives out are often above it. */
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** So many different ports of 127.0.0.1 that nothing listens at now. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** One of them. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
