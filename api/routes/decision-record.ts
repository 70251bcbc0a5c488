import type { Request } from 'express';
import { RECORD_FORMATS } from '../../contracts/api/deployments.ts';
import { decisionRecord } from '../../domain/deployment-approval/record.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { personById } from '../../domain/directory.ts';
import { certificate, certificatePage } from '../../render/certificate.ts';
import { readRecord } from '../../store/read.ts';
import type { ApiDeps } from '../deps.ts';
import type { Asked, Reply } from '../http/route.ts';
import { type Seen, seenAsOf } from './cases.ts';
import { refuse } from './give.ts';

type Format = (typeof RECORD_FORMATS)[number];

/** What `?format=` says, else what the client likes best; JSON for whoever takes anything, or nothing of it. */
function formatOf(asked: Format | undefined, request: Request): Format {
  if (asked !== undefined) return asked;
  const liked = request.accepts(...RECORD_FORMATS);
  return RECORD_FORMATS.find((format) => format === liked) ?? 'json';
}

async function seen(deps: ApiDeps, id: string, as_of: string | undefined): Promise<Seen> {
  const target = { kind: 'deployment', id } as const;
  const found = await readRecord(deps.store, target);
  if (!found) return refuse({ refused: 'unknown_case', detail: `there is no deployment case ${id}; GET /v1/deployments lists them` });
  return as_of === undefined ? found : seenAsOf(deps, target, as_of);
}

/** The decision log's entry of a case, as data or as its one page. @throws HttpProblem (404) while nothing is decided */
export async function answerDecisionRecord({ params, query, request }: Asked<'getDecisionRecord'>, deps: ApiDeps): Promise<Reply> {
  const { state, facts, now } = await seen(deps, params.id, query.as_of);
  const record = decisionRecord(state as DeploymentState, { ...facts, now });
  if (!record) return refuse({ refused: 'unknown_case', detail: `there is no decision record of ${params.id} yet: nothing is decided, it is ${(state as DeploymentState).status}` });
  const format = formatOf(query.format, request);
  const Vary = 'Accept';
  if (format === 'json') return { json: record, headers: { Vary } };
  const nameOf = (id: string): string => personById(facts.directory, id)?.name ?? id;
  if (format === 'text') return { text: certificate(record, nameOf), headers: { 'Content-Type': 'text/plain; charset=utf-8', Vary } };
  return { text: certificatePage(record, nameOf), headers: { 'Content-Type': 'text/html; charset=utf-8', Vary } };
}
