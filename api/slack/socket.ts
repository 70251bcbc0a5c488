import { setTimeout as pause } from 'node:timers/promises';
import bolt from '@slack/bolt';
import type { Log } from '../log.ts';
import { boltLogger } from './bolt-logger.ts';

/** One call to Slack, connect to last byte. Milliseconds. */
const CALL_MS = 10_000;
/** Waits between two connections: the first, doubled at each failure up to the longest. Milliseconds. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** How long a close waits for the far end to say goodbye. Milliseconds. */
const GOODBYE_MS = 2_000;

export interface SocketWish {
  /** `xapp-…`, for `apps.connections.open`. */
  readonly appToken: string;
  /** `SLACK_API_URL`, when a stand-in serves for Slack. */
  readonly apiUrl?: string | undefined;
  readonly log: Log;
}

/** Socket Mode: Slack's requests come over a connection that we open, so no address of ours need be reachable. */
export interface Socket {
  /** For Bolt's `App`, which hears what comes in. */
  readonly receiver: bolt.SocketModeReceiver;
  /** Connects, and again whenever the connection ends; says in the log when it goes and when it is back. Never rejects. */
  open(): void;
  /** Ends the connection; nothing comes in afterwards. */
  close(): Promise<void>;
}

/**
 * Bolt's receiver, kept connected by us: its own way to connect again leaves a rejection that nobody handles when Slack
 * refuses, and that would end the process.
 */
export function createSocket({ appToken, apiUrl, log }: SocketWish): Socket {
  const receiver = new bolt.SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: boltLogger(log),
    installerOptions: { clientOptions: { timeout: CALL_MS, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }) } },
    // what comes over the socket needs no signature; the envelope's id names a copy of it
    customPropertiesExtractor: ({ envelope_id }) => ({ signature: `socket/${String(envelope_id)}` }),
    processEventErrorHandler: async ({ error }) => {
      log.warn({ err: error }, 'a request of Slack could not be read');
      return true;
    },
  });
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    receiver,
    open: () => void (running = keepOpen(receiver, stopping.signal, log)),
    async close() {
      stopping.abort();
      await Promise.race([Promise.all([receiver.client.disconnect(), running]), pause(GOODBYE_MS, undefined, { ref: false })]);
    },
  };
}

async function keepOpen({ client }: bolt.SocketModeReceiver, stopping: AbortSignal, log: Log): Promise<void> {
  let ended = (): void => undefined;
  client.on('disconnected', () => ended());
  for (let failures = 0; !stopping.aborted; failures += 1) {
    const over = new Promise<void>((resolve) => (ended = resolve));
    try {
      await client.start();
      if (stopping.aborted) {
        await client.disconnect();
        return;
      }
      log.info('connected to Slack by Socket Mode');
      await over;
      if (!stopping.aborted) log.warn('the Socket Mode connection to Slack ended; it is opened again');
      failures = -1;
    } catch (error) {
      if (failures === 0) log.warn({ err: error }, 'Slack gives no Socket Mode connection; it is tried again, at most once a minute');
    }
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures));
    await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
  }
}
