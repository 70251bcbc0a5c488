import * as openid from 'openid-client';
import { Failure, reasonOf } from '../failure.ts';
import type { Login } from './kept.ts';

/** The library marks it as deprecated so that it stands out in an editor: it is for a provider on this machine only. */
const withoutTls = Reflect.get(openid, 'allowInsecureRequests');

/** Asks a provider what it is. Without TLS only on this machine. @throws Failure (3) when it does not answer */
export async function discover({ issuer, client_id }: Pick<Login, 'issuer' | 'client_id'>): Promise<openid.Configuration> {
  const server = new URL(issuer);
  const local = server.protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(server.hostname);
  try {
    return await openid.discovery(server, client_id, undefined, openid.None(), local ? { execute: [withoutTls] } : {});
  } catch (error) {
    throw new Failure('unreachable', `the identity provider at ${issuer} does not answer (${reasonOf(error)})`);
  }
}

/** Tokens as they are kept. @throws Failure (1) without an id token: nothing else says who signed in, and when */
export function loginOf({ issuer, client_id }: Pick<Login, 'issuer' | 'client_id'>, tokens: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers, before: string | null = null): Login {
  const claims = tokens.claims();
  if (tokens.id_token === undefined || claims === undefined) throw new Failure('refused', `the identity provider at ${issuer} gave no id token; does it know the client "${client_id}" as one for OpenID Connect?`);
  return { issuer, client_id, id_token: tokens.id_token, refresh_token: tokens.refresh_token ?? before, expires_at: new Date(claims.exp * 1000).toISOString() };
}

/** A sign-in that is good again; null when the provider does not renew it. */
export async function renewed(login: Login): Promise<Login | null> {
  if (login.refresh_token === null) return null;
  const provider = await discover(login);
  try {
    return loginOf(login, await openid.refreshTokenGrant(provider, login.refresh_token), login.refresh_token);
  } catch {
    return null;
  }
}
