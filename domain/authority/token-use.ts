import type { Claims } from './assurance.ts';

/** What a JWT may say that it is (RFC 8725 §3.11): nothing, a plain one, or an access token (RFC 9068). Never a logout token, a proof of possession or anything else that the same keys sign. */
const TYPES: readonly string[] = ['jwt', 'at+jwt'];

/** Why a token's `typ` is none that we take; null when it is. A media type may leave out `application/` (RFC 7515 §4.1.9). */
export function typeRefused(typ: unknown): string | null {
  if (typ === undefined) return null;
  const short = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
  return TYPES.includes(short) ? null : 'its "typ" must be JWT or at+jwt, or left out';
}

/**
 * Why a token that was made for us is not one to be used by whoever sends it; null when it is. The identity provider gives
 * tokens with our audience to other clients too, which are no way to sign here: whoever it was given to (`azp`, OpenID
 * Connect Core §2; `client_id`, RFC 9068) must be one of `clients`. With several audiences it must say so.
 */
export function clientRefused({ aud, azp, client_id }: Claims, clients: readonly string[]): string | null {
  const named = [azp, client_id].filter((each) => each !== undefined);
  if (named.some((each) => typeof each !== 'string' || !clients.includes(each))) return `it was given to another client ("azp", "client_id"); allowed: ${[...new Set(clients)].join(', ')}`;
  return Array.isArray(aud) && aud.length > 1 && azp === undefined ? 'it has several audiences and does not say which client it was given to ("azp")' : null;
}
