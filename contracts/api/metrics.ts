import { z } from 'zod';
import { governanceReport } from '../governance-metrics.ts';
import { instant, tier } from '../primitives.ts';
import type { Operation } from './operation.ts';

/** Figures about the gate itself. */
export const METRICS_OPERATIONS = {
  getGovernanceMetrics: {
    method: 'get',
    path: '/v1/metrics/governance',
    tag: 'service',
    summary: 'How the gate flows: lead time, wait per lane, rework, overdue sign-offs, escalations (R-63); how nonconformities are closed (R-47, R-48)',
    note: 'Of deployments decided from `from` (included) to `to` (left out); without them, the last twelve months. A unit counts with the units below it. Nonconformities count by what happened to them in that time; `owner` narrows them alone, `tier` the deployments alone.',
    query: z.strictObject({ from: instant.optional(), to: instant.optional(), system: z.string().optional(), unit: z.string().optional(), tier: tier.optional(), owner: z.string().optional(), format: z.enum(['json', 'csv']).optional() }),
    status: 200,
    answer: governanceReport,
    also: ['text/csv'],
  },
} as const satisfies Record<string, Operation>;
