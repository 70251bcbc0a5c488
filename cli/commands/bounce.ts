import { readFileSync } from 'node:fs';
import { plainFile } from '../documents.ts';
import { readDsn } from '../dsn.ts';
import { wrongUse } from '../failure.ts';
import { answered } from '../simple.ts';
import type { CommandSpec } from '../spec.ts';

const STDIN = 0;

/** `gatehouse bounce`: for the pipe of a mail server. */
export const BOUNCE: CommandSpec = {
  name: 'bounce',
  args: '[FILE]',
  about: 'report an e-mail that came back; its message goes to the next channel',
  notes: 'FILE is the delivery status notification (RFC 3464) as the mail server made it; - or nothing is standard input. The token needs the scope signals:write. docs/email.md shows the pipe of a mail server.',
  run: async (given, { api }) => {
    const path = given.arg(0) || '-';
    const found = readDsn(readFileSync(path === '-' ? STDIN : plainFile(path), 'utf8'));
    if (!found) return wrongUse(`${path === '-' ? 'standard input' : path} is no delivery status notification of an e-mail that came back; give the mail server's report as it is (RFC 3464)`);
    return answered(await api.call('reportBounce', { body: found }));
  },
};
