import type { CASE_OPERATIONS } from '../../contracts/api/cases.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../../domain/aggregate.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { deploymentView } from '../../domain/deployment-approval/view.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { nonconformityView } from '../../domain/nonconformity-closure/view.ts';
import { listDeliveries, listEvents } from '../../store/queries/case-events.ts';
import { listCases } from '../../store/queries/cases.ts';
import { readRecordAsOf } from '../../store/read-as-of.ts';
import { readRecord } from '../../store/read.ts';
import { nowOf } from '../../store/store.ts';
import type { Target } from '../../store/store.ts';
import type { ApiDeps } from '../deps.ts';
import type { Handlers } from '../http/route.ts';
import { recordOf, refuse } from './give.ts';

/** The record with exactly this id. @throws HttpProblem (404) */
async function caseNamed(deps: ApiDeps, id: string): Promise<Target> {
  const target = await recordOf(deps, id, 'unknown_case', 'case');
  return target.id === id ? target : refuse({ refused: 'unknown_case', detail: `${id} is part of ${target.id}; look there` });
}

/** A record as it stands at `now`, with the facts of that moment. */
export interface Seen {
  readonly state: unknown;
  readonly facts: Facts;
  readonly now: Instant;
}

/** A record as people read it. The policies and the directory that the house holds have lists of their own. */
function viewOf({ kind, id }: Target, { state, facts, now }: Seen): object {
  if (kind === 'deployment') return deploymentView(state as DeploymentState, { ...facts, now });
  if (kind === 'nonconformity') return nonconformityView(state as NonconformityState, { ...facts, now });
  const { policies: _policies, file: _file, ...rest } = state as Record<string, unknown>;
  return { ...rest, id, kind };
}

/** A record with its facts as they were at an instant. @throws HttpProblem (404, 422) */
export async function seenAsOf(deps: ApiDeps, target: Target, instant: Instant): Promise<Seen> {
  const now = await nowOf(deps.store);
  if (instant > now) return refuse({ refused: 'invalid', detail: `it is ${now}; nobody knows yet how things stand at ${instant}`, pointer: '?as_of' });
  const found = await readRecordAsOf(deps.store, target, instant);
  return found ?? refuse({ refused: 'unknown_case', detail: `there was no ${target.id} yet at ${instant}`, pointer: '?as_of' });
}

/** Cases of every kind, their events, and who was told. */
export const caseHandlers: Handlers<keyof typeof CASE_OPERATIONS> = {
  listCases: async ({ query }, deps) => ({ json: await listCases(deps.store, query) }),
  getCase: async ({ params, query }, deps) => {
    const target = await caseNamed(deps, params.id);
    if (query.as_of !== undefined) return { json: { ...viewOf(target, await seenAsOf(deps, target, query.as_of)), as_of: query.as_of } };
    const found = await readRecord(deps.store, target);
    if (!found) return refuse({ refused: 'unknown_case', detail: `there is no case ${params.id}` });
    return { json: { ...viewOf(target, found), rev: found.agenda.rev } };
  },
  listCaseEvents: async ({ params, query }, deps) => {
    const { id } = await caseNamed(deps, params.id);
    return { json: await listEvents(deps.store, id, query) };
  },
  listCaseDeliveries: async ({ params, query }, deps) => {
    const { id } = await caseNamed(deps, params.id);
    return { json: await listDeliveries(deps.store, id, query) };
  },
};
