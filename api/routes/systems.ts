import { pathOf } from '../../contracts/routes.ts';
import type { SYSTEM_OPERATIONS } from '../../contracts/api/systems.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { readRecord } from '../../store/read.ts';
import type { ApiDeps } from '../deps.ts';
import type { Handlers } from '../http/route.ts';
import { command, freshId, recordOf, refuse } from './give.ts';
import { holding } from './holding.ts';
import { pageOfAll } from './pages.ts';
import { listedCases } from './listed.ts';

const systemTarget = (id: string) => ({ kind: 'system', id }) as const;

/** The system's record as it stands. @throws HttpProblem (404) */
export async function systemNow(deps: ApiDeps, id: string) {
  const found = await readRecord(deps.store, systemTarget(id));
  if (!found) refuse({ refused: 'unknown_system', detail: `there is no system ${id}; GET /v1/systems lists those that are registered` });
  return { ...found, state: found.state as SystemState };
}

async function riskCommand(deps: ApiDeps, id: string, name: string, body: object, meta: Parameters<typeof command>[4]) {
  const target = await recordOf(deps, id, 'invalid', 'risk item');
  return { json: await command(deps, target, name, { ...body, risk_id: id }, meta) };
}

/** The register and what hangs off it. */
export const systemHandlers: Handlers<keyof typeof SYSTEM_OPERATIONS> = {
  addSystem: async ({ body, meta }, deps) => {
    const json = await command(deps, systemTarget(body.id ?? freshId(deps, 'sys')), 'add', body, meta());
    return { json, headers: { Location: pathOf('getSystem', { id: String(json['id']) }) } };
  },
  listSystems: async ({ query }, deps) => ({ json: await listedCases(deps, { ...query, kind: 'system' }) }),
  getSystem: async ({ params }, deps) => {
    const { state, agenda } = await systemNow(deps, params.id);
    const { entry, drift, risks, versions } = state;
    return { json: { id: params.id, ...entry, rev: agenda.rev, drift, versions: versions.length, risks: risks.length } };
  },
  changeSystem: async ({ params, body, meta }, deps) => ({ json: await command(deps, systemTarget(params.id), 'patch', body, meta()) }),
  addVersion: async ({ params, body, meta }, deps) => ({
    json: await command(deps, systemTarget(params.id), 'add-version', body, meta()),
    headers: { Location: pathOf('listVersions', params) },
  }),
  listVersions: async ({ params, query }, deps) => ({ json: pageOfAll((await systemNow(deps, params.id)).state.versions, query) }),
  listSystemBlockers: async ({ params, query }, deps) => {
    const { facts, now } = await systemNow(deps, params.id);
    return { json: pageOfAll(holding(facts.blockers, facts.waivers, params.id, now), query) };
  },
  observeDigests: async ({ params, body, meta }, deps) => ({ json: await command(deps, systemTarget(params.id), 'observe-digests', body, meta()) }),
  addRisk: async ({ params, body, meta }, deps) => ({
    json: await command(deps, systemTarget(params.id), 'add-risk', body, meta()),
    headers: { Location: pathOf('listRisks', params) },
  }),
  listRisks: async ({ params, query }, deps) => ({ json: pageOfAll((await systemNow(deps, params.id)).state.risks, query) }),
  treatRisk: ({ params, body, meta }, deps) => riskCommand(deps, params.id, 'treat-risk', body, meta()),
  acceptRisk: ({ params, body, meta }, deps) => riskCommand(deps, params.id, 'accept-risk', body, meta()),
  closeRisk: ({ params, body, meta }, deps) => riskCommand(deps, params.id, 'close-risk', body, meta()),
};
