import type { RequestHandler, Response } from 'express';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

/** What the log and the figures call the request; set once its route is known. */
export interface Seen {
  operation?: string;
  actor?: string;
  code?: string;
}

export const seenOf = (response: Response): Seen => {
  const locals = response.locals as { seen?: Seen };
  locals.seen ??= {};
  return locals.seen;
};

/** One log line and one measurement per answered request. Never a body, a query or a token. */
export function observe(log: Log, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.on('close', () => {
      const ms = performance.now() - begun;
      const { operation = 'none', actor, code } = seenOf(response);
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.requests.observe({ method: request.method, route: operation, status: String(status) }, ms / 1000);
      if (code !== undefined) metrics.refusals.inc({ code });
      const quiet = operation === 'getHealth' || operation === 'getReadiness' || operation === 'getMetrics';
      log[quiet ? 'debug' : 'info']({ operation, method: request.method, status, ms: Math.round(ms * 10) / 10, actor, code, request_id: response.getHeader('X-Request-Id') }, 'answered');
    });
    next();
  };
}
