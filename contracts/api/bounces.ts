import { z } from 'zod';
import { bounce, BOUNCE_EFFECTS } from '../undelivered.ts';
import type { Operation } from './operation.ts';

/** E-mails that came back. */
export const BOUNCE_OPERATIONS = {
  reportBounce: {
    method: 'post',
    path: '/v1/bounces',
    tag: 'service',
    summary: 'Say that an e-mail of Gatehouse came back (RFC 3464); its message goes to the next channel',
    note: '`moved`: it goes to the next channel. `failed`: there was none left. The owner hears of both. `noted`: a status 4.x.x, the mail server tries again. `none`: it arrived, or was reported before. Of a digest, every message that it held goes on, and the weightiest is answered.',
    body: bounce,
    status: 200,
    answer: z.object({ effect: z.enum(BOUNCE_EFFECTS), case_id: z.string() }),
  },
} as const satisfies Record<string, Operation>;
