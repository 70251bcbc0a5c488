import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './packages.ts';
import type { Part } from './part.ts';
import { httpOk, smtpGreets } from './probes.ts';
import { StartRefused } from './refusal.ts';

/** What the mail catcher needs to know: it takes mail at `smtpPort` and shows it at `uiPort`. */
export type MailWish = { readonly home: string; readonly smtpPort: number; readonly uiPort: number };

const KEPT_MESSAGES = 1_000;

function mailArgs(wish: MailWish, folder: string): string[] {
  return [
    ...['--smtp', String(wish.smtpPort), '--ip', '127.0.0.1', '--web', String(wish.uiPort), '--web-ip', '127.0.0.1'],
    ...['--mail-directory', folder, '--max-emails', String(KEPT_MESSAGES)],
  ];
}

/** A mail server that delivers nothing and shows everything (maildev), for starts without SMTP_URL. */
export function mailPart(wish: MailWish): Part {
  const folder = join(wish.home, 'mail');
  let program = '';
  return {
    name: 'mail',
    needs: [],
    kind: 'service',
    ports: [wish.smtpPort, wish.uiPort],
    prepare: async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const maildev = packageFolder('maildev');
      if (maildev === undefined) throw new StartRefused('the npm package maildev is not installed; run `npm ci` again, or set SMTP_URL');
      program = join(maildev, 'dist', 'bin', 'maildev.js');
    },
    command: () => ({
      file: process.execPath,
      args: [program, ...mailArgs(wish, folder)],
      env: { HOME: folder, PATH: '/usr/bin:/bin' },
      cwd: folder,
    }),
    ready: async () => (await smtpGreets(wish.smtpPort)) && (await httpOk(`http://127.0.0.1:${wish.uiPort}/api/healthz`)),
    stop: { signal: 'SIGTERM', graceMs: 5_000 },
  };
}
