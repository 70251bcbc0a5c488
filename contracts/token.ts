import { z } from 'zod';
import { instant, personId, slug } from './primitives.ts';
import { SCOPES } from './scopes.ts';

/** The id of a token: what lists, events and revocations call it; it says nothing of the secret. */
export const tokenId = z.string().regex(/^tok_[0-9a-z]{1,64}$/, 'must be the id of a token, tok_ and 26 characters');

/** A machine's token: what it may do, and on whose behalf (design §7). A machine never signs. */
export const tokenCreate = z.strictObject({
  /** What the ledger calls the machine. */
  machine: slug,
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** The person whose requests it makes; with `any_person` each request names one in the header Gatehouse-On-Behalf-Of. */
  on_behalf_of: personId.optional(),
  any_person: z.boolean().default(false),
  expires_at: instant.optional(),
});
export type TokenCreate = z.output<typeof tokenCreate>;

/** Facts about machines' tokens. Neither a secret nor its hash is ever in one. `person` is null for whoever is at the database itself. */
export const TOKEN_EVENTS = {
  'token.created': z.strictObject({
    token_id: tokenId,
    machine: slug,
    scopes: z.array(z.enum(SCOPES)),
    on_behalf_of: personId.nullable(),
    any_person: z.boolean(),
    expires_at: instant.nullable(),
    person: personId.nullable(),
  }),
  'token.revoked': z.strictObject({ token_id: tokenId, machine: slug, scopes: z.array(z.enum(SCOPES)), person: personId.nullable() }),
} as const;
