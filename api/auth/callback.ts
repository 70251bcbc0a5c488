import * as openid from 'openid-client';
import type { Claims } from '../../domain/authority/assurance.ts';
import type { SignIn } from '../../store/sessions.ts';

/** What came back from the identity provider cannot be used: forged, repeated, meant for somebody else, or an error of its own. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/** What a sign-in brought: verified claims, and the token that they stood in. */
export interface Brought {
  readonly claims: Claims;
  readonly idToken: string | undefined;
}

/** Exchanges the code for verified claims; what the id token leaves out of the person is asked for once more. @throws openid's errors */
export async function broughtBy(provider: openid.Configuration, url: URL, state: string, { verifier, nonce, max_age }: SignIn): Promise<Brought> {
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, maxAge: max_age, idTokenExpected: true };
  const tokens = await openid.authorizationCodeGrant(provider, url, checks);
  const claims = tokens.claims();
  if (claims === undefined) throw new BadAnswer('there was no id token in the answer');
  const idToken = tokens.id_token;
  if (claims['email'] !== undefined || provider.serverMetadata().userinfo_endpoint === undefined) return { claims, idToken };
  const { email, email_verified } = await openid.fetchUserInfo(provider, tokens.access_token, claims.sub);
  return { claims: { ...claims, ...(email === undefined ? {} : { email, email_verified }) }, idToken };
}
