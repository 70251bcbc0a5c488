import type { METRICS_OPERATIONS } from '../../contracts/api/metrics.ts';
import { windowOf } from '../../domain/metrics/window.ts';
import { governanceCsv } from '../../render/governance-csv.ts';
import { closures } from '../../store/queries/closures.ts';
import { gateFlow } from '../../store/queries/flow.ts';
import { nowOf } from '../../store/store.ts';
import { AS_ASKED, csvText, wantsCsv } from '../http/csv.ts';
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
    return wantsCsv(query.format, request) ? csvText('governance.csv', governanceCsv(metrics)) : { json: metrics, headers: AS_ASKED };
  },
};
