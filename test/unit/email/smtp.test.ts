import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EmailMessage, EmailPort } from '../../../activities/email/port.ts';
import { createSmtpEmail } from '../../../activities/email/smtp.ts';
import { DeliveryError } from '../../../activities/delivery-error.ts';
import { startMailCatcher } from '../../support/smtp.ts';
import type { MailCatcher } from '../../support/smtp.ts';

const message: EmailMessage = {
  to: 'anna@example.com',
  subject: 'Sign-off due: fraud-scorer',
  text: 'Please sign – until Friday.',
  html: '<p>Please sign – until <b>Friday</b>.</p>',
  message_id: '<obl_1.L0.anna@gatehouse.example>',
  in_reply_to: '<dep_1@gatehouse.example>',
  references: ['<dep_0@gatehouse.example>', '<dep_1@gatehouse.example>'],
};

let server: MailCatcher;
let email: EmailPort;

beforeEach(async () => {
  server = await startMailCatcher();
  email = createSmtpEmail({ url: server.url, from: 'Gatehouse <gatehouse@example.com>', timeoutMs: 1000 });
});
afterEach(() => server.stop());

async function failureOf(call: Promise<unknown>): Promise<DeliveryError['failure']> {
  const error: unknown = await call.then(() => null, (thrown: unknown) => thrown);
  if (error instanceof DeliveryError) return error.failure;
  throw new Error(`expected a DeliveryError, got ${String(error)}`);
}

async function onlyMail() {
  const mail = await server.awaitMail(() => true);
  expect(server.mails).toHaveLength(1);
  return mail;
}

describe('an e-mail on the wire', () => {
  it('goes to its one recipient, from the configured sender', async () => {
    await email.send(message);
    const { from, to, parsed } = await onlyMail();
    expect([from, to]).toEqual(['gatehouse@example.com', ['anna@example.com']]);
    expect(parsed.from?.text).toBe('"Gatehouse" <gatehouse@example.com>');
    expect(parsed.subject).toBe('Sign-off due: fraud-scorer');
  });

  it('carries its own Message-ID and hangs in the thread of its case', async () => {
    await email.send(message);
    const { parsed } = await onlyMail();
    expect(parsed.messageId).toBe('<obl_1.L0.anna@gatehouse.example>');
    expect(parsed.inReplyTo).toBe('<dep_1@gatehouse.example>');
    expect(parsed.references).toEqual(['<dep_0@gatehouse.example>', '<dep_1@gatehouse.example>']);
  });

  it('says that a machine wrote it, so that out-of-office robots keep quiet', async () => {
    await email.send(message);
    expect((await onlyMail()).parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('holds text and HTML, text first', async () => {
    await email.send(message);
    const { raw, parsed } = await onlyMail();
    expect(parsed.text?.trim()).toBe('Please sign – until Friday.');
    expect(parsed.html).toContain('<b>Friday</b>');
    expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
    expect(raw).toContain('multipart/alternative');
  });

  it('starts a thread when it answers nothing', async () => {
    const { to, subject, text, html, message_id } = message;
    await email.send({ to, subject, text, html, message_id });
    const { parsed } = await onlyMail();
    expect([parsed.inReplyTo, parsed.references]).toEqual([undefined, undefined]);
  });

  it('takes no second header from a line break in the subject', async () => {
    await email.send({ ...message, subject: 'Sign\r\nBcc: eve@example.com' });
    const { to, parsed } = await onlyMail();
    expect(to).toEqual(['anna@example.com']);
    expect(parsed.headers.has('bcc')).toBe(false);
  });

  it.each([
    ['two addresses', 'anna@example.com, eve@example.com'],
    ['a line break with a command behind it', 'anna@example.com\r\nRCPT TO:<eve@example.com>'],
    ['no address at all', 'anna'],
    ['nothing', ''],
  ])('is given up for %s in place of a recipient', async (_what, to) => {
    expect((await failureOf(email.send({ ...message, to }))).kind).toBe('permanent');
    expect(server.mails).toEqual([]);
  });
});

describe('an e-mail that meets a misbehaving server', () => {
  it('may be retried after a 451', async () => {
    server.mode(451, 1);
    expect(await failureOf(email.send(message))).toEqual({ kind: 'retryable', code: 'smtp_451' });
    await email.send(message);
    expect(server.mails).toHaveLength(1);
  });

  it('is given up after a 550', async () => {
    server.mode(550);
    expect(await failureOf(email.send(message))).toEqual({ kind: 'permanent', code: 'smtp_550' });
    expect(server.mails).toHaveLength(0);
  });

  it('may be retried when nothing listens', async () => {
    await server.refuse();
    expect((await failureOf(email.send(message))).kind).toBe('retryable');
    await server.accept();
    await email.send(message);
    expect(server.mails).toHaveLength(1);
  });

  it('is unclear after silence, and a repeat has the same Message-ID', async () => {
    server.mode('silence', 1);
    expect(await failureOf(email.send(message))).toEqual({ kind: 'unclear', code: 'SOCKET_TIMEOUT' });
    await email.send(message);
    expect(server.mails.map((mail) => mail.parsed.messageId)).toEqual([message.message_id, message.message_id]);
  });

  it('is unclear when the connection breaks before the answer', async () => {
    server.mode('drop', 1);
    expect((await failureOf(email.send(message))).kind).toBe('unclear');
    expect(server.mails).toHaveLength(1);
  });
});
