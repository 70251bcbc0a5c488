import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { findToken, TOKEN_PREFIX } from '../../store/tokens.ts';
import { bearerOf, type Strategy } from './caller.ts';

/** What a machine's token stands for: the machine, and the person whose requests it makes, fixed or named by each request. */
export const machineSubject = z.object({
  kind: z.literal('machine'),
  id: z.string(),
  on_behalf_of: z.string().nullable().default(null),
  any_person: z.boolean().default(false),
});

const USELESS = 'the token is unknown, was revoked, or has expired; an administrator makes one with POST /v1/tokens';

/** Machines sign in with scoped tokens, of which the store keeps only hashes (design §7). */
export function machineTokens(store: Store): Strategy {
  return async (request) => {
    const token = bearerOf(request);
    if (!token?.startsWith(TOKEN_PREFIX)) return null;
    const found = await findToken(store, token);
    const subject = machineSubject.safeParse(found?.subject);
    if (!found || !subject.success) return { refused: 'not_authenticated', detail: USELESS };
    const { id, on_behalf_of, any_person } = subject.data;
    return { kind: 'machine', id, scopes: found.scopes, on_behalf_of, any_person };
  };
}
