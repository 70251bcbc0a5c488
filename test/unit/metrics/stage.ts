import type { GovernanceMetrics } from '../../../contracts/governance-metrics.ts';
import { execute } from '../../../store/execute.ts';
import { startTestApi, type Body, type TestApi } from '../../support/api.ts';
import { CAST, ok, requestFor, seedSystem, type SeedTier } from '../../support/seed.ts';

/** The real API with a clock that a test sets; people act over HTTP, and the workflow's part is given by hand. */
export interface MetricsStage {
  readonly api: TestApi;
  at(instant: string): void;
  /** Asks for a deployment and lets its checks pass; the id of the case. */
  request(tier: SeedTier, overrides?: object): Promise<string>;
  checked(id: string, revision?: number): Promise<void>;
  escalate(id: string): Promise<void>;
  view(id: string): Promise<Body>;
  sign(id: string, lane: string, vote?: object): Promise<Body>;
  metrics(query: string): Promise<GovernanceMetrics>;
}

export async function metricsStage(start: string): Promise<MetricsStage> {
  let now = start;
  const api = await startTestApi({ clock: () => now });
  const workflow = async (id: string, name: string, body: object, key: string) => {
    const meta = { command_id: `${id}/${key}`, actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' } as const;
    const outcome = await execute(api.store, { kind: 'deployment', id }, { name, body: body as Readonly<Record<string, unknown>> }, meta);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  };
  const stage: MetricsStage = {
    api,
    at: (instant) => void (now = instant),
    checked: (id, revision = 1) => workflow(id, 'record-checks', { revision, results: [] }, `checks/${revision}/${now}`),
    escalate: (id) => workflow(id, 'escalate', { woke_for: now }, `escalate/${now}`),
    view: async (id) => ok(await api.as('maya').get(`/v1/deployments/${id}`)),
    async request(tier, overrides = {}) {
      const id = String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(await seedSystem(api, { tier }), overrides)))['id']);
      await stage.checked(id);
      return id;
    },
    async sign(id, lane, vote = {}) {
      const { lanes, package_digest } = await stage.view(id);
      const found = lanes!.find((each) => each['lane'] === lane)!;
      const by = CAST.signers[lane]![0]!;
      return ok(await api.as(by).post(`/v1/obligations/${found['obligation_id']}/votes`, { verdict: 'approve', package_digest, reason: 'Read and agreed', ...vote }));
    },
    metrics: async (query) => ok(await api.as('maya').get(`/v1/metrics/governance${query}`)) as unknown as GovernanceMetrics,
  };
  return stage;
}
