import { z } from 'zod';
import { CHANNELS, instant } from '../primitives.ts';
import { DELIVERY_STATES } from '../delivery.ts';
import { STREAM_KINDS } from '../ledger.ts';
import { at, type Operation, pageOf, paging } from './operation.ts';

/** A case as lists show it. */
export const caseListed = z.looseObject({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  title: z.string(),
  system_id: z.string().nullable(),
  owner: z.string().nullable(),
  closed: z.boolean(),
});

const event = z.looseObject({ seq: z.number().int(), at, type: z.string(), actor: z.looseObject({ kind: z.string(), id: z.string() }), body: z.record(z.string(), z.unknown()), hash: z.string() });
const delivery = z.looseObject({ key: z.string(), recipient: z.string(), channel: z.string(), kind: z.string(), state: z.string(), late: z.boolean() });

/** Cases of every kind; `sys_…` and `house` may be looked at as well, since messages and events belong to them too. */
export const CASE_OPERATIONS = {
  listCases: {
    method: 'get',
    path: '/v1/cases',
    tag: 'cases',
    summary: 'Cases, newest first',
    query: z.strictObject({ ...paging, kind: z.enum(STREAM_KINDS).optional(), state: z.string().optional(), system: z.string().optional(), owner: z.string().optional() }),
    status: 200,
    answer: pageOf(caseListed),
  },
  getCase: {
    method: 'get',
    path: '/v1/cases/{id}',
    tag: 'cases',
    summary: 'One case, now or as it was at an instant (R-90)',
    query: z.strictObject({ as_of: instant.optional() }),
    status: 200,
    answer: z.looseObject({ id: z.string(), kind: z.string() }),
  },
  listCaseEvents: {
    method: 'get',
    path: '/v1/cases/{id}/events',
    tag: 'cases',
    summary: "A case's record: facts, refusals and deliveries, oldest first",
    query: z.strictObject(paging),
    status: 200,
    answer: pageOf(event),
  },
  listCaseDeliveries: {
    method: 'get',
    path: '/v1/cases/{id}/deliveries',
    tag: 'cases',
    summary: 'Who was told, how, and when',
    query: z.strictObject({ ...paging, state: z.enum(DELIVERY_STATES).optional(), channel: z.enum(CHANNELS).optional() }),
    status: 200,
    answer: pageOf(delivery),
  },
} as const satisfies Record<string, Operation>;
