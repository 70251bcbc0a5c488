import { recordOf } from '../../contracts/slack-actions.ts';
import { countedSince, waitsUntil } from '../../domain/digest.ts';
import { addMs } from '../../domain/time/instant.ts';
import { LONGEST_DIGEST } from '../../render/digest.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { DueDelivery } from '../../store/deliveries.ts';
import { sentLately, takeWaiting, WAITS } from '../../store/digests.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import { type Result, settle } from '../../store/settle.ts';
import { nowOf } from '../../store/store.ts';
import type { TellDeps } from './ports.ts';
import type { Drawn } from './render.ts';

/** Until when a message waits so that its reader gets one in place of many; null when it goes out by itself, and now. */
export async function heldUntil({ store }: TellDeps, { facts, now }: RecordNow, row: DueDelivery): Promise<Instant | null> {
  const since = countedSince(facts.policy, now);
  if (row.intent !== 'post' || row.last_error === WAITS || since === null) return null;
  if (waitsUntil(row.kind, Number.MAX_SAFE_INTEGER, facts.policy, now) === null) return null;
  return waitsUntil(row.kind, await sentLately(store, row, since), facts.policy, now);
}

/** A message that has waited its time takes along those that wait for the same person; none when it waited alone. */
export async function takeAlong({ store }: TellDeps, row: DueDelivery): Promise<readonly DueDelivery[]> {
  return row.intent === 'post' && row.last_error === WAITS ? takeWaiting(store, row, LONGEST_DIGEST - 1) : [];
}

/** The messages with the records as they stand; one whose record is gone is left out. */
export async function drawnWith({ store }: TellDeps, own: Drawn, others: readonly DueDelivery[]): Promise<readonly Drawn[]> {
  const records = new Map<string, RecordNow | null>([[own.row.case_id, own.record]]);
  for (const { case_id } of others) {
    const target = records.has(case_id) ? null : recordOf(case_id);
    if (target) records.set(case_id, await readRecord(store, target));
  }
  const found = others.flatMap((row) => {
    const record = records.get(row.case_id);
    return record ? [{ record, row }] : [];
  });
  return [own, ...found];
}

/** How long those wait that were to go along with a message that did not go out, when its result does not say. */
const AGAIN_MS = 1_000;

/**
 * What became of a digest, for all that it held, each in its own record. It is never redrawn, so nothing refers to it. When
 * nobody knows whether it went out, it is found by the key of the first and redrawn as that alone; the others wait on.
 */
export async function settleAlong({ store }: TellDeps, others: readonly DueDelivery[], result: Result): Promise<void> {
  // an e-mail that comes back names only the first
  const digest_key = result.key;
  const next_at = 'next_at' in result && result.next_at !== undefined ? result.next_at : addMs(await nowOf(store), AGAIN_MS);
  const became = ({ key, channel }: DueDelivery): Result => {
    if (result.outcome === 'sent') return { key, channel, outcome: 'sent', remote_ref: null, shown_rev: null, digest_key };
    if (result.outcome === 'failed') return { key, channel, outcome: 'failed', code: result.code };
    return { key, channel, outcome: 'later', code: WAITS, next_at };
  };
  for (const id of new Set(others.map((row) => row.case_id))) {
    const target = recordOf(id);
    if (target) await settle(store, target, others.filter((row) => row.case_id === id).map(became));
  }
}
