import { WorkflowNotFoundError } from '@temporalio/client';
import type { Instant } from '../../contracts/primitives.ts';
import { type DrivenRecord, workflowIdOf } from '../../contracts/workflow.ts';
import { pause } from '../../store/database.ts';
import { agendaNow } from '../../store/read.ts';
import type { Relay } from '../../store/relay.ts';
import type { Store } from '../../store/store.ts';
import type { Temporal } from '../../store/temporal-client.ts';

/** Resolves at the next commit, or after `ms` of wall time: looking again costs little, and deliveries are no commits. */
export function nextCommit(store: Store, ms = 25): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      store.listeners.delete(done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    store.listeners.add(done);
  });
}

/** What keeps the house busy now. */
export interface Busy {
  /** Agendas not handed over, wakes and steps that are due. */
  readonly owed: readonly string[];
  /** Messages that can be sent now, or are being sent. */
  readonly sendable: number;
  /** When the next message may be tried that can't be now; null when there is none. */
  readonly next_at: Instant | null;
}

const BUSY = `SELECT
  (SELECT coalesce(array_agg(what || ' ' || case_id), '{}') FROM late WHERE what <> 'message' AND since <= $1) AS owed,
  (SELECT count(*)::int FROM waiting WHERE next_at <= $1) AS sendable,
  (SELECT min(next_at) FROM waiting WHERE next_at > $1) AS next_at`;
const WAITING = `WITH waiting AS (SELECT d.next_at FROM deliveries d JOIN cases c ON c.id = d.case_id
  WHERE d.state IN ('pending', 'sending', 'unclear')
    OR (d.state = 'sent' AND d.mutable AND d.remote_ref IS NOT NULL AND d.shown_rev < c.wanted_rev))`;

export async function busy(store: Store, now: Instant): Promise<Busy> {
  const { rows } = await store.pool.query<Busy>(`${WAITING} ${BUSY}`, [now]);
  return rows[0] ?? { owed: [], sendable: 0, next_at: null };
}

/** The earliest instant at which an open case looks again; null when none does. */
export async function nextWake(store: Store): Promise<Instant | null> {
  const { rows } = await store.pool.query<{ at: Instant | null }>('SELECT min(wake_at) AS at FROM cases WHERE open AND wake_at IS NOT NULL');
  return rows[0]?.at ?? null;
}

export interface QuietWish {
  readonly store: Store;
  readonly relay: Relay;
  /** Resolves when everything that was clicked is done. */
  readonly slackIdle: () => Promise<unknown>;
  readonly now: () => Promise<Instant>;
  /** Lets so many milliseconds of the store's clock go by. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Wall milliseconds after which it is given up. */
  readonly limitMs?: number;
}

/** A message that waits longer than this waits for an outage to end, not for its turn. */
const TURN_MS = 5_000;

/**
 * Waits until nothing is to be done now: agendas handed over, due instants answered, steps taken, and every message sent
 * whose turn comes within seconds (Slack takes one a second per conversation: the clock is moved for that).
 * @throws Error that names what is still owed.
 */
export async function quiet({ store, relay, slackIdle, now, sleep, limitMs = 60_000 }: QuietWish): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    await slackIdle();
    await relay.idle();
    const at = await now();
    const { owed, sendable, next_at } = await busy(store, at);
    const wait = next_at === null ? Number.POSITIVE_INFINITY : Date.parse(next_at) - Date.parse(at);
    if (owed.length === 0 && sendable === 0) {
      if (wait > TURN_MS) return;
      await sleep(wait + 1);
    } else {
      await nextCommit(store);
    }
    if (performance.now() > end) throw new Error(`after ${limitMs} ms the house is still busy: ${owed.join(', ')}; ${sendable} messages to send, the next turn at ${String(next_at)}`);
  }
}

/** Looks again after every commit until `look` yields something. @throws Error naming `what`, with what it saw last. */
export async function until<T>(store: Store, what: string, look: () => Promise<T | null | undefined | false>, limitMs: number): Promise<T> {
  const end = performance.now() + limitMs;
  let failure: unknown = null;
  for (;;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      // an expectation inside that does not hold yet
      failure = error;
    }
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${what}`, { cause: failure });
    await nextCommit(store);
  }
}


/**
 * Begins the workflows of open records anew, after their workers stopped: this server leaves their next tasks with the
 * stopped worker for ever, where a real one waits for the sticky timeout of 5 s. The record makes up for it (design §3).
 */
export async function beginAnew({ client, handOver }: Temporal, store: Store): Promise<void> {
  const { rows } = await store.pool.query<DrivenRecord>("SELECT kind, id FROM cases WHERE open AND kind <> 'evidence'");
  for (const record of rows) {
    await client.workflow
      .getHandle(workflowIdOf(record))
      .terminate('its worker stopped')
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
    const agenda = await agendaNow(store, record.id);
    if (agenda) await handOver(record, agenda, false);
  }
}

/** Lets wall time go by, for the clock `real`. */
export const pauseWall = (ms: number): Promise<void> => pause(ms);
