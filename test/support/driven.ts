import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import type { Instant } from '../../contracts/primitives.ts';
import type { DrivenRecord } from '../../contracts/workflow.ts';
import { eventually, handOver, startBare } from './case-workflow.ts';
import type { FakeRecord } from './fake-record.ts';
import { timeSkippingEnv, type TimeSkippingEnv } from './time-skipping.ts';
import { startWorkers, type TestWorkers } from './worker.ts';

/** The case that these tests drive, one at a time. */
export const CASE: DrivenRecord = { kind: 'deployment', id: 'dep_01' };

/** A time-skipping server with the product's workers, for one test file; every test ends with its workflow ended. */
export interface Driven {
  readonly server: TimeSkippingEnv;
  readonly handle: WorkflowHandle;
  /** Starts the workers on the record, and its workflow as the relay does (`bare`: with nothing but the id). */
  readonly drive: (record: FakeRecord, options?: { readonly record?: DrivenRecord; readonly bare?: boolean }) => Promise<WorkflowHandle>;
  /** Hands the record's agenda over. */
  readonly signal: (agenda: ReturnType<FakeRecord['agenda']>, wake?: boolean) => Promise<void>;
  /** How many events of the run have these attributes, e.g. `timerStartedEventAttributes`. */
  readonly count: (attributes: string) => Promise<number>;
  readonly inHours: (hours: number) => Promise<Instant>;
}

export const HOUR = 3_600_000;

/** The test server says "not found" while a run hands over to the next one. The relay tries again as well. */
function isHandingOver(error: unknown): false {
  if (error instanceof WorkflowNotFoundError) return false;
  throw error;
}

/** Registers the hooks of a test file and answers what its tests use. */
export function driven(): Driven {
  let server: TimeSkippingEnv;
  let workers: TestWorkers | null = null;
  let current: { readonly record: FakeRecord; readonly target: DrivenRecord; readonly handle: WorkflowHandle } | null = null;
  const live = () => {
    if (current === null) throw new Error('no workflow is driven: call drive first');
    return current;
  };

  beforeAll(async () => {
    server = await timeSkippingEnv();
  });
  // A workflow that is terminated in the middle of a task leaves the server's clock locked: so each one ends by itself.
  const endCurrent = async (): Promise<void> => {
    if (current === null) return;
    const { record, target, handle } = current;
    current = null;
    const newest = server.client.workflow.getHandle(handle.workflowId);
    const { status } = await newest.describe();
    if (status.name !== 'RUNNING') return;
    await handOver(server.client, target, record.commit('closed', { open: false, rungs: [], owed: [], step: null }));
    await newest.result();
  };
  afterEach(async () => {
    try {
      await endCurrent();
    } finally {
      await workers?.stop();
      workers = null;
    }
  });
  afterAll(() => server.teardown());

  return {
    get server() {
      return server;
    },
    get handle() {
      return live().handle;
    },
    async drive(record, { record: target = CASE, bare = false } = {}) {
      workers = await startWorkers(server.env, record.activities);
      const handle = bare ? await startBare(server.client, target) : await handOver(server.client, target, record.agenda());
      current = { record, target, handle };
      return handle;
    },
    async signal(agenda, wake = false) {
      await eventually('the agenda was taken', () => handOver(server.client, live().target, agenda, wake).then(() => true, isHandingOver));
    },
    async count(attributes) {
      const { events } = await live().handle.fetchHistory();
      return (events ?? []).filter((event) => event[attributes as keyof typeof event] != null).length;
    },
    inHours: async (hours) => new Date(Date.parse(await server.now()) + hours * HOUR).toISOString(),
  };
}
