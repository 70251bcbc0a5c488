import { describe, expect, it } from '@jest/globals';
import { smtpError } from '../../../activities/email/smtp-errors.ts';

const fault = (fields: object) => Object.assign(new Error('it failed'), fields);

describe('the verdict on an error of nodemailer', () => {
  it.each([
    ['a full mailbox may be emptied', fault({ code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO' }), 'retryable', 'smtp_452'],
    ['an unknown mailbox stays unknown', fault({ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }), 'permanent', 'smtp_550'],
    ['a refused sender stays refused', fault({ code: 'EENVELOPE', responseCode: 553, command: 'MAIL FROM' }), 'permanent', 'smtp_553'],
    ['a refused content stays refused', fault({ code: 'EMESSAGE', responseCode: 554, command: 'DATA' }), 'permanent', 'smtp_554'],
    ['our password is mended by people', fault({ code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }), 'retryable', 'smtp_535'],
    ['a server that greets with 554 has no service today', fault({ code: 'EPROTOCOL', responseCode: 554, command: 'CONN' }), 'retryable', 'smtp_554'],
    ['an address that no server would take', fault({ code: 'EENVELOPE', command: 'API' }), 'permanent', 'EENVELOPE'],
    ['refused', fault({ code: 'ESOCKET', syscall: 'connect', command: 'CONN' }), 'retryable', 'ESOCKET'],
    ['no such host', fault({ code: 'EDNS', command: 'CONN' }), 'retryable', 'EDNS'],
    ['a certificate that is wrong', fault({ code: 'ETLS', command: 'STARTTLS' }), 'retryable', 'ETLS'],
    ['no connection in time', fault({ code: 'ETIMEDOUT', timeoutType: 'CONNECTION_TIMEOUT', command: 'CONN' }), 'retryable', 'CONNECTION_TIMEOUT'],
    ['no greeting in time', fault({ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT', command: 'CONN' }), 'retryable', 'GREETING_TIMEOUT'],
    ['silence later', fault({ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT', command: 'CONN' }), 'unclear', 'SOCKET_TIMEOUT'],
    ['a timeout that does not say which', fault({ code: 'ETIMEDOUT', command: 'CONN' }), 'unclear', 'ETIMEDOUT'],
    ['a reset in the middle', fault({ code: 'ESOCKET', syscall: 'read', command: 'CONN' }), 'unclear', 'ESOCKET'],
    ['a connection that was closed', fault({ code: 'ECONNECTION', command: 'CONN' }), 'unclear', 'ECONNECTION'],
    ['something that is no error at all', 'boom', 'unclear', 'unknown'],
  ])('%s', (_why, error, kind, code) => {
    expect(smtpError(error).failure).toEqual({ kind, code });
  });
});
