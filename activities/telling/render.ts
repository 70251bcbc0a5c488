import type { MessageView } from '../../contracts/deployment-view.ts';
import type { ManagerDigest } from '../../contracts/manager-digest.ts';
import type { RecordView } from '../../contracts/record-view.ts';
import { drivenKindOf } from '../../contracts/workflow.ts';
import { messageView } from '../../domain/deployment-approval/message-view.ts';
import { wordsBeside } from '../../domain/deployment-approval/message-words.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { personById } from '../../domain/directory.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { houseMessageView } from '../../domain/house/message-view.ts';
import { nonconformityMessageView } from '../../domain/nonconformity-closure/message-view.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { systemMessageView } from '../../domain/system/message-view.ts';
import type { Beside } from '../../render/card.ts';
import { cardOf } from '../../render/card-of.ts';
import { chatMessage } from '../../render/chat.ts';
import { chatDigest, emailDigest } from '../../render/digest.ts';
import { emailContent } from '../../render/email.ts';
import { chatManagerDigest, type DigestDrawn, emailManagerDigest } from '../../render/manager-digest.ts';
import { ticketComment, ticketWords } from '../../render/ticket.ts';
import type { DueDelivery } from '../../store/deliveries.ts';
import { messageId } from '../../store/message-ids.ts';
import type { RecordNow } from '../../store/read.ts';
import type { ChatMessage } from '../chat/port.ts';
import type { TicketNews, TicketSaid } from '../../domain/tickets/shown.ts';
import type { EmailMessage } from '../email/port.ts';
import type { TicketDraft, TicketText } from '../ticketing/port.ts';

/** Draws a message from the record as it stands: a copy posted late, or redrawn, shows the present (design §6). */
export interface Renderer {
  chat(record: RecordNow, row: DueDelivery): ChatMessage;
  email(record: RecordNow, row: DueDelivery, address: string): EmailMessage;
  /** Several messages to one person as one. */
  chatDigest(all: readonly Drawn[]): ChatMessage;
  emailDigest(all: readonly Drawn[], address: string): EmailMessage;
}

/** Draws tickets and their comments from the record as it stands. */
export interface TicketRenderer {
  draft(record: RecordNow, row: DueDelivery, says: TicketSaid): TicketDraft;
  comment(record: RecordNow, row: DueDelivery, says: TicketSaid, news: readonly TicketNews[]): TicketText;
}

/** A message, and the record that it is drawn from. */
export interface Drawn {
  readonly record: RecordNow;
  readonly row: DueDelivery;
}

export interface RendererWish {
  /** `GATEHOUSE_URL`: where links lead. */
  readonly url: string;
  /** `MAIL_FROM`: its domain makes the message ids. */
  readonly mailFrom: string;
}

function viewOf({ url }: RendererWish, { state, facts, now }: RecordNow, row: DueDelivery): MessageView | RecordView {
  switch (drivenKindOf(row.case_id)) {
    case 'deployment':
      return messageView(row, state as DeploymentState, { ...facts, now }, url);
    case 'nonconformity':
      return nonconformityMessageView(row, state as NonconformityState, { ...facts, now }, url);
    case 'system':
      return systemMessageView(row, state as SystemState, { ...facts, now }, url);
    case 'house':
      return houseMessageView(row, state as HouseState, { ...facts, now }, url);
  }
}

/** Names and words that the view has no place for: the record holds ids. */
function besideOf({ state, facts }: RecordNow, row: DueDelivery): Beside {
  return {
    nameOf: (id) => personById(facts.directory, id)?.name ?? id,
    words: drivenKindOf(row.case_id) === 'deployment' ? wordsBeside(row, state as DeploymentState) : null,
  };
}

const digestOf = ({ url }: RendererWish, record: RecordNow, row: DueDelivery, digest: ManagerDigest): DigestDrawn => ({ digest, url, reader: row.recipient, nameOf: besideOf(record, row).nameOf });

const domainOf = (mailFrom: string): string => /@([^\s>]+)/.exec(mailFrom)?.[1] ?? 'gatehouse.invalid';

/** The product's renderer. E-mails of one record stand in one thread, below an id that no mail bears. */
export function createRenderer(wish: RendererWish): Renderer {
  const domain = domainOf(wish.mailFrom);
  const cardsOf = (all: readonly Drawn[]) => all.map(({ record, row }) => cardOf(viewOf(wish, record, row), besideOf(record, row)));
  return {
    chatDigest: (all) => chatDigest(cardsOf(all)),
    emailDigest: (all, to) => ({ to, ...emailDigest(cardsOf(all)), message_id: messageId(all[0]?.row.key ?? '', domain) }),
    chat: (record, row) => (record.digest ? chatManagerDigest(digestOf(wish, record, row, record.digest)) : chatMessage(viewOf(wish, record, row), besideOf(record, row))),
    email: (record, row, to) => {
      // digests of one reader are a thread of their own
      const thread = messageId(record.digest ? `${row.case_id}/${row.recipient}` : row.case_id, domain);
      const content = record.digest ? emailManagerDigest(digestOf(wish, record, row, record.digest)) : emailContent(viewOf(wish, record, row), besideOf(record, row));
      return { to, ...content, message_id: messageId(row.key, domain), in_reply_to: thread, references: [thread] };
    },
  };
}

/** The product's renderer of tickets. */
export const createTicketRenderer = (wish: RendererWish): TicketRenderer => ({
  draft: (record, row, { owed_by }) => {
    const type = row.about['issue_type'];
    return { ...ticketWords(viewOf(wish, record, row), besideOf(record, row), owed_by), ...(type === undefined ? {} : { issue_type: type }) };
  },
  comment: (record, row, { owed_by }, news) => ticketComment(viewOf(wish, record, row), besideOf(record, row), owed_by, news),
});
