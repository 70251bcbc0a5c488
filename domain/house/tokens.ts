import type { HouseCommandBody } from '../../contracts/house.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { ADMIN_ROLE, holdsAny, inPerson, strangerIn } from '../actors.ts';
import type { Context, Decision } from '../aggregate.ts';
import { fact } from './facts.ts';
import type { HouseState } from './state.ts';

/**
 * Who may make and end tokens: an administrator in person (design §7), or whoever is at the database itself, where the
 * first one is made before anybody can sign in; then there is no person, and the record says so.
 */
function keyKeeper(context: Context): { readonly person: string | null } | Refusal {
  const { actor, door } = context.meta;
  if (door === 'system' && actor.kind === 'machine' && actor.on_behalf_of === null) return { person: null };
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  if (holdsAny(context.directory, person, [ADMIN_ROLE], context.now)) return { person };
  return { refused: 'not_permitted', detail: `tokens are made and ended by holders of: ${ADMIN_ROLE}` };
}

/** Makes a token known by its id. Its secret is made beside the record, which never holds it. */
export function createToken(_state: HouseState, body: HouseCommandBody<'create-token'>, context: Context): Decision {
  const keeper = keyKeeper(context);
  if ('refused' in keeper) return keeper;
  const { machine, scopes, on_behalf_of = null, any_person, expires_at = null } = body;
  const stranger = strangerIn(context, [{ id: body.on_behalf_of, pointer: '/on_behalf_of' }]);
  if (stranger) return stranger;
  if (expires_at !== null && expires_at <= context.now) {
    return { refused: 'invalid', detail: `a token ends in the future, after ${context.now}`, pointer: '/expires_at' };
  }
  const token_id = context.newId('tok');
  return { events: [fact('token.created', { token_id, machine, scopes, on_behalf_of, any_person, expires_at, ...keeper })], result: { token_id } };
}

/** Ends a token at once. */
export function revokeToken({ tokens = [] }: HouseState, { token_id }: HouseCommandBody<'revoke-token'>, context: Context): Decision {
  const keeper = keyKeeper(context);
  if ('refused' in keeper) return keeper;
  const found = tokens.find(({ id, expires_at }) => id === token_id && (expires_at === null || expires_at > context.now));
  if (!found) return { refused: 'invalid', detail: `there is no token ${token_id} in force; GET /v1/tokens lists them` };
  const { machine, scopes } = found;
  return { events: [fact('token.revoked', { token_id, machine, scopes: [...scopes], ...keeper })] };
}
