import { Worker } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { type Config, ConfigError, parseConfig, required } from '../config.ts';
import { EFFECTS_QUEUE, TASK_QUEUE } from '../contracts/workflow.ts';
import { RULES } from '../store/aggregates.ts';
import { createPool } from '../store/database.ts';
import { evidenceFilesOf } from '../store/evidence-place.ts';
import { startRelay } from '../store/relay.ts';
import { createStore, type Store } from '../store/store.ts';
import { createTemporal } from '../store/temporal-client.ts';
import { BUNDLE, composeActivities, connectTemporal } from './compose.ts';
import { serveHealth } from './health.ts';
import { workerOptions } from './options.ts';
import { installRuntime } from './runtime.ts';
import { waitFor } from './wait.ts';

/** The port of `/readyz` and `/metrics` when METRICS_PORT is not set. */
const USUAL_PORT = 9464;

/** Creates both workers and runs them until `stopping`; resolves when they have drained. Rejects when one can't go on. */
async function runWorkers(config: Config, store: Store, workers: Map<string, Worker>, log: Logger, stopping: AbortSignal): Promise<void> {
  const temporal = await waitFor('Temporal', () => connectTemporal(config), log, stopping);
  if (temporal === null) return;
  const activities = composeActivities(config, store, log, stopping);
  const options = workerOptions({ ...temporal, bundle: BUNDLE, activities });
  workers.set(TASK_QUEUE, await Worker.create(options.workflows)).set(EFFECTS_QUEUE, await Worker.create(options.effects));
  const stop = (): void => {
    for (const worker of workers.values()) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // when one of the two fails, the other one ends as well
  const running = [...workers.values()].map((worker) => worker.run().finally(stop));
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop, { once: true });
  log.info({ namespace: temporal.namespace }, 'the worker runs');
  await Promise.all(running);
  await temporal.connection.close();
}

/** The composition root of the worker process (design §9). */
async function main(config: Config, log: Logger): Promise<void> {
  installRuntime(log);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  const onError = (error: unknown): void => log.warn({ err: error }, 'a connection failed; it is tried again');
  const pool = createPool({ url: required(config, 'databaseUrl'), max: 20, onError });
  const store = createStore({ pool, rules: RULES, evidence: evidenceFilesOf(config) });
  const client = createTemporal({ address: config.temporalAddress, namespace: config.temporalNamespace });
  const relay = startRelay(store, { handOver: client.handOver, onError });
  const workers = new Map<string, Worker>();
  const needs = { database: async () => (await pool.query('SELECT 1')).rowCount === 1, temporal: () => client.isReachable() };
  const health = await serveHealth({ host: config.host, port: config.ports.metrics ?? USUAL_PORT, workers, needs, stopping: stopping.signal });
  try {
    await waitFor('PostgreSQL and its schema', () => pool.query('SELECT 1 FROM cases LIMIT 1'), log, stopping.signal);
    await runWorkers(config, store, workers, log, stopping.signal);
  } finally {
    await relay.stop();
    await client.close();
    health.closeAllConnections();
    health.close();
    await pool.end();
  }
}

try {
  const config = parseConfig(process.env);
  const log = pino({ level: config.logLevel, base: { part: 'worker' } });
  await main(config, log).catch((error: unknown) => {
    log.fatal({ err: error }, 'the worker ends');
    process.exitCode = 1;
  });
} catch (error) {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
