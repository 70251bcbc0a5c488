import type { Instant } from '../../contracts/primitives.ts';
import { currentPerson } from '../../domain/directory.ts';
import { addMs } from '../../domain/time/instant.ts';
import type { DueDelivery } from '../../store/deliveries.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Result } from '../../store/settle.ts';
import { closeUntil, takeSlot } from '../../store/slots.ts';
import { DeliveryError, type DeliveryFailure } from '../delivery-error.ts';
import type { TellDeps } from './ports.ts';

/** The least time between two messages to one destination: Slack takes one a second per conversation. */
const GAP_MS = { chat: 1_000, email: 0 } as const;

/** After the first failure, doubling with each further one. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Where the person is reached on the channel now; null for nobody who works here, or without an address there. */
function addressOf({ facts, now }: RecordNow, { recipient, channel }: DueDelivery): string | null {
  const person = currentPerson(facts.directory, recipient, now);
  return (channel === 'chat' ? person?.slack_user_id : person?.email) ?? null;
}

/**
 * One try to send or redraw one message, and what became of it. Never throws but for a database that is away. One that
 * may have arrived is looked for first, and is posted only when it is not there (design §6).
 */
export async function sendOne(deps: TellDeps, record: RecordNow, row: DueDelivery): Promise<Result> {
  const address = addressOf(record, row);
  if (deps[row.channel] === null) return { key: row.key, outcome: 'failed', code: 'channel_not_set_up' };
  if (address === null) return { key: row.key, outcome: 'failed', code: 'no_address' };
  const slot = await takeSlot(deps.store, row.channel, address, GAP_MS[row.channel]);
  if (!slot.taken) return later(row, 'slot_taken', slot.free_at);
  try {
    return await (row.channel === 'chat' ? sendChat(deps, record, row, address) : sendEmail(deps, record, row, address));
  } catch (error) {
    if (!(error instanceof DeliveryError)) deps.onBug(row.key, error);
    const failure: DeliveryFailure = error instanceof DeliveryError ? error.failure : { kind: 'retryable', code: 'internal' };
    return afterFailure(deps, record, row, address, failure);
  }
}

async function sendChat({ chat, render }: TellDeps, record: RecordNow, row: DueDelivery, address: string): Promise<Result> {
  const { key, intent, remote_ref } = row;
  if (chat === null) throw new Error('no chat is set up');
  if (intent === 'redraw' && remote_ref !== null) {
    await chat.update(remote_ref, render.chat(record, row));
    return { key, outcome: 'shown', shown_rev: record.rev };
  }
  const found = intent === 'reconcile' ? await chat.find(address, key) : null;
  // nobody knows what the copy that was found shows, so it is redrawn next
  if (found) return { key, outcome: 'sent', remote_ref: found.ref, shown_rev: 0 };
  const { ref } = await chat.post(address, render.chat(record, row), key);
  return { key, outcome: 'sent', remote_ref: ref, shown_rev: record.rev };
}

/** A repeated e-mail bears the same Message-ID, so it may be sent again where it is not known whether it went out. */
async function sendEmail({ email, render }: TellDeps, record: RecordNow, row: DueDelivery, address: string): Promise<Result> {
  if (email === null) throw new Error('no e-mail is set up');
  await email.send(render.email(record, row, address));
  return { key: row.key, outcome: 'sent', remote_ref: null, shown_rev: record.rev };
}

/** Tried again no earlier than `next_at`; what was in doubt stays in doubt. */
const later = ({ key, intent }: DueDelivery, code: string, next_at: Instant): Result => ({
  key,
  outcome: intent === 'reconcile' ? 'unclear' : 'later',
  code,
  next_at,
});

const waitAfter = (attempts: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT_MS);

async function afterFailure({ store }: TellDeps, { now }: RecordNow, row: DueDelivery, address: string, failure: DeliveryFailure): Promise<Result> {
  const { kind, code } = failure;
  if (kind === 'permanent') return { key: row.key, outcome: 'failed', code };
  const wait = kind === 'retry_after' ? failure.at_least_ms : waitAfter(row.attempts);
  const next_at = addMs(now, wait);
  await closeUntil(store, row.channel, address, next_at);
  if (kind === 'unclear' && row.intent !== 'redraw') return { key: row.key, outcome: 'unclear', code, next_at };
  return later(row, code, next_at);
}
