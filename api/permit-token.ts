import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, CompactSign, compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { idOf } from '../contracts/ids.ts';
import { canonicalJson } from '../contracts/json.ts';
import { digestSet, sha256, type Instant } from '../contracts/primitives.ts';

/** What a permit says: leave to deploy one digest set of one version to one environment (design §1). Times are seconds since 1970. */
export const permitClaims = z.strictObject({
  /** `GATEHOUSE_URL` of the issuer. */
  iss: z.string().min(1),
  /** The case. */
  sub: idOf('dep'),
  /** The permit. */
  jti: idOf('prm'),
  iat: z.number().int().nonnegative(),
  exp: z.number().int().nonnegative(),
  system: idOf('sys'),
  version: idOf('ver'),
  environment: z.string().min(1),
  /** Component → digest, exactly what was approved. */
  digests: digestSet,
  package_digest: sha256,
});
export type PermitClaims = z.infer<typeof permitClaims>;

/** A public Ed25519 key as it stands in `/.well-known/gatehouse-keys.json`; `kid` is its RFC 7638 thumbprint. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}
export interface PublicJwks {
  readonly keys: readonly PublicJwk[];
}

/** Keeps a permit apart from anything else that the same kind of key may ever sign. */
const TYPE = 'gatehouse-permit+jwt';

/** Why a token is no valid permit: `malformed` (no token of ours), `unknown_key`, `bad_signature`, `not_yet_valid`, `expired`. */
export type PermitFault = 'malformed' | 'unknown_key' | 'bad_signature' | 'not_yet_valid' | 'expired';
export type PermitVerdict =
  | { readonly ok: true; readonly claims: PermitClaims }
  | { readonly ok: false; readonly reason: PermitFault; readonly detail: string };

/**
 * The public half of Ed25519 keys, given as private (PKCS 8) or public PEM, as a JWK set; a key given twice stands once.
 * @throws TypeError for a PEM that holds no Ed25519 key.
 */
export async function publicJwks(...pems: readonly string[]): Promise<PublicJwks> {
  const keys = await Promise.all(pems.map(async (pem) => toJwk(ed25519(createPublicKey, pem))));
  return { keys: keys.filter((key, i) => keys.findIndex(({ kid }) => kid === key.kid) === i) };
}

/**
 * Signs a permit as a compact JWS (EdDSA). The same claims and key give the same token, so an issue that is repeated
 * answers what it answered before.
 * @throws TypeError for a PEM that holds no private Ed25519 key, ZodError for claims that are not whole.
 */
export async function signPermit(claims: PermitClaims, privateKeyPem: string): Promise<string> {
  const key = ed25519(createPrivateKey, privateKeyPem);
  const { kid } = await toJwk(createPublicKey(key));
  const payload = new TextEncoder().encode(canonicalJson(permitClaims.parse(claims)));
  return new CompactSign(payload).setProtectedHeader({ alg: 'EdDSA', kid, typ: TYPE }).sign(key);
}

/**
 * Checks signature and times of a permit. That it is unused, not revoked and not blocked only the record can say.
 * `now` is the caller's clock; a token is expired from the second `exp` on. Never throws for a bad token.
 */
export async function verifyPermitToken(token: string, jwks: PublicJwks, now: Instant): Promise<PermitVerdict> {
  const kid = keyIdOf(token);
  if (kid === null) return fault('malformed', 'is not a Gatehouse permit; give the token as it was issued');
  const jwk = jwks.keys.find((key) => key.kid === kid);
  if (!jwk) return fault('unknown_key', `is signed by a key that is not ours (${kid}); see /.well-known/gatehouse-keys.json`);
  const payload = await signedPayload(token, jwk);
  if (payload === null) return fault('bad_signature', 'was changed after it was signed, or signed by another key');
  const claims = permitClaims.safeParse(payload);
  if (!claims.success) return fault('malformed', `has claims that are not those of a permit: ${z.prettifyError(claims.error).replaceAll('\n', ' ')}`);
  return inTime(claims.data, now);
}

function inTime(claims: PermitClaims, now: Instant): PermitVerdict {
  const second = Date.parse(now) / 1000;
  // the issuer's iat is cut to the second, so it is never ahead of the issuer's own clock
  if (second < claims.iat) return fault('not_yet_valid', `is valid from ${instantOf(claims.iat)}, and it is ${now}`);
  if (!(second < claims.exp)) return fault('expired', `expired at ${instantOf(claims.exp)}; issue a new one for the case ${claims.sub}`);
  return { ok: true, claims };
}

const instantOf = (seconds: number): Instant => new Date(seconds * 1000).toISOString();

/** The key id of a token that looks like ours; null for anything else. */
function keyIdOf(token: string): string | null {
  // base64 has spare bits at its end; only one text of a token is accepted, so that it can be compared and looked up
  const exact = token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
  try {
    const { alg, typ, kid } = decodeProtectedHeader(token);
    return exact && alg === 'EdDSA' && typ === TYPE && typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

/** The payload, if this key signed it; null if not. Only the algorithm that we sign with is accepted. */
async function signedPayload(token: string, jwk: PublicJwk): Promise<unknown> {
  try {
    const { payload } = await compactVerify(token, await importJWK(jwk satisfies JWK, 'EdDSA'), { algorithms: ['EdDSA'] });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function ed25519(read: (pem: string) => KeyObject, pem: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = read(pem);
  } catch {
    // OpenSSL's own message names neither the form nor a way to make a key
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new TypeError('the key is not an Ed25519 key in PEM; make one with: openssl genpkey -algorithm ed25519');
}

async function toJwk(key: KeyObject): Promise<PublicJwk> {
  const { x } = key.export({ format: 'jwk' }) as { x: string };
  const bare = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...bare, kid: await calculateJwkThumbprint(bare), alg: 'EdDSA', use: 'sig' };
}

const fault = (reason: PermitFault, what: string): PermitVerdict => ({ ok: false, reason, detail: `the permit ${what}` });
