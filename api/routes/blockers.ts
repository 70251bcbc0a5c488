import type { BLOCKER_OPERATIONS } from '../../contracts/api/blockers.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import type { Extent } from '../../contracts/primitives.ts';
import { pathOf } from '../../contracts/routes.ts';
import { getBlocker, listBlockers } from '../../store/queries/blockers.ts';
import type { Target } from '../../store/store.ts';
import type { ApiDeps } from '../deps.ts';
import type { Handlers } from '../http/route.ts';
import { command, recordOf, refuse } from './give.ts';

const HOUSE: Target = { kind: 'house', id: HOUSE_ID };

/** The record that keeps what reaches this far. */
const keeperOf = (extent: Extent): Target => (extent.scope === 'system' ? { kind: 'system', id: extent.id } : HOUSE);

/** Where a waiver is kept: with the one system that it is for, else with the record that the blocker is in, or for one that follows from a case with what it reaches. */
async function waiverKeeper(deps: ApiDeps, blockerId: string, systemId: string | undefined): Promise<Target> {
  if (systemId !== undefined) return { kind: 'system', id: systemId };
  const source = await recordOf(deps, blockerId, 'unknown_blocker', 'blocker');
  if (source.kind === 'system' || source.kind === 'house') return source;
  const found = await getBlocker(deps.store, blockerId);
  return found === null ? HOUSE : keeperOf(found.extent);
}

/** Blockers raised by hand, and waivers of any. */
export const blockerHandlers: Handlers<keyof typeof BLOCKER_OPERATIONS> = {
  listBlockers: async ({ query }, deps) => ({ json: await listBlockers(deps.store, query) }),
  getBlocker: async ({ params: { id } }, deps) => {
    const found = await getBlocker(deps.store, id);
    return { json: found ?? refuse({ refused: 'unknown_blocker', detail: `there is no open blocker ${id}; GET /v1/blockers lists those that are open` }) };
  },
  raiseBlocker: async ({ body, meta }, deps) => {
    const json = await command(deps, keeperOf(body.extent), 'raise-blocker', body, meta());
    return { json, headers: { Location: pathOf('getBlocker', { id: String(json['blocker_id']) }) } };
  },
  releaseBlocker: async ({ params, body, meta }, deps) => {
    const target = await recordOf(deps, params.id, 'unknown_blocker', 'blocker');
    return { json: await command(deps, target, 'release-blocker', { ...body, blocker_id: params.id }, meta()) };
  },
  waiveBlocker: async ({ params, body, meta }, deps) => {
    const target = await waiverKeeper(deps, params.id, body.system_id);
    return { json: await command(deps, target, 'waive-blocker', { ...body, blocker_id: params.id }, meta()) };
  },
  cureBlocker: async ({ params, body, meta }, deps) => {
    const target = await recordOf(deps, params.id, 'unknown_blocker', 'blocker');
    return { json: await command(deps, target, 'cure-blocker', { ...body, blocker_id: params.id }, meta()) };
  },
};
