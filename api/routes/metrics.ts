import type { METRICS_OPERATIONS } from '../../contracts/api/metrics.ts';
import { windowOf } from '../../domain/metrics/window.ts';
import { governanceCsv } from '../../render/governance-csv.ts';
import { closures } from '../../store/queries/closures.ts';
import { gateFlow } from '../../store/queries/flow.ts';
import { nowOf } from '../../store/store.ts';
import type { Handlers } from '../http/route.ts';
import { refuse } from './give.ts';

/** Figures about the gate itself, and about the closure of nonconformities. */
export const metricsHandlers: Handlers<keyof typeof METRICS_OPERATIONS> = {
  getGovernanceMetrics: async ({ query, request }, deps) => {
    const window = windowOf(query, await nowOf(deps.store));
    if ('refused' in window) return refuse(window);
    const { policies } = await deps.house.get();
    const gate = await gateFlow(deps.store, { ...query, ...window }, policies);
    const metrics = { ...gate, nonconformities: await closures(deps.store, { ...query, ...window }) };
    const headers = { Vary: 'Accept' };
    const csv = query.format === 'csv' || (query.format === undefined && request.accepts('json', 'text/csv') === 'text/csv');
    if (csv) return { text: governanceCsv(metrics), headers: { ...headers, 'Content-Type': 'text/csv; charset=utf-8' } };
    return { json: metrics, headers };
  },
};
