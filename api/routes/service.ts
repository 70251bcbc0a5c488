import { Readable } from 'node:stream';
import type { SERVICE_OPERATIONS } from '../../contracts/api/service.ts';
import { personOf } from '../../domain/aggregate.ts';
import { ledgerRows } from '../../store/ledger-export.ts';
import { LATE_BY_MS, lateCases, lateCounts } from '../../store/late.ts';
import { pageOfArray } from '../../store/queries/page.ts';
import { createToken, listTokens, revokeToken } from '../../store/tokens.ts';
import type { ApiDeps } from '../deps.ts';
import { docsPage } from '../docs.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { openApiDocument } from '../openapi.ts';
import { refuse } from './give.ts';

/** With an Idempotency-Key a repeat makes no second token, and the secret of the first can't be shown again. */
async function makeToken({ body, meta }: Asked<'createToken'>, deps: ApiDeps) {
  const { actor, ...how } = meta();
  const made = await createToken(deps.store, actor, body, how);
  if (made.outcome === 'made') return { ...made.info, token: made.token };
  if (made.outcome === 'refused') return refuse(made.refusal);
  const detail = `this Idempotency-Key made the token ${made.id} before, and its secret was shown then; if it is lost, revoke it and make one with another key`;
  return refuse({ refused: 'already_exists', detail, extra: { id: made.id } });
}

async function endToken({ params, meta }: Asked<'revokeToken'>, deps: ApiDeps) {
  const { actor, ...how } = meta();
  const refusal = await revokeToken(deps.store, actor, params.id, how);
  return refusal ? refuse(refusal) : { id: params.id, revoked: true };
}

async function whoAmI({ caller, meta }: Asked<'whoAmI'>, deps: ApiDeps) {
  const { actor, assurance } = meta();
  const { directory } = await deps.house.get();
  if (caller?.kind === 'machine') return { kind: 'machine', id: caller.id, scopes: caller.scopes, on_behalf_of: personOf(actor) };
  const person = directory.people.find(({ id }) => id === actor.id);
  return { kind: 'person', id: actor.id, name: person?.name ?? actor.id, unit: person?.unit ?? null, roles: person?.roles ?? [], assurance };
}

/** One JSON object a line, as it goes. */
async function* lines(deps: ApiDeps): AsyncGenerator<string> {
  for await (const row of ledgerRows(deps.store)) yield `${JSON.stringify(row)}\n`;
}

/** Ready: the database answers and nobody is shutting down. What is late is shown, and takes nobody out of service. */
async function readiness(deps: ApiDeps) {
  if (!deps.accepting()) throw new HttpProblem({ refused: 'unavailable', detail: 'shutting down' });
  return { status: 'ready', late: await lateCounts(deps.store, LATE_BY_MS) };
}

/** The service itself. */
export const serviceHandlers: Handlers<keyof typeof SERVICE_OPERATIONS> = {
  whoAmI: async (asked, deps) => ({ json: await whoAmI(asked, deps) }),
  createToken: async (asked, deps) => ({ json: await makeToken(asked, deps) }),
  listTokens: async ({ query }, deps) => ({ json: pageOfArray(await listTokens(deps.store), query, ({ id }) => id) }),
  revokeToken: async (asked, deps) => ({ json: await endToken(asked, deps) }),
  listLate: async ({ query }, deps) => ({ json: pageOfArray(await lateCases(deps.store, LATE_BY_MS), query, ({ case_id, what }) => `${case_id} ${what}`) }),
  exportLedger: async (_asked, deps) => ({ stream: Readable.from(lines(deps)), headers: { 'Content-Type': 'application/x-ndjson' } }),
  getSignIn: async (_asked, { signIn }) => ({ json: signIn ?? { issuer: null, client_id: null } }),
  getHealth: async () => ({ json: { status: 'ok' } }),
  getReadiness: async (_asked, deps) => ({ json: await readiness(deps) }),
  getMetrics: async (_asked, { metrics }) => ({ text: await metrics.registry.metrics(), headers: { 'Content-Type': metrics.registry.contentType } }),
  getOpenApi: async (_asked, deps) => ({ json: openApiDocument(deps.url) }),
  getDocs: async () => ({ text: docsPage(), headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
  getKeys: async (_asked, { permits }) => ({ json: permits.jwks, headers: { 'Cache-Control': 'public, max-age=300' } }),
};
