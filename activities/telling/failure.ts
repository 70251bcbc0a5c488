import type { Instant } from '../../contracts/primitives.ts';
import { addMs } from '../../domain/time/instant.ts';
import type { DueDelivery } from '../../store/deliveries.ts';
import { WAITS } from '../../store/digests.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Result } from '../../store/settle.ts';
import { closeUntil } from '../../store/slots.ts';
import { DeliveryError, type DeliveryFailure } from '../delivery-error.ts';
import type { TellDeps } from './ports.ts';

/** After the first failure, doubling with each further one. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** What may have been made is looked for no earlier than this: a far end takes a moment to show it. Milliseconds. */
const FOUND_AFTER_MS = { chat: 0, email: 0, ticketing: 5_000 } as const;

/**
 * What is sent or redrawn is done with, one way or the other, within this time; the lease is longer (`store/deliveries.ts`).
 * The longest of ours is to look for a message and then to post it.
 */
export async function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeliveryError({ kind: 'unclear', code: 'timeout' }, `no end within ${limitMs} ms`)), limitMs);
    timer.unref();
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** The failure that an adapter threw; anything else is a bug, which is told, and the message stays owed. */
export function failureOf({ onBug }: TellDeps, { key }: DueDelivery, error: unknown): DeliveryFailure {
  if (error instanceof DeliveryError) return error.failure;
  onBug(key, error);
  return { kind: 'retryable', code: 'internal' };
}

/** The code of what was looked for and not found, at a far end that may not show it yet. */
export const NOT_FOUND_YET = 'not_found_yet';
const KEPT: readonly (string | null)[] = [WAITS, NOT_FOUND_YET];

/** Tried again no earlier than `next_at`; what was in doubt stays in doubt, and what has waited, for a digest or for a search to catch up, does not wait again. */
export const later = ({ key, channel, intent, last_error }: DueDelivery, code: string, next_at: Instant): Result => ({
  key,
  channel,
  outcome: intent === 'reconcile' ? 'unclear' : 'later',
  code: last_error !== null && KEPT.includes(last_error) ? last_error : code,
  next_at,
});

const waitAfter = (attempts: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT_MS);

/** What becomes of a try that failed: given up, put off, or in doubt; its destination is left alone until then. */
export async function afterFailure({ store }: TellDeps, { now }: RecordNow, row: DueDelivery, address: string, failure: DeliveryFailure): Promise<Result> {
  const { kind, code } = failure;
  const { key, channel } = row;
  if (kind === 'permanent') return { key, channel, outcome: 'failed', code };
  const wait = kind === 'retry_after' ? failure.at_least_ms : Math.max(waitAfter(row.attempts), kind === 'unclear' ? FOUND_AFTER_MS[channel] : 0);
  const next_at = addMs(now, wait);
  await closeUntil(store, channel, address, next_at);
  if (kind === 'unclear' && row.intent !== 'redraw') return { key, channel, outcome: 'unclear', code, next_at };
  return later(row, code, next_at);
}
