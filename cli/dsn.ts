import { bounce, type Bounce } from '../contracts/undelivered.ts';

/** Headers of a part with their folded lines joined. */
const unfolded = (text: string): string => text.replace(/\r\n/g, '\n').replace(/\n[ \t]+/g, ' ');

/** Everything from a part of this media type on. */
function from(mail: string, type: RegExp): string {
  const at = mail.search(type);
  return at < 0 ? '' : mail.slice(at);
}

/**
 * Reads a delivery status notification (RFC 3464, RFC 3462): which e-mail came back, with which status. Of several recipients
 * the first counts; ours go to one person each. Null for a mail that is no such report, or that holds no trace of the mail that
 * came back.
 */
export function readDsn(raw: string): Bounce | null {
  const mail = unfolded(raw);
  const report = from(mail, /^Content-Type:\s*message\/(global-)?delivery-status/im);
  const returned = from(report, /^Content-Type:\s*(message\/(rfc822|global)|text\/rfc822)/im);
  const status = /^Status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(report)?.[1];
  const diagnostic = /^Diagnostic-Code:\s*(.{1,1000})/im.exec(report)?.[1]?.trim();
  // without the mail itself, the report answers it
  const message_id = /^Message-ID:\s*(<[^<>\s]+>)/im.exec(returned)?.[1] ?? /^In-Reply-To:\s*(<[^<>\s]+>)/im.exec(mail)?.[1];
  return bounce.safeParse({ message_id, status, ...(diagnostic === undefined ? {} : { diagnostic }) }).data ?? null;
}
