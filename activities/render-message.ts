import type { OwedMessage } from '../contracts/delivery.ts';
import type { Directory } from '../contracts/directory.ts';
import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { recordOf } from '../contracts/slack-actions.ts';
import { messageView } from '../domain/deployment-approval/message-view.ts';
import { wordsBeside } from '../domain/deployment-approval/message-words.ts';
import type { DeploymentState } from '../domain/deployment-approval/state.ts';
import { personById } from '../domain/directory.ts';
import { houseMessageView } from '../domain/house/message-view.ts';
import type { HouseState } from '../domain/house/index.ts';
import { systemMessageView } from '../domain/system/message-view.ts';
import type { SystemState } from '../domain/system/index.ts';
import type { Beside } from '../render/card.ts';
import { chatMessage, type ChatContent } from '../render/chat.ts';
import { emailContent, type EmailContent } from '../render/email.ts';
import type { RecordNow } from '../store/read.ts';

/** What of a message's row its text depends on. */
export type MessageRow = Pick<OwedMessage, 'kind' | 'recipient' | 'obligation_id' | 'about' | 'late'> & { readonly case_id: string };

/** A message as each channel shows it; drawn only when asked for. */
export interface Drawn {
  chat(): ChatContent;
  email(): EmailContent;
}

/**
 * Draws a message of any kind from the record as it stands, so that a copy posted late, or redrawn, shows the present
 * (design §6, §1.20). `url` is `GATEHOUSE_URL`, where links lead.
 */
export function drawMessage(record: RecordNow, row: MessageRow, url: string): Drawn {
  const { view, words } = viewOf(record, row, url);
  const beside: Beside = { nameOf: namesIn(record.facts.directory), words };
  return { chat: () => chatMessage(view, beside), email: () => emailContent(view, beside) };
}

function viewOf({ state, facts, now }: RecordNow, row: MessageRow, url: string): { readonly view: MessageView | RecordView; readonly words: string | null } {
  switch (recordOf(row.case_id)?.kind) {
    case 'deployment':
      return { view: messageView(row, state as DeploymentState, { ...facts, now }, url), words: wordsBeside(row, state as DeploymentState) };
    case 'system':
      return { view: systemMessageView(row, state as SystemState, facts, url), words: null };
    default:
      return { view: houseMessageView(row, state as HouseState, facts, url), words: null };
  }
}

/** People by their names; a role, and whoever the directory does not know, by the id. */
export const namesIn = (directory: Directory) => (id: string): string => personById(directory, id)?.name ?? id;
