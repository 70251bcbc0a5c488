import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { pino } from 'pino';
import { installRuntime } from '../../../workers/runtime.ts';
import { NAMESPACE } from '../temporal/namespace.ts';
import { given, serve } from './answer.ts';

/** What a worker process tells of itself: its resident memory in bytes, and how many workflows it keeps. */
export interface WorkerStatus {
  readonly rss: number;
  readonly cached: number;
}

/** The connection of a worker program to the run's Temporal. */
export async function connect(): Promise<{ readonly connection: NativeConnection; readonly namespace: string }> {
  installRuntime(pino({ level: 'error' }));
  return { connection: await NativeConnection.connect({ address: given('TEMPORAL_ADDRESS') }), namespace: NAMESPACE };
}

/** Runs workers until the bench ends them, and then `close`. */
export async function runWorkers(connection: NativeConnection, options: readonly WorkerOptions[], close: () => Promise<void>): Promise<void> {
  const workers = await Promise.all(options.map((one) => Worker.create(one)));
  const running = workers.map((worker) => worker.run());
  const status = (): WorkerStatus => {
    // what garbage is left is nobody's share of a cached workflow
    globalThis.gc?.();
    return { rss: process.memoryUsage.rss(), cached: workers.reduce((sum, worker) => sum + worker.getStatus().numCachedWorkflows, 0) };
  };
  serve({ status }, async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await connection.close();
    await close();
  });
}
