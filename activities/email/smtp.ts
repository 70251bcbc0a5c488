import { createTransport } from 'nodemailer';
import type { EmailMessage, EmailPort } from './port.ts';
import { smtpError } from './smtp-errors.ts';

export interface SmtpEmailOptions {
  /** `smtp://[user:password@]host:port` or `smtps://…` (SMTP_URL). */
  readonly url: string;
  /** The sender, e.g. `Gatehouse <gatehouse@example.com>` (MAIL_FROM). */
  readonly from: string;
  /** Bounds for connect, greeting and each silence of the server, in milliseconds; nodemailer's own are minutes. */
  readonly timeoutMs?: number;
}

/**
 * E-mail by SMTP, one connection per message. Marked `Auto-Submitted: auto-generated` (RFC 3834), so that
 * out-of-office robots keep quiet; the text part comes first, so that plain readers show it (RFC 2046 §5.1.4).
 */
export function createSmtpEmail({ url, from, timeoutMs = 10_000 }: SmtpEmailOptions): EmailPort {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // a message is text that we were given: it never names a file or an address to read from
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      try {
        await transport.sendMail({ from, ...compose(message) });
      } catch (error) {
        throw smtpError(error);
      }
    },
  };
}

function compose(message: EmailMessage) {
  return {
    // as an object, so that a comma in it can never become a second recipient
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: message.message_id,
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(message.in_reply_to !== undefined && { inReplyTo: message.in_reply_to }),
    ...(message.references !== undefined && { references: [...message.references] }),
  };
}
