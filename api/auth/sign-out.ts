import * as openid from 'openid-client';
import type { OpenId } from './openid-client.ts';
import { ProviderAway } from './openid-client.ts';

/**
 * Where the browser ends its session at the identity provider too (OpenID Connect RP-Initiated Logout 1.0), and comes back to
 * `url` from; null for a provider that has no such place, and for one that does not answer: nobody waits for it to be signed out here.
 */
export async function endSessionUrl(provider: OpenId, url: string, idToken: string | null): Promise<string | null> {
  try {
    const configuration = await provider.configuration();
    const { end_session_endpoint: at } = configuration.serverMetadata();
    if (at === undefined || !/^https?:/.test(at)) return null;
    const hint = idToken === null ? {} : { id_token_hint: idToken };
    return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${url}/`, ...hint }).href;
  } catch (error) {
    if (error instanceof ProviderAway) return null;
    throw error;
  }
}
