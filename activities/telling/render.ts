import { createHash } from 'node:crypto';
import type { MessageView } from '../../contracts/deployment-view.ts';
import type { DrivenKind } from '../../contracts/workflow.ts';
import { messageView } from '../../domain/deployment-approval/message-view.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { personById } from '../../domain/directory.ts';
import { chatMessage } from '../../render/chat.ts';
import { emailContent } from '../../render/email.ts';
import type { DueDelivery } from '../../store/deliveries.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Rules } from '../../store/store.ts';
import type { ChatMessage } from '../chat/port.ts';
import type { EmailMessage } from '../email/port.ts';

/** Draws a message from the record as it stands: a copy posted late, or redrawn, shows the present (design §6). */
export interface Renderer {
  chat(record: RecordNow, row: DueDelivery): ChatMessage;
  email(record: RecordNow, row: DueDelivery, address: string): EmailMessage;
}

export interface RendererWish {
  readonly rules: Pick<Rules, 'kinds'>;
  /** `GATEHOUSE_URL`: where links lead. */
  readonly url: string;
  /** `MAIL_FROM`: its domain makes the message ids. */
  readonly mailFrom: string;
}

/** The kind of a record is the prefix of its id (design §5). */
function kindOf(caseId: string): DrivenKind {
  if (caseId.startsWith('dep_')) return 'deployment';
  return caseId.startsWith('sys_') ? 'system' : 'house';
}

const PAGES: Readonly<Record<Exclude<DrivenKind, 'deployment'>, (id: string) => string>> = {
  system: (id) => `/v1/systems/${id}`,
  house: () => '/v1/policies',
};

/** A message of a system or of the house: no case, but perhaps an obligation, and what the message is about. */
function plainView({ rules, url }: RendererWish, kind: Exclude<DrivenKind, 'deployment'>, record: RecordNow, row: DueDelivery): MessageView {
  const owed = rules.kinds[kind].obligations(record.state).find(({ id }) => id === row.obligation_id);
  const open = owed?.state === 'open' || owed?.state === 'paused';
  const obligation = owed && {
    id: owed.id,
    kind: owed.kind,
    lane: null,
    lane_name: null,
    due_at: owed.due_at,
    state: owed.state,
    ended: owed.closed_at === null ? null : { what: owed.state, person: null, at: owed.closed_at, reason: null },
    text: null,
  };
  return {
    kind: row.kind,
    recipient: { id: row.recipient, name: personById(record.facts.directory, row.recipient)?.name ?? row.recipient },
    about: row.about,
    late: row.late,
    case_url: `${url}${PAGES[kind](row.case_id)}`,
    case: null,
    obligation: obligation ?? null,
    actions: open && owed.kind === 'escalation' ? [{ action: 'acknowledge', label: 'Acknowledge', style: 'primary', needs_reason: false }] : [],
  };
}

const domainOf = (mailFrom: string): string => /@([^\s>]+)/.exec(mailFrom)?.[1] ?? 'gatehouse.invalid';

/** The same for every try of one message, and short; keys hold slashes and may be long. */
const messageId = (key: string, domain: string): string => `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`;

/** The product's renderer. E-mails of one record stand in one thread, below an id that no mail bears. */
export function createRenderer(wish: RendererWish): Renderer {
  const viewOf = (record: RecordNow, row: DueDelivery): MessageView => {
    const kind = kindOf(row.case_id);
    if (kind !== 'deployment') return plainView(wish, kind, record, row);
    return messageView(row, record.state as DeploymentState, { ...record.facts, now: record.now }, wish.url);
  };
  const domain = domainOf(wish.mailFrom);
  return {
    chat: (record, row) => chatMessage(viewOf(record, row)),
    email: (record, row, to) => {
      const thread = messageId(row.case_id, domain);
      return { to, ...emailContent(viewOf(record, row)), message_id: messageId(row.key, domain), in_reply_to: thread, references: [thread] };
    },
  };
}
