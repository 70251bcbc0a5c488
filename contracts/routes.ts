import { BLOCKER_OPERATIONS } from './api/blockers.ts';
import { BOARD_OPERATIONS } from './api/boards.ts';
import { BOUNCE_OPERATIONS } from './api/bounces.ts';
import { CASE_OPERATIONS } from './api/cases.ts';
import { DEPLOYMENT_OPERATIONS } from './api/deployments.ts';
import { EVIDENCE_OPERATIONS } from './api/evidence.ts';
import { HOUSE_OPERATIONS } from './api/house.ts';
import { METRICS_OPERATIONS } from './api/metrics.ts';
import { NONCONFORMITY_OPERATIONS } from './api/nonconformities.ts';
import { OBLIGATION_OPERATIONS } from './api/obligations.ts';
import type { Operation, ParamsOf } from './api/operation.ts';
import { PERMIT_OPERATIONS } from './api/permits.ts';
import { SERVICE_OPERATIONS } from './api/service.ts';
import { SYSTEM_OPERATIONS } from './api/systems.ts';
import { TICKET_OPERATIONS } from './api/tickets.ts';

/** Every operation of the API by its operationId. */
export const OPERATIONS = {
  ...SYSTEM_OPERATIONS,
  ...DEPLOYMENT_OPERATIONS,
  ...NONCONFORMITY_OPERATIONS,
  ...CASE_OPERATIONS,
  ...OBLIGATION_OPERATIONS,
  ...BOARD_OPERATIONS,
  ...PERMIT_OPERATIONS,
  ...EVIDENCE_OPERATIONS,
  ...BLOCKER_OPERATIONS,
  ...TICKET_OPERATIONS,
  ...BOUNCE_OPERATIONS,
  ...HOUSE_OPERATIONS,
  ...METRICS_OPERATIONS,
  ...SERVICE_OPERATIONS,
} as const satisfies Record<string, Operation>;
export type OperationId = keyof typeof OPERATIONS;

export const OPERATION_IDS = Object.keys(OPERATIONS) as OperationId[];

export const operationOf = (id: OperationId): Operation => OPERATIONS[id];

/** The path of an operation, its parameters filled in and percent-encoded, e.g. `pathOf('getSystem', { id })`. */
export function pathOf<K extends OperationId>(id: K, params: ParamsOf<(typeof OPERATIONS)[K]['path']>): string {
  const given = params as Readonly<Record<string, string>>;
  return operationOf(id).path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
}

/** Path to the page of a case of any kind. */
export const casePath = (id: string): string => `/v1/cases/${encodeURIComponent(id)}`;
