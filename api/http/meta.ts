import { createHash, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { CommandMeta } from '../../contracts/ledger.ts';
import { actorOf, type Caller, doorOf } from '../auth/caller.ts';
import { HttpProblem } from './problem.ts';

/**
 * Everything about a command but the command itself. With an `Idempotency-Key` the same request by the same caller gives
 * the same command id, so that its repeat gets the first answer; without one each request is a command of its own.
 * @throws HttpProblem for a key or a name that can't be one.
 */
export function metaOf(request: Request, caller: Caller | null, part = ''): CommandMeta {
  if (caller === null) throw new HttpProblem({ refused: 'not_authenticated', detail: 'nobody is signed in' });
  const actor = actorOf(caller, request);
  if ('refused' in actor) throw new HttpProblem(actor);
  const assurance = caller.kind === 'person' ? caller.assurance : 'session';
  const scopes = caller.kind === 'machine' ? { scopes: caller.scopes } : {};
  const proof = caller.kind === 'person' && caller.proof !== undefined ? { proof: caller.proof, ...(caller.development ? { development: caller.development } : {}) } : {};
  return { command_id: commandId(request, caller, part), actor, door: doorOf(request), assurance, ...proof, ...scopes };
}

function commandId(request: Request, caller: Caller, part: string): string {
  const key = request.get('Idempotency-Key');
  if (key === undefined) return `api/${randomUUID()}`;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new HttpProblem({ refused: 'invalid', detail: 'Idempotency-Key must be 1 to 200 printable characters without blanks' });
  const names = JSON.stringify([caller.kind, caller.id, request.method, request.path, key, part]);
  return `key/${createHash('sha256').update(names).digest('hex')}`;
}
