import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** Figures of this process. Others (the watch) register theirs in the same registry. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly refusals: Counter<'code'>;
}

/** @example const metrics = createMetrics(); new Gauge({ name: 'gatehouse_late', help: '…', registers: [metrics.registry] }) */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'gatehouse_http_request_seconds',
      help: 'Time to answer a request, by operation',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers: [registry],
    }),
    refusals: new Counter({ name: 'gatehouse_refusals_total', help: 'Answers that were problems, by code', labelNames: ['code'], registers: [registry] }),
  };
}
