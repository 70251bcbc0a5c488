import { Client, Connection, type ConnectionOptions, WorkflowNotFoundError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Agenda } from '../contracts/agenda.ts';
import { AGENDA_SIGNAL, type AgendaSignal, type DrivenRecord, TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from '../contracts/workflow.ts';

/** Longest wait for one call: without a deadline a call waits for ever when nothing answers (style, trap 14). */
const DEADLINE_MS = 5_000;

/** Hands a record's agenda to its workflow, starting the workflow when none runs; rejects when Temporal does not take it. */
export type HandOver = (record: DrivenRecord, agenda: Agenda, wake: boolean) => Promise<void>;

/** Our side of Temporal. Every call has a deadline; a lost connection comes back by itself. */
export interface Temporal {
  readonly client: Client;
  readonly handOver: HandOver;
  /** Whether Temporal has ever heard of the record's workflow, running or ended; no when its store was emptied. */
  knows(record: DrivenRecord): Promise<boolean>;
  /** Whether the namespace answers now. */
  isReachable(): Promise<boolean>;
  /** Runs calls under a deadline in milliseconds from now; 5 s by default. */
  bounded<T>(work: (client: Client) => Promise<T>, deadlineMs?: number): Promise<T>;
  close(): Promise<void>;
}

export interface TemporalWish {
  /** `host:port`; left out: what `@temporalio/envconfig` finds (`TEMPORAL_ADDRESS`, TLS, API key, profile). */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
}

/**
 * Options for a connection and the namespace, from the wish first, then from `TEMPORAL_*` of the environment and the
 * profile that it names, and else namespace `default`. @throws Error for a profile or a file that is not there
 */
export function temporalOptions({ address, namespace }: TemporalWish, env: Readonly<Record<string, string | undefined>> = process.env): { readonly connection: ConnectionOptions; readonly namespace: string } {
  // an empty value counts as not set, as everywhere
  const set = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
  const found = loadClientConnectConfig({ overrideEnvVars: set });
  const { address: foundAddress, ...rest } = found.connectionOptions as ConnectionOptions;
  const chosen = address ?? foundAddress;
  return { connection: { ...rest, ...(chosen === undefined ? {} : { address: chosen }) }, namespace: namespace ?? found.namespace ?? 'default' };
}

/** A client that connects at the first call: a process starts and serves decisions while Temporal is away. */
export function createTemporal(wish: TemporalWish): Temporal {
  const { connection: options, namespace } = temporalOptions(wish);
  const connection = Connection.lazy({ ...options, connectTimeout: DEADLINE_MS });
  const client = new Client({ connection, namespace });
  const bounded: Temporal['bounded'] = (work, deadlineMs = DEADLINE_MS) => client.withDeadline(Date.now() + deadlineMs, () => work(client));
  return {
    client,
    bounded,
    handOver: (record, agenda, wake) => bounded(() => handOver(client, record, agenda, wake)),
    knows: (record) => bounded(() => knows(client, record)),
    isReachable: () =>
      bounded((now) => now.workflowService.describeNamespace({ namespace }), 2_000).then(
        () => true,
        () => false,
      ),
    close: () => connection.close(),
  };
}

/** An open record gets its workflow, a closed one is only told: *not found* means that the workflow knows already. */
async function handOver(client: Client, record: DrivenRecord, agenda: Agenda, wake: boolean): Promise<void> {
  const workflowId = workflowIdOf(record);
  const signalArgs: AgendaSignal = [agenda, wake];
  if (!agenda.open) {
    await client.workflow.getHandle(workflowId).signal(AGENDA_SIGNAL, ...signalArgs).catch(ignoreNotFound);
    return;
  }
  await client.workflow.signalWithStart(WORKFLOW_TYPE[record.kind], {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [record],
    signal: AGENDA_SIGNAL,
    signalArgs: [...signalArgs],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    memo: { kind: record.kind, id: record.id },
  });
}

async function knows(client: Client, record: DrivenRecord): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowIdOf(record)).describe();
    return true;
  } catch (error) {
    ignoreNotFound(error);
    return false;
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
