import type { Request } from 'express';
import type { Actor, Door } from '../../contracts/ledger.ts';
import type { Assurance } from '../../contracts/primitives.ts';
import type { Proof } from '../../contracts/session.ts';
import type { Fault } from '../http/problem.ts';

/** Who a request comes from, as far as its credentials show. */
export type Caller =
  | { readonly kind: 'person'; readonly id: string; readonly assurance: Assurance; readonly proof?: Proof; readonly development?: true }
  | { readonly kind: 'machine'; readonly id: string; readonly scopes: readonly string[]; readonly on_behalf_of: string | null; readonly any_person: boolean };

/**
 * One way to sign in. Answers who calls; null when the request does not use this way; or why it is refused although it
 * does. Strategies are asked in order, and the first that answers counts.
 */
export type Strategy = (request: Request) => Promise<Caller | Fault | null>;

/** The bearer token of the request; null without one. */
export function bearerOf(request: Request): string | null {
  const [, token] = /^Bearer +([A-Za-z0-9._~+/=-]{8,4096}) *$/i.exec(request.headers.authorization ?? '') ?? [];
  return token ?? null;
}

/** The header by which a machine names the person whose request it brings. */
export const ON_BEHALF_OF = 'Gatehouse-On-Behalf-Of';

/** The actor in the ledger. A machine that may name anybody does so per request; another one's person is fixed. */
export function actorOf(caller: Caller, request: Request): Actor | Fault {
  if (caller.kind === 'person') return { kind: 'person', id: caller.id };
  const named = request.get(ON_BEHALF_OF) ?? null;
  if (named !== null && !/^[a-z][a-z0-9_-]{0,62}$/.test(named)) return { refused: 'invalid', detail: `${ON_BEHALF_OF} is no person's id, e.g. anna` };
  if (named !== null && !caller.any_person && named !== caller.on_behalf_of) {
    return { refused: 'not_permitted', detail: `the token of ${caller.id} speaks for ${caller.on_behalf_of ?? 'nobody'} only; make one with "any_person" to name others` };
  }
  return { kind: 'machine', id: caller.id, on_behalf_of: named ?? caller.on_behalf_of };
}

/** Through which door: the command line says so itself; it decides nothing. */
export const doorOf = (request: Request): Door => (/^gatehouse-cli\b/.test(request.get('User-Agent') ?? '') ? 'cli' : 'api');
