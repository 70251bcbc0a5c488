import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { token } from '../../contracts/primitives.ts';
import { SIGNATURE_HEADER, signedText, TIMESTAMP_HEADER } from '../../contracts/ticket-hook.ts';
import { call, unlessGone } from './http.ts';
import type { TicketPort } from './port.ts';

export interface GenericWish {
  readonly url: string;
  /** Signs what is sent; the same one signs what comes back to `/webhooks/generic`. */
  readonly secret: string;
  readonly timeoutMs?: number;
}

const found = z.looseObject({ ref: token, url: z.url({ protocol: /^https?$/ }).nullish(), state: z.enum(['open', 'closed']) });
const there = z.looseObject({ ticket: found.nullable() });
const ticketOf = ({ ref, url = null, state }: z.infer<typeof found>) => ({ ref, url, state });

interface Asked {
  readonly action: string;
  readonly [member: string]: unknown;
}

/** Any other ticket system, behind an address that takes one signed JSON object per call (docs/tickets.md). */
export function createGenericTickets({ url, secret, timeoutMs }: GenericWish): TicketPort {
  const send = <T>(body: Asked, answer: z.ZodType<T>, harmless = true): Promise<T> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const full = { v: 1, ...body };
    const signature = createHmac('sha256', secret).update(signedText(timestamp, JSON.stringify(full))).digest('hex');
    const headers = { Accept: 'application/json', [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: `sha256=${signature}` };
    return call({ url, headers, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, { method: 'POST', path: '', body: full, harmless, answer });
  };
  const look = async (body: Asked) => {
    const answer = await unlessGone(send(body, there));
    return answer?.ticket ? ticketOf(answer.ticket) : null;
  };
  return {
    searchLagMs: 0,
    create: async (_place, key, { title, paragraphs, url: link }) => ticketOf((await send({ action: 'create', key, title, paragraphs, link }, z.looseObject({ ticket: found }), false)).ticket),
    async comment(ref, { paragraphs, url: link }) {
      await send({ action: 'comment', ref, paragraphs, link }, z.unknown(), false);
    },
    async transition(ref, to) {
      await send({ action: to === 'closed' ? 'close' : 'reopen', ref }, z.unknown());
    },
    async check() {
      await send({ action: 'find', key: 'gatehouse-doctor' }, there);
    },
    get: (ref) => look({ action: 'get', ref }),
    find: (_place, key) => look({ action: 'find', key }),
  };
}
