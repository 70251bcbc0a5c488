/**
 * One e-mail to one person. `message_id` is stable across repeats (`<…@…>` with its angle brackets), so that a copy
 * sent twice is recognised as one by the reader's mailbox; `in_reply_to` and `references` keep a case in one thread.
 */
export interface EmailMessage {
  to: string;
  subject: string;
  text: string;
  html: string;
  message_id: string;
  in_reply_to?: string;
  references?: readonly string[];
}

/** Sends once and throws `DeliveryError`; *unclear* when the server may have taken the message. */
export interface EmailPort {
  send(message: EmailMessage): Promise<void>;
}
