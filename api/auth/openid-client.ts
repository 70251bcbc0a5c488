import * as openid from 'openid-client';
import type { Config } from '../../config.ts';

/** The identity provider, found when it is first needed. */
export interface OpenId {
  readonly issuer: string;
  /** What the provider says of itself. @throws ProviderAway when it can't be asked; the next call asks again. */
  configuration(): Promise<openid.Configuration>;
}

/** The identity provider does not answer, or answers something else than OpenID Connect. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway';
}

/** How long the provider may take for one answer, in seconds. */
const PATIENCE_S = 5;

/** The library marks it as deprecated so that it stands out in an editor: it is for a provider on this machine only. */
const withoutTls = Reflect.get(openid, 'allowInsecureRequests');

type Settings = Pick<Config, 'oidcIssuer' | 'oidcClientId' | 'oidcClientSecret'>;

/** Null without OIDC_ISSUER. Nothing is asked before the first sign-in: a provider that is down never stops a start. */
export function createOpenId({ oidcIssuer: issuer, oidcClientId, oidcClientSecret }: Settings): OpenId | null {
  if (issuer === undefined) return null;
  const server = new URL(issuer);
  const authentication = oidcClientSecret === undefined ? openid.None() : openid.ClientSecretBasic(oidcClientSecret);
  // without TLS on this machine only: config.ts refuses any other issuer
  const execute = server.protocol === 'http:' ? [withoutTls] : [];
  let found: Promise<openid.Configuration> | null = null;
  return {
    issuer,
    configuration: async () => {
      found ??= openid.discovery(server, oidcClientId, undefined, authentication, { execute, timeout: PATIENCE_S });
      try {
        return await found;
      } catch (error) {
        found = null;
        throw new ProviderAway(`the identity provider at ${issuer} does not answer as one (${messageOf(error)}); is OIDC_ISSUER right, and is it up?`, { cause: error });
      }
    },
  };
}

/** The words of an error and of what caused it, in one line. */
export function messageOf(error: unknown): string {
  const of = (thrown: unknown): string => (typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown));
  const cause = typeof error === 'object' && error !== null && 'cause' in error && error.cause !== undefined ? `: ${of(error.cause)}` : '';
  return `${of(error)}${cause}`.replace(/\s+/g, ' ').slice(0, 300);
}
