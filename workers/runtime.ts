import type { LogLevel, Logger as TemporalLogger } from '@temporalio/common';
import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Makes Temporal's SDK log through ours, and leaves the process's signals to `main.ts`. Once per process, before the
 * first connection.
 */
export function installRuntime(log: Logger): void {
  const own = log.child({ part: 'temporal' });
  const write = (level: LogLevel, message: string, meta: object = {}): void => {
    const name = level.toLowerCase() as Lowercase<LogLevel>;
    own[name](plain(meta), message);
  };
  const logger: TemporalLogger = {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
  Runtime.install({ logger, shutdownSignals: [] });
}

/** JSON has no bigints, and the SDK's own fields hold some. */
const plain = (meta: object): object =>
  Object.fromEntries(Object.entries(meta).map(([key, value]) => [key, typeof value === 'bigint' ? value.toString() : (value as unknown)]));
