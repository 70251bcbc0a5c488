import type { Request } from 'express';
import { callRefused } from '../../domain/privileges.ts';
import type { OperationId } from '../../contracts/routes.ts';
import type { HouseReader } from '../house.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Caller, Strategy } from './caller.ts';

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="gatehouse"' };
const HOW = 'send "Authorization: Bearer TOKEN"; a token comes from "gatehouse login" or "gatehouse token create"';

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

/** @throws HttpProblem (403) when the privilege table does not let this caller in. */
export async function authorise(operation: OperationId, caller: Caller, house: HouseReader): Promise<void> {
  const { directory, at } = await house.get();
  const refused = callRefused(operation, caller, directory, at);
  if (refused) throw new HttpProblem(refused);
}
