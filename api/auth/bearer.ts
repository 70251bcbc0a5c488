import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyResult } from 'jose';
import type { Config } from '../../config.ts';
import { assuranceOf, personIn, proofIn } from '../../domain/authority/assurance.ts';
import { clientRefused, typeRefused } from '../../domain/authority/token-use.ts';
import type { HouseReader } from '../../store/house.ts';
import type { Fault } from '../http/problem.ts';
import { bearerOf, type Strategy } from './caller.ts';
import { notLocal } from './development-tokens.ts';
import { messageOf, type OpenId, ProviderAway } from './openid-client.ts';
import { stepUpRules } from './step-up-rules.ts';

/** What providers sign with; never `none`, and never a secret that the client knows too. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** Clocks may differ by so much, in seconds. */
const CLOCK_S = 5;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

interface BearerDeps {
  readonly provider: OpenId;
  readonly house: HouseReader;
  readonly config: Pick<Config, 'url' | 'oidcClientId' | 'oidcCliClientId' | 'oidcEmbedded'>;
}

/**
 * Tokens of the identity provider (JWT) at the API: signed by it, for us (`aud` is a client id of ours or GATEHOUSE_URL),
 * given to us (`azp`, `client_id`), in time, and of somebody who works here. The assurance follows from what the token proves now.
 */
export function bearerTokens({ provider, house, config }: BearerDeps): Strategy {
  const verify = verifier(provider, [config.oidcClientId, config.oidcCliClientId, config.url]);
  return async (request) => {
    const token = bearerOf(request);
    if (token === null || !JWT.test(token)) return null;
    const local = config.oidcEmbedded ? notLocal(request, config.url) : null;
    if (local) return local;
    const claims = await verify(token);
    if ('refused' in claims) return claims;
    const unfit = typeRefused(claims.protectedHeader.typ) ?? clientRefused(claims.payload, [config.oidcClientId, config.oidcCliClientId]);
    if (unfit !== null) return { refused: 'not_authenticated', detail: `the token is refused: ${unfit}; sign in again with "gatehouse login"` };
    const seen = await house.get();
    const bound = personIn(claims.payload, seen.directory, seen.at);
    if ('nobody' in bound) return { refused: 'not_authenticated', detail: `the token is good, and ${bound.nobody}` };
    const proof = proofIn(claims.payload, seen.at);
    const assurance = proof === null ? 'session' : assuranceOf(proof, config.oidcEmbedded, stepUpRules(seen), seen.at);
    return { kind: 'person', id: bound.person.id, assurance, ...(proof === null ? {} : { proof }), ...(config.oidcEmbedded ? { development: true } : {}) };
  };
}

function verifier(provider: OpenId, audience: string[]): (token: string) => Promise<Pick<JWTVerifyResult, 'payload' | 'protectedHeader'> | Fault> {
  let keys: ReturnType<typeof createRemoteJWKSet> | null = null;
  const keySet = async (): Promise<ReturnType<typeof createRemoteJWKSet>> => {
    const { jwks_uri } = (await provider.configuration()).serverMetadata();
    if (jwks_uri === undefined) throw new ProviderAway(`the identity provider at ${provider.issuer} publishes no keys (jwks_uri)`);
    keys ??= createRemoteJWKSet(new URL(jwks_uri));
    return keys;
  };
  return async (token) => {
    try {
      const set = await keySet();
      const { issuer } = (await provider.configuration()).serverMetadata();
      return await jwtVerify(token, set, { issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_S, requiredClaims: ['exp', 'sub'] });
    } catch (error) {
      return faultOf(error);
    }
  };
}

/** A token that is no good is the caller's matter; keys that can't be had are ours. */
function faultOf(error: unknown): Fault {
  const away = error instanceof ProviderAway || error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
  if (away) return { refused: 'unavailable', detail: `tokens of the identity provider cannot be checked at the moment (${messageOf(error)})`, headers: { 'Retry-After': '5' } };
  return { refused: 'not_authenticated', detail: `the token is refused: ${messageOf(error)}; sign in again with "gatehouse login"` };
}
