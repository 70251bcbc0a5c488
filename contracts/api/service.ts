import { z } from 'zod';
import { tokenCreate } from '../token.ts';
import { at, nothing, type Operation, pageOf, pageQuery } from './operation.ts';

const late = z.looseObject({ case_id: z.string(), kind: z.string(), what: z.enum(['relay', 'wake', 'step', 'message']), since: at });

const token = z.looseObject({ id: z.string(), scopes: z.array(z.string()), created_by: z.string() });

/** The service itself: who am I, tokens, what is late, the ledger, health. */
export const SERVICE_OPERATIONS = {
  whoAmI: { method: 'get', path: '/v1/me', tag: 'service', summary: 'Who the token speaks for', status: 200, answer: z.looseObject({ kind: z.string(), id: z.string() }) },
  createToken: {
    method: 'post',
    path: '/v1/tokens',
    tag: 'service',
    summary: 'Make a token for a machine; it is shown once',
    note: 'Recorded in the ledger, without the secret. Repeated with the same Idempotency-Key it makes no second token: since the secret is not stored, the repeat answers 409 `already_exists` with the `id` of the first.',
    body: tokenCreate,
    status: 201,
    answer: token.extend({ token: z.string() }),
  },
  listTokens: { method: 'get', path: '/v1/tokens', tag: 'service', summary: 'The tokens in force', query: pageQuery, status: 200, answer: pageOf(token) },
  revokeToken: { method: 'post', path: '/v1/tokens/{id}/revoke', tag: 'service', summary: 'End a token at once', note: 'Recorded in the ledger.', body: nothing, status: 200, answer: z.object({ id: z.string(), revoked: z.literal(true) }) },
  listLate: { method: 'get', path: '/v1/late', tag: 'service', summary: 'What should have happened and has not', query: pageQuery, status: 200, answer: pageOf(late) },
  exportLedger: { method: 'get', path: '/v1/ledger/export', tag: 'service', summary: 'Every row of the ledger, as hashed, one JSON object a line', status: 200, answer: 'application/x-ndjson' },
  getSignIn: {
    method: 'get',
    path: '/.well-known/gatehouse-sign-in.json',
    tag: 'service',
    summary: 'Where people sign in: the OpenID provider, and the public client of the command line',
    note: 'Both are null when no provider is set.',
    status: 200,
    answer: z.object({ issuer: z.string().nullable(), client_id: z.string().nullable() }),
  },
  getHealth: { method: 'get', path: '/healthz', tag: 'service', summary: 'Whether the process runs', status: 200, answer: z.looseObject({ status: z.string() }) },
  getReadiness: { method: 'get', path: '/readyz', tag: 'service', summary: 'Whether it can answer, and what is late', status: 200, answer: z.looseObject({ status: z.string() }) },
  getMetrics: { method: 'get', path: '/metrics', tag: 'service', summary: 'Figures for Prometheus', status: 200, answer: 'text/plain' },
  getOpenApi: { method: 'get', path: '/openapi.json', tag: 'service', summary: 'This description', status: 200, answer: z.looseObject({ openapi: z.string() }) },
  getDocs: { method: 'get', path: '/docs', tag: 'service', summary: 'This description, for people', status: 200, answer: 'text/html' },
  getKeys: {
    method: 'get',
    path: '/.well-known/gatehouse-keys.json',
    tag: 'permits',
    summary: 'The public keys that permits are signed with (JWKS)',
    status: 200,
    answer: z.object({ keys: z.array(z.looseObject({ kid: z.string() })) }),
  },
} as const satisfies Record<string, Operation>;
