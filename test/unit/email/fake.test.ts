import { describe, expect, it } from '@jest/globals';
import { FakeEmail } from '../../../activities/email/fake.ts';

const message = { to: 'anna@example.com', subject: 's', text: 't', html: '<p>t</p>', message_id: '<1@x>' };

describe('the mailbox in memory', () => {
  it('fails once as told, and keeps the message when only the answer is lost', async () => {
    const email = new FakeEmail();
    email.failNext({ kind: 'retryable', code: 'smtp_451' });
    email.failNext({ kind: 'unclear', code: 'SOCKET_TIMEOUT' }, { arrives: true });
    await expect(email.send(message)).rejects.toMatchObject({ failure: { kind: 'retryable' } });
    expect(email.sent).toHaveLength(0);
    await expect(email.send(message)).rejects.toMatchObject({ failure: { kind: 'unclear' } });
    await email.send(message);
    expect(email.sent).toEqual([message, message]);
  });
});
