import { inspect } from 'node:util';
import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Said by every worker that has only one half of the work, as ours do. */
const KNOWN = /^No (workflows|activities) registered, not polling/;
/** Thrown by a test that throws workflows away in the middle of an activity (`scenario/dropping.ts`). */
const MEANT = /is dropped before it does anything/;

/** Lets Temporal's workers print nothing but what is wrong. Does nothing when the test has installed a runtime of its own. */
export function quietTemporal(): void {
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    if (!KNOWN.test(message) && !MEANT.test(String(meta?.['error']))) process.stderr.write(`[${level}] ${message} ${inspect(meta ?? {}, { breakLength: Infinity })}\n`);
  });
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  try {
    Runtime.install({ logger, telemetryOptions: { logging: { filter } } });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
