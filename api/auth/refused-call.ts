import type { Request } from 'express';
import { HOUSE_ID } from '../../contracts/ids.ts';
import type { Actor } from '../../contracts/ledger.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { operationOf } from '../../contracts/routes.ts';
import type { OperationId } from '../../contracts/routes.ts';
import { personById } from '../../domain/directory.ts';
import { findRecord } from '../../store/read.ts';
import { recordRefusedCall } from '../../store/refuse.ts';
import type { ApiDeps } from '../deps.ts';
import type { House } from '../../store/house.ts';
import { actorOf, type Caller, doorOf } from './caller.ts';

type Deps = Pick<ApiDeps, 'store' | 'house'>;

/** What the path names: the record, or what it is part of; without a name in it the house. Null: nothing that is known. */
async function namedBy(request: Request, deps: Deps, { policies }: House): Promise<{ readonly record: string; readonly meant: string } | null> {
  const [name] = Object.values(request.params);
  if (typeof name !== 'string') return { record: HOUSE_ID, meant: HOUSE_ID };
  if (policies.some(({ digest }) => digest === name)) return { record: HOUSE_ID, meant: HOUSE_ID };
  const found = await findRecord(deps.store, name);
  return found && { record: found.id, meant: name };
}

function actorIn(caller: Caller, request: Request): Actor {
  const actor = actorOf(caller, request);
  return 'refused' in actor ? { kind: 'machine', id: caller.id, on_behalf_of: null } : actor;
}

/**
 * Writes a call that was refused before any rule of a record was asked into the ledger (design §3.2): on the record that
 * the path names, else on the house's. Only what would change something, only of callers that are known here, and only
 * on records that there are; `store/refuse.ts` bounds how many.
 */
export async function recordRefused(operation: OperationId, caller: Caller, request: Request, refusal: Refusal, deps: Deps): Promise<void> {
  if (operationOf(operation).method === 'get') return;
  const house = await deps.house.get();
  if (caller.kind === 'person' && !personById(house.directory, caller.id)) return;
  const named = await namedBy(request, deps, house);
  if (!named) return;
  const assurance = caller.kind === 'person' ? caller.assurance : 'session';
  await recordRefusedCall(deps.store, { ...named, operation, refusal, meta: { actor: actorIn(caller, request), door: doorOf(request), assurance } });
}
