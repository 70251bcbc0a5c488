import { createTransport } from 'nodemailer';
import { Gauge, type Registry } from 'prom-client';
import { type Late, LATE_KINDS, lateCases, lateCounts } from './late.ts';
import { ifLeader, type Job, repeatEvery } from './leader.ts';
import type { Store } from './store.ts';

/** The watch speaks of what is so late, in milliseconds of the store's clock. */
export const WATCH_LATE_BY_MS = 300_000;
const MOST_IN_ONE_ALARM = 20;

/** Takes an alarm to somebody, by a way that needs neither Temporal nor the case's own channels. */
export type Alarm = (subject: string, text: string) => Promise<void>;

export interface WatchWish {
  readonly alarm: Alarm;
  /** Wall milliseconds between turns; 30,000 by default. */
  readonly everyMs?: number;
  readonly onError?: (error: unknown) => void;
}

const nameOf = ({ case_id, what, since }: Late): string => `${case_id} ${what} ${since}`;

/**
 * One turn of the watch: raises one alarm for everything that became 5 minutes late since the last turn. `told` holds
 * what was alarmed before, and forgets what is mended. Answers what is new.
 */
export async function watchOnce(store: Store, alarm: Alarm, told: Set<string>): Promise<Late[]> {
  const late = await lateCases(store, WATCH_LATE_BY_MS);
  const names = new Set(late.map(nameOf));
  const fresh = late.filter((one) => !told.has(nameOf(one)));
  if (fresh.length > 0) await alarm(`Gatehouse: ${fresh.length} late`, alarmText(fresh));
  for (const name of told) if (!names.has(name)) told.delete(name);
  for (const name of names) told.add(name);
  return fresh;
}

function alarmText(late: readonly Late[]): string {
  const lines = late.slice(0, MOST_IN_ONE_ALARM).map(({ case_id, what, since }) => `${case_id}: ${what} since ${since}`);
  const rest = late.length - lines.length;
  return ['These should have happened more than 5 minutes ago and have not:', '', ...lines, ...(rest > 0 ? [`and ${rest} more`] : []), '', 'See `gatehouse watch`.'].join('\n');
}

/** One turn of the watch over evidence: one alarm for every file that somebody came upon changed or gone since the last turn. Answers their records. */
export async function watchEvidenceOnce({ pool }: Store, alarm: Alarm, told: Set<string>): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM cases WHERE kind = 'evidence' AND status = 'damaged' ORDER BY id");
  const damaged = new Set(rows.map(({ id }) => id));
  const fresh = [...damaged].filter((id) => !told.has(id));
  if (fresh.length > 0) await alarm(`Gatehouse: ${fresh.length} evidence files damaged`, damageText(fresh));
  for (const id of told) if (!damaged.has(id)) told.delete(id);
  for (const id of fresh) told.add(id);
  return fresh;
}

function damageText(ids: readonly string[]): string {
  const rest = ids.length > MOST_IN_ONE_ALARM ? [`and ${ids.length - MOST_IN_ONE_ALARM} more`] : [];
  return ['The files of these records were changed in the store or are gone from it; no decision rests on them until they are back:', '', ...ids.slice(0, MOST_IN_ONE_ALARM), ...rest, '', 'Each record says who came upon it and when (evidence.damaged).'].join('\n');
}

/** Watches for as long as the process lives, in one process at a time. */
export function startWatch(store: Store, { alarm, everyMs = 30_000, onError = () => undefined }: WatchWish): Job {
  const told = new Set<string>();
  const damaged = new Set<string>();
  const turn = async (): Promise<void> => {
    await watchOnce(store, alarm, told);
    await watchEvidenceOnce(store, alarm, damaged);
  };
  return repeatEvery(everyMs, () => ifLeader(store.pool, 'watch', turn), onError);
}

/** An alarm straight to SMTP. Rejects when the server does not take it within 10 s, so that the next turn tries again. */
export function mailAlarm(smtpUrl: string, from: string, to: string): Alarm {
  const transport = createTransport({ url: smtpUrl, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 10_000 });
  return async (subject, text) => {
    await transport.sendMail({ from, to, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } });
  };
}

/** The metric `gatehouse_late{what}`: how many are 5 minutes late, read when it is asked for. */
export function lateGauge(store: Store, registry: Registry): Gauge<'what'> {
  return new Gauge({
    name: 'gatehouse_late',
    help: 'Things that should have happened more than 5 minutes ago and have not',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      const counts = await lateCounts(store, WATCH_LATE_BY_MS);
      for (const what of LATE_KINDS) this.set({ what }, counts[what]);
    },
  });
}
