import type { Request } from 'express';
import { callRefused } from '../../domain/privileges.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { operationOf } from '../../contracts/routes.ts';
import type { OperationId } from '../../contracts/routes.ts';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';
import { actorOf, type Caller, type Strategy } from './caller.ts';
import { recordRefused } from './refused-call.ts';

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="gatehouse"' };
const HOW = 'send "Authorization: Bearer TOKEN"; a machine gets a token from "gatehouse token create"; with an embedded start, --as PERSON of the command line says who you are';

/** Who calls. @throws HttpProblem (401) when nobody is signed in, or the credentials are good for nothing. */
export async function authenticate(request: Request, strategies: readonly Strategy[]): Promise<Caller> {
  for (const strategy of strategies) {
    const found = await strategy(request);
    if (found === null) continue;
    if (!('refused' in found)) return found;
    throw new HttpProblem({ ...found, headers: CHALLENGE });
  }
  const what = request.headers.authorization === undefined ? 'nobody is signed in' : 'the credentials are of no kind known here';
  throw new HttpProblem({ refused: 'not_authenticated', detail: `${what}; ${HOW}`, headers: CHALLENGE });
}

/**
 * Lets the caller in, or records the refusal and says why not: by the privilege table, or because a machine names a person
 * for whom it does not speak.
 * @throws HttpProblem (403)
 */
export async function authorise(operation: OperationId, caller: Caller, request: Request, deps: Pick<ApiDeps, 'store' | 'house'>): Promise<void> {
  const { directory, at } = await deps.house.get();
  const refused = callRefused(operation, caller, directory, at) ?? speaksForOthers(operation, caller, request);
  if (!refused) return;
  await recordRefused(operation, caller, request, refused, deps);
  throw new HttpProblem(refused);
}

function speaksForOthers(operation: OperationId, caller: Caller, request: Request): Refusal | null {
  if (operationOf(operation).method === 'get') return null;
  const actor = actorOf(caller, request);
  return 'refused' in actor && actor.refused === 'not_permitted' ? { refused: actor.refused, detail: actor.detail } : null;
}
