import type { StreamKind } from '../contracts/ledger.ts';
import { isDriven } from '../contracts/workflow.ts';
import { addMs } from '../domain/time/instant.ts';
import { pause } from './database.ts';
import { type Known, queueAllIfEmptied } from './emptied.ts';
import { ifLeader, type Job, repeatEvery } from './leader.ts';
import { agendasIn } from './read.ts';
import { nowOf, type Store } from './store.ts';
import type { HandOver } from './temporal-client.ts';

export interface SweepWish {
  readonly handOver: HandOver;
  /** Asked at every turn whether Temporal was emptied; left out: what was lost is found when it falls due. */
  readonly knows?: Known['knows'];
  /** Wall milliseconds between turns; 5,000 by default. */
  readonly everyMs?: number;
  /** Acts on what is so late, in milliseconds of the store's clock; 30,000 by default. */
  readonly lateByMs?: number;
  /** Most hand-overs per second; 30 by default, so that a great healing does not crowd out the present. */
  readonly perSecond?: number;
  readonly onError?: (error: unknown) => void;
}

const TURN_SECONDS = 5;
/** A case that stays late (its channel is down, say) does not keep others from their turn. */
const NOT_AGAIN_MS = 300_000;

const LATE = `SELECT case_id AS id, kind, min(since) AS since FROM late WHERE since <= $1 AND case_id <> ALL ($2::text[])
  GROUP BY case_id, kind ORDER BY min(since), case_id LIMIT $3`;

interface Found {
  readonly id: string;
  readonly kind: StreamKind;
}

/**
 * One turn of the sweep: hands the newest agenda of what is late to its workflow again, with a wake, earliest first. So
 * a lost signal, a workflow ended by hand and a deleted Temporal store heal by one rule (design §3). `seen` remembers
 * when which case had its turn, in wall milliseconds. Answers how many it handed over; the first failure ends the turn.
 */
export async function sweepOnce(store: Store, wish: SweepWish, seen: Map<string, number>): Promise<number> {
  const { lateByMs = 30_000, perSecond = 30, knows, handOver } = wish;
  if (knows && (await queueAllIfEmptied(store, { knows, handOver })) > 0) seen.clear();
  for (const [id, at] of seen) if (Date.now() - at > NOT_AGAIN_MS) seen.delete(id);
  const before = addMs(await nowOf(store), -lateByMs);
  const { rows } = await store.pool.query<Found>(LATE, [before, [...seen.keys()], perSecond * TURN_SECONDS]);
  const agendas = await agendasIn(store.pool, rows.map((row) => row.id));
  let handed = 0;
  for (const { id, kind } of rows) {
    const agenda = agendas.get(id)?.agenda;
    if (!agenda || !isDriven(kind)) continue;
    const next = pause(1_000 / perSecond);
    await handOver({ kind, id }, agenda, true);
    await store.pool.query('DELETE FROM relay_queue WHERE case_id = $1 AND rev <= $2', [id, agenda.rev]);
    seen.set(id, Date.now());
    handed += 1;
    await next;
  }
  return handed;
}

/** Sweeps for as long as the process lives, in one process at a time. */
export function startSweep(store: Store, wish: SweepWish): Job {
  const seen = new Map<string, number>();
  const { everyMs = TURN_SECONDS * 1_000, onError = () => undefined } = wish;
  const turn = (): Promise<unknown> => ifLeader(store.pool, 'sweep', () => sweepOnce(store, wish, seen));
  return repeatEvery(everyMs, turn, onError);
}
