import type { Agenda } from './agenda.ts';
import type { StreamKind } from './ledger.ts';

/** Task queue of workflows and of `commit` (design §4). */
export const TASK_QUEUE = 'gatehouse';
/** Task queue of effects: a hung Slack must not starve an escalation. */
export const EFFECTS_QUEUE = 'gatehouse-effects';

/** Kinds of record that a workflow drives, with the name of its workflow. Evidence has none. */
export const WORKFLOW_TYPE = {
  deployment: 'deploymentApproval',
  nonconformity: 'nonconformityClosure',
  system: 'house',
  house: 'house',
} as const satisfies Partial<Record<StreamKind, string>>;
export type DrivenKind = keyof typeof WORKFLOW_TYPE;

/** Whether a workflow drives this kind of record. */
export const isDriven = (kind: StreamKind): kind is DrivenKind => kind in WORKFLOW_TYPE;

/** The kind of a driven record, from the prefix of its id (design §5); what has no prefix of its own is the house. */
export function drivenKindOf(id: string): DrivenKind {
  if (id.startsWith('dep_')) return 'deployment';
  if (id.startsWith('nc_')) return 'nonconformity';
  return id.startsWith('sys_') ? 'system' : 'house';
}

/** The one signal: the newest agenda of the record, after every commit. */
export const AGENDA_SIGNAL = 'agenda';

/**
 * What the signal carries. `wake` says that something outside the case moved (a blocker, the directory) or that the
 * sweep found it late: the workflow commits `escalate` at once. Additive only, as the agenda.
 */
export type AgendaSignal = readonly [agenda: Agenda, wake: boolean];

/** What a workflow is started with: whose record it drives. */
export interface DrivenRecord {
  readonly kind: DrivenKind;
  readonly id: string;
}

/** The Temporal workflow id of a record, e.g. `deployment/dep_01…`, `system/sys_01…`, `house/house`. */
export const workflowIdOf = (record: DrivenRecord): string => `${record.kind}/${record.id}`;
