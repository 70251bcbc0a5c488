import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Worker } from '@temporalio/worker';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface HealthWish {
  readonly host: string;
  readonly port: number;
  /** The workers by the name of their task queue; empty until they run. */
  readonly workers: ReadonlyMap<string, Worker>;
  /** What must answer for the worker to be of use, by name. */
  readonly needs: Readonly<Record<string, () => Promise<boolean>>>;
  readonly stopping: AbortSignal;
}

/** Serves `/healthz` (the process lives), `/readyz` (it works, and what it needs answers) and `/metrics`. */
export async function serveHealth(wish: HealthWish): Promise<Server> {
  const registry = metricsOf(wish.workers);
  const server = createServer((request, response) => {
    void answer(wish, registry, request.url ?? '/', response).catch(() => send(response, 500, 'text/plain', 'internal error\n'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wish.port, wish.host, resolve);
  });
  return server;
}

async function answer(wish: HealthWish, registry: Registry, url: string, response: ServerResponse): Promise<void> {
  const path = url.split('?')[0];
  if (path === '/healthz') return send(response, 200, 'text/plain', 'ok\n');
  if (path === '/metrics') return send(response, 200, registry.contentType, await registry.metrics());
  if (path !== '/readyz') return send(response, 404, 'text/plain', 'this worker serves /healthz, /readyz and /metrics\n');
  const look = async ([name, answers]: [string, () => Promise<boolean>]) => [name, await answers().catch(() => false)] as const;
  const parts = {
    workers: !wish.stopping.aborted && wish.workers.size > 0 && [...wish.workers.values()].every((worker) => worker.getState() === 'RUNNING'),
    ...Object.fromEntries(await Promise.all(Object.entries(wish.needs).map(look))),
  };
  send(response, Object.values(parts).every(Boolean) ? 200 : 503, 'application/json', JSON.stringify(parts));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body);
}

function metricsOf(workers: HealthWish['workers']): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const perQueue = (name: string, help: string, read: (worker: Worker) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers: [registry],
      collect() {
        for (const [queue, worker] of workers) this.set({ queue }, read(worker));
      },
    });
  };
  perQueue('gatehouse_worker_activities', 'Activities in flight', (worker) => worker.getStatus().numInFlightActivities);
  perQueue('gatehouse_worker_cached_workflows', 'Workflows held in memory', (worker) => worker.getStatus().numCachedWorkflows);
  return registry;
}
