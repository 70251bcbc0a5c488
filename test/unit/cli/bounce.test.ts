import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readDsn } from '../../../cli/dsn.ts';
import { type Bench, makeBench } from './bench.ts';

const OURS = `<${'a1'.repeat(20)}@gatehouse.example>`;

/** A report as Postfix makes one; `original` is the part with what came back. */
const dsn = (status: string, original: string, more = ''): string =>
  [
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    'Message-ID: <20261122@mx.example>',
    'Subject: Undelivered Mail Returned to Sender',
    ...more.split('\n').filter((line) => line !== ''),
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="B1"',
    '',
    '--B1',
    'Content-Type: text/plain',
    '',
    'Status: 9.9.9 is what this text says; Message-ID: <text@mx.example>',
    '',
    '--B1',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; ruth@example.org',
    'Action: failed',
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <ruth@example.org>:',
    '    no such user',
    '',
    original,
    '--B1--',
    '',
  ].join('\r\n');
const whole = `--B1\r\nContent-Type: message/rfc822\r\n\r\nFrom: gatehouse@gatehouse.example\r\nMessage-ID:\r\n ${OURS}\r\nSubject: Risk sign-off needed\r\n\r\nText`;
const headers = `--B1\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-Id: ${OURS}\r\n`;
const FAILED = { message_id: OURS, status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 <ruth@example.org>: no such user' };

describe('a report that an e-mail came back (RFC 3464)', () => {
  it.each([
    ['with the whole mail', dsn('5.1.1', whole), FAILED],
    ['with its headers only', dsn('5.1.1', headers), FAILED],
    ['with lines of a bare line feed', dsn('5.1.1', whole).replaceAll('\r\n', '\n'), FAILED],
    ['without the mail, as an answer to it', dsn('5.1.1', '', `In-Reply-To: ${OURS}`), FAILED],
    ['of a delay', dsn('4.4.1', whole), { ...FAILED, status: '4.4.1' }],
    ['without any trace of the mail', dsn('5.1.1', ''), null],
    ['with a status that is none', dsn('failed', whole), null],
    ['that is an answer of a person', 'From: ruth@example.org\r\nSubject: Re: Risk sign-off\r\n\r\nStatus: 5.1.1', null],
    ['that is empty', '', null],
  ])('is read %s', (_what, mail, expected) => {
    expect(readDsn(mail)).toEqual(expected);
  });
});

describe('gatehouse bounce', () => {
  let bench: Bench;
  beforeAll(async () => void (bench = await makeBench()));
  beforeEach(() => {
    bench.got.length = 0;
    bench.answer = () => ({ body: { effect: 'failed', case_id: 'dep_1' } });
  });
  afterAll(() => bench.stop());

  it('reports the mail of the report, with its status', async () => {
    const { code, out } = await bench.run('bounce', bench.file('report.eml', dsn('5.1.1', whole)), '--json');
    expect([code, JSON.parse(out)]).toEqual([0, { effect: 'failed', case_id: 'dep_1' }]);
    expect(bench.got.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([['POST', '/v1/bounces', FAILED]]);
  });

  it.each([
    ['another mail', 'Hello', /is no delivery status notification/],
  ])('with %s says what would be right, and reports nothing', async (_what, text, says) => {
    const { code, err } = await bench.run('bounce', bench.file('mail.eml', text));
    expect([code, err, bench.got]).toEqual([2, expect.stringMatching(says), []]);
  });

  it('without the file says so', async () => {
    expect(await bench.run('bounce', `${bench.folder}/nowhere.eml`)).toMatchObject({ code: 2, err: expect.stringContaining("can't be read") });
  });
});
