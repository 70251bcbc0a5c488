import { Client } from '@temporalio/client';
import type { Duration } from '@temporalio/common';
import { TestWorkflowEnvironment, type TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import type { Instant } from '../../contracts/primitives.ts';
import { quietTemporal } from './quiet-temporal.ts';
import { findTestServer, killServers, type RecordedServer, recordedServers, TEST_SERVER_VARIABLE } from './test-server.ts';

/** A Temporal server whose clock stands still until a test moves it. One per test file: the clock is the server's. */
export interface TimeSkippingEnv {
  /** For workers: `env.nativeConnection`. Its `client` is not to be used, see `client`. */
  readonly env: TestWorkflowEnvironment;
  /** A plain client: awaiting a result through `env.client` would let the clock leap to the execution timeout. */
  readonly client: Client;
  /** The server's clock; what a test store takes as its own, so that workflows and rules see one time (design §4). */
  readonly now: () => Promise<Instant>;
  /** Moves the clock by exactly that much, firing every timer on the way. Milliseconds, or a text such as `5 days`. */
  readonly sleep: (duration: Duration) => Promise<void>;
  /** Takes one lock off the server's clock that nobody holds any more. */
  readonly unlock: () => Promise<unknown>;
  /** Ends the server, by force if it must be. */
  readonly teardown: () => Promise<void>;
}

async function optionsOf(): Promise<TimeSkippingTestWorkflowEnvironmentOptions> {
  const place = process.env[TEST_SERVER_VARIABLE] ?? (await findTestServer((line) => process.stderr.write(`${line}\n`)));
  return place === 'download' ? {} : { server: { executable: { type: 'existing-path', path: place } } };
}

const ours = (): RecordedServer[] => recordedServers().filter(({ owner }) => owner === process.pid);

/** The SDK gives a server 5 s to answer, which Java does not always meet on a busy machine. */
const TRIES = 6;

async function started(options: TimeSkippingTestWorkflowEnvironmentOptions, tried = 1): Promise<TestWorkflowEnvironment> {
  const others = new Set(ours().map(({ pid }) => pid));
  try {
    return await TestWorkflowEnvironment.createTimeSkipping(options);
  } catch (error) {
    killServers(ours().filter(({ pid }) => !others.has(pid)));
    if (tried === TRIES) throw error;
    return started(options, tried + 1);
  }
}

/** Starts a time-skipping server (about a second) and connects to it. Call `teardown` in `afterAll`. */
export async function timeSkippingEnv(): Promise<TimeSkippingEnv> {
  quietTemporal();
  const options = await optionsOf();
  const others = new Set(ours().map(({ pid }) => pid));
  const env = await started(options);
  const mine = ours().filter(({ pid }) => !others.has(pid));
  return {
    env,
    client: new Client({ connection: env.connection, namespace: env.namespace ?? 'default' }),
    now: async () => new Date(await env.currentTimeMs()).toISOString(),
    sleep: (duration) => env.sleep(duration),
    unlock: () => (env.connection as unknown as { testService: { unlockTimeSkipping(request: object): Promise<unknown> } }).testService.unlockTimeSkipping({}),
    teardown: async () => {
      try {
        await env.teardown();
      } finally {
        killServers(mine);
      }
    },
  };
}
