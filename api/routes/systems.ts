import { pathOf } from '../../contracts/routes.ts';
import type { SYSTEM_OPERATIONS } from '../../contracts/api/systems.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { listSystemBlockers } from '../../store/queries/blockers.ts';
import type { Page } from '../../store/queries/page.ts';
import { listRisks, listSystems, listVersions } from '../../store/queries/systems.ts';
import { readRecord } from '../../store/read.ts';
import type { ApiDeps } from '../deps.ts';
import type { Handlers } from '../http/route.ts';
import { command, freshId, recordOf, refuse } from './give.ts';

const systemTarget = (id: string) => ({ kind: 'system', id }) as const;

/** The system's record as it stands. @throws HttpProblem (404) */
export async function systemNow(deps: ApiDeps, id: string) {
  const found = await readRecord(deps.store, systemTarget(id));
  return found ? { ...found, state: found.state as SystemState } : noSystem(id);
}

const noSystem = (id: string): never => refuse({ refused: 'unknown_system', detail: `there is no system ${id}; GET /v1/systems lists those that are registered` });

const known = <T>(id: string, page: Page<T> | null): Page<T> => page ?? noSystem(id);

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
  listSystems: async ({ query }, deps) => ({ json: await listSystems(deps.store, query) }),
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
  listVersions: async ({ params, query }, deps) => ({ json: known(params.id, await listVersions(deps.store, params.id, query)) }),
  listSystemBlockers: async ({ params, query }, deps) => {
    await systemNow(deps, params.id);
    return { json: await listSystemBlockers(deps.store, params.id, query) };
  },
  observeDigests: async ({ params, body, meta }, deps) => ({ json: await command(deps, systemTarget(params.id), 'observe-digests', body, meta()) }),
  addRisk: async ({ params, body, meta }, deps) => ({
    json: await command(deps, systemTarget(params.id), 'add-risk', body, meta()),
    headers: { Location: pathOf('listRisks', params) },
  }),
  listRisks: async ({ params, query }, deps) => ({ json: known(params.id, await listRisks(deps.store, params.id, query)) }),
  treatRisk: ({ params, body, meta }, deps) => riskCommand(deps, params.id, 'treat-risk', body, meta()),
  acceptRisk: ({ params, body, meta }, deps) => riskCommand(deps, params.id, 'accept-risk', body, meta()),
  closeRisk: ({ params, body, meta }, deps) => riskCommand(deps, params.id, 'close-risk', body, meta()),
};
