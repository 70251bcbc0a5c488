import { createRenderer, type Drawn } from '../../../activities/telling/render.ts';
import type { OwedMessage } from '../../../contracts/delivery.ts';
import type { ManagerDigest } from '../../../contracts/manager-digest.ts';
import type { Facts } from '../../../domain/aggregate.ts';
import type { DueDelivery } from '../../../store/deliveries.ts';
import type { RecordNow } from '../../../store/read.ts';

/** The product's own renderer. */
const renderer = createRenderer({ url: 'https://gatehouse.example', mailFrom: 'Gatehouse <gatehouse@gatehouse.example>' });

/** A message drawn from a record, with the row that owes it. */
export interface Scene {
  readonly row: OwedMessage;
  readonly chat: ReturnType<typeof renderer.chat>;
  readonly email: ReturnType<typeof renderer.email>;
  readonly drawn: Drawn;
}

/** The message of this row, drawn from the record as it stands. @throws Error when there is no such row */
export function scene(caseId: string, state: unknown, facts: Facts, now: string, row: OwedMessage | undefined, digest?: ManagerDigest): Scene {
  if (!row) throw new Error('nobody is owed such a message');
  const agenda = { v: 1, rev: 1, open: true, stage: '', wake_at: null, step: null, tell: [], summary: '' } as const;
  const record: RecordNow = { state, facts, now, agenda, rev: 1, ...(digest && { digest }) };
  const due: DueDelivery = { ...row, case_id: caseId, intent: 'post', channel: 'chat', remote_ref: null, attempts: 1, owed_at: now, last_error: null };
  return { row, drawn: { record, row: due }, chat: renderer.chat(record, due), email: renderer.email(record, due, 'reader@gatehouse.example') };
}

/** Several messages to one person as one. */
export function digest(scenes: readonly Scene[]): Omit<Scene, 'drawn'> {
  const all = scenes.map(({ drawn }) => drawn);
  return { row: scenes[0]!.row, chat: renderer.chatDigest(all), email: renderer.emailDigest(all, 'reader@gatehouse.example') };
}

/** Which of the messages owed is meant. */
export type Pick = (row: OwedMessage) => boolean;
/** The first of this kind, to anybody or to one person. */
export const to = (kind: string, recipient?: string): Pick => (row) => row.kind === kind && (recipient === undefined || row.recipient === recipient);
/** The first that tells of this event to one person. */
export const about = (event: string, recipient: string): Pick => (row) => (row.about['event'] ?? row.about['what']) === event && row.recipient === recipient;
