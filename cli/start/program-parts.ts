import type { Part } from './part.ts';
import { httpOk } from './probes.ts';

type Env = Readonly<Record<string, string>>;

/** Time for a worker to finish its activities and for the API to answer what it has begun (design §9: grace 20 s). */
const DRAIN_MS = 20_000;

function program(file: string, env: Env): Pick<Part, 'command'> {
  return { command: () => ({ file: process.execPath, args: [file], env, cwd: process.cwd() }) };
}

/** Brings the schema up to date, with the owner's role, before anything reads it. */
export function migrationsPart(file: string, needs: readonly string[], env: Env): Part {
  return { name: 'migrations', needs, kind: 'task', ports: [], ...program(file, env), stop: { signal: 'SIGTERM', graceMs: 5_000 } };
}

/** A small server that stands in for somebody else's, and says at `/healthz` when it is ready. */
function standIn(name: string, file: string, env: Env, port: number): Part {
  return {
    name,
    needs: [],
    kind: 'service',
    ports: [port],
    ...program(file, env),
    ready: () => httpOk(`http://127.0.0.1:${port}/healthz`),
    stop: { signal: 'SIGTERM', graceMs: 5_000 },
  };
}

/** The stand-in for Slack's servers. */
export const simulatorPart = (file: string, env: Env, port: number): Part => standIn('slack', file, env, port);

/** The embedded identity provider. */
export const identityPart = (file: string, env: Env, port: number): Part => standIn('identity', file, env, port);

/** The Temporal worker; `port` serves its `/readyz` and `/metrics`. */
export function workerPart(file: string, needs: readonly string[], env: Env, port: number): Part {
  return {
    name: 'worker',
    needs,
    kind: 'service',
    ports: [port],
    ...program(file, env),
    ready: () => httpOk(`http://127.0.0.1:${port}/readyz`),
    stop: { signal: 'SIGTERM', graceMs: DRAIN_MS },
  };
}

/** The API. It does not wait for Temporal: a decision is answered without it (design §3). */
export function apiPart(file: string, needs: readonly string[], env: Env, port: number, host: string): Part {
  const onLoopback = ['127.0.0.1', 'localhost', '0.0.0.0', '::'].includes(host);
  const address = onLoopback ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return {
    name: 'api',
    needs,
    kind: 'service',
    ports: onLoopback ? [port] : [],
    ...program(file, env),
    ready: () => httpOk(`http://${address}:${port}/readyz`),
    stop: { signal: 'SIGTERM', graceMs: DRAIN_MS },
  };
}
