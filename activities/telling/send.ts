import { currentPerson } from '../../domain/directory.ts';
import { type DueDelivery, SEND_LIMIT_MS } from '../../store/deliveries.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Result } from '../../store/settle.ts';
import { takeSlot } from '../../store/slots.ts';
import { cardsBefore } from '../../store/threads.ts';
import type { ChatMessage, ChatPort } from '../chat/port.ts';
import { DeliveryError } from '../delivery-error.ts';
import { WAITS } from '../../store/digests.ts';
import { drawnWith, heldUntil, settleAlong, takeAlong } from './digest.ts';
import { withLines } from './manager-digest.ts';
import { afterFailure, failureOf, later, withinLimit } from './failure.ts';
import type { TellDeps } from './ports.ts';
import type { Drawn } from './render.ts';
import { sendTicket } from './ticket.ts';

/** The least time between two messages to one destination: Slack takes one a second per conversation. */
const GAP_MS = { chat: 1_000, email: 0 } as const;

/** After a longer search nothing is posted in the same try: what is left of the limit is for the post, one call of 10 s at most. */
const LONGEST_SEARCH_MS = SEND_LIMIT_MS - 12_000;

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
  const { key, channel, intent, remote_ref } = row;
  if (channel === 'ticketing') return sendTicket(deps, record, row);
  if (deps[channel] === null) return { key, channel, outcome: 'failed', code: 'channel_not_set_up' };
  // a copy is redrawn where it lies, also for somebody who has left: buttons vanish from every copy (§1.20)
  const address = addressOf(record, row) ?? (intent === 'redraw' ? remote_ref : null);
  if (address === null) return { key, channel, outcome: 'failed', code: 'no_address' };
  const held = await heldUntil(deps, record, row);
  if (held !== null) return later(row, WAITS, held);
  const slot = await takeSlot(deps.store, channel, address, GAP_MS[channel]);
  if (!slot.taken) return later(row, 'slot_taken', slot.free_at);
  const others = await takeAlong(deps, row);
  const result = await tried(deps, record, row, address, others);
  if (others.length > 0) await settleAlong(deps, others, result);
  return result;
}

async function tried(deps: TellDeps, record: RecordNow, row: DueDelivery, address: string, others: readonly DueDelivery[]): Promise<Result> {
  try {
    return await withinLimit(sendBy(deps, record, row, address, others), SEND_LIMIT_MS);
  } catch (error) {
    return afterFailure(deps, record, row, address, failureOf(deps, row, error));
  }
}

async function sendBy(deps: TellDeps, record: RecordNow, row: DueDelivery, address: string, others: readonly DueDelivery[]): Promise<Result> {
  if (others.length > 0) return sendDigest(deps, row, await drawnWith(deps, { record, row }, others), address);
  const whole = await withLines(deps, record, row);
  return row.channel === 'chat' ? sendChat(deps, whole, row, address) : sendEmail(deps, whole, row, address);
}

/** Bears the key of the message that took the others along, so that an unclear one is found by it. */
async function sendDigest({ chat, email, render }: TellDeps, { key, channel }: DueDelivery, all: readonly Drawn[], address: string): Promise<Result> {
  if (channel === 'chat') await chat?.post(address, render.chatDigest(all), key);
  else await email?.send(render.emailDigest(all, address));
  return { key, channel, outcome: 'sent', remote_ref: null, shown_rev: null };
}

async function sendChat({ chat, render, store }: TellDeps, record: RecordNow, row: DueDelivery, address: string): Promise<Result> {
  const begun = performance.now();
  const { key, channel, intent, remote_ref } = row;
  if (chat === null) throw new Error('no chat is set up');
  if (intent === 'redraw' && remote_ref !== null) {
    await chat.update(remote_ref, render.chat(record, row));
    return { key, channel, outcome: 'shown', shown_rev: record.rev };
  }
  const cards = await cardsBefore(store, row);
  const found = intent === 'reconcile' ? await findBelow(chat, address, key, cards) : null;
  // nobody knows what the copy that was found shows, so it is redrawn next
  if (found) return { key, channel, outcome: 'sent', remote_ref: found.ref, shown_rev: 0 };
  // a post that went out after its limit could not be found by whoever looks next, and would be there twice
  if (performance.now() - begun > LONGEST_SEARCH_MS) throw new DeliveryError({ kind: 'retryable', code: 'slow' }, 'looking for the message took too long to post it now');
  const { ref } = await postBelow(chat, address, { message: render.chat(record, row), key, card: cards[0] });
  return { key, channel, outcome: 'sent', remote_ref: ref, shown_rev: record.rev };
}

/** The message with the key, wherever an earlier try may have put it: below a card of its reader, or by itself. */
async function findBelow(chat: ChatPort, address: string, key: string, cards: readonly string[]): Promise<{ ref: string } | null> {
  for (const card of [...cards, undefined]) {
    const found = await chat.find(address, key, card).catch((error: unknown) => {
      if (card !== undefined && isGone(error)) return null;
      throw error;
    });
    if (found) return found;
  }
  return null;
}

/** Into the thread of the card, or by itself where there is none or somebody deleted it. */
async function postBelow(chat: ChatPort, address: string, { message, key, card }: { readonly message: ChatMessage; readonly key: string; readonly card: string | undefined }): Promise<{ ref: string }> {
  if (card === undefined) return chat.post(address, message, key);
  try {
    return await chat.post(address, message, key, card);
  } catch (error) {
    if (!isGone(error)) throw error;
    return chat.post(address, message, key);
  }
}

/** What Slack says of a thread whose first message is gone, or to which nobody may answer. */
const NO_THREAD: ReadonlySet<string> = new Set(['thread_not_found', 'message_not_found', 'cannot_reply_to_message', 'channel_not_found']);
const isGone = (error: unknown): boolean => error instanceof DeliveryError && error.failure.kind === 'permanent' && NO_THREAD.has(error.failure.code);

/** A repeated e-mail bears the same Message-ID, so it may be sent again where it is not known whether it went out. */
async function sendEmail({ email, render }: TellDeps, record: RecordNow, row: DueDelivery, address: string): Promise<Result> {
  if (email === null) throw new Error('no e-mail is set up');
  await email.send(render.email(record, row, address));
  return { key: row.key, channel: row.channel, outcome: 'sent', remote_ref: null, shown_rev: record.rev };
}
