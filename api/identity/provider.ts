import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { MULTI_FACTOR_ACR } from '../../contracts/thresholds.ts';
import type { SigningKeys } from './keys.ts';
import { deviceCodePage, deviceConfirmPage, wordsPage } from './pages.ts';
import type { Member } from './people.ts';

/** The `acr` of a sign-in with a one-time code. */
export const MFA_ACR = MULTI_FACTOR_ACR[0] ?? '';
/** The public client of the command line. */
export const CLI_CLIENT = 'gatehouse-cli';

export interface ProviderWish {
  readonly issuer: string;
  /** GATEHOUSE_URL. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly members: readonly Member[];
  readonly keys: SigningKeys;
  /** What cookies are signed with. */
  readonly cookieKey: string;
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const HOUR_S = 3600;
/** Seconds. The session is thrown away at each sign-in; it only carries one through. */
const LIVES = { AccessToken: HOUR_S, AuthorizationCode: 60, DeviceCode: 600, Grant: 14 * 24 * HOUR_S, IdToken: HOUR_S, Interaction: 600, RefreshToken: 14 * 24 * HOUR_S, Session: 600 };

/** A sign-in names everybody's scope; nobody is asked for consent, since the only clients are our own. */
async function grantAll(ctx: KoaContextWithOIDC): Promise<InstanceType<Provider['Grant']>> {
  const { client, session, provider } = ctx.oidc;
  const grant = new provider.Grant({ ...(client && { clientId: client.clientId }), ...(session?.accountId !== undefined && { accountId: session.accountId }) });
  grant.addOIDCScope('openid profile email offline_access');
  await grant.save();
  return grant;
}

const xsrfOf = (ctx: KoaContextWithOIDC): string => (ctx.oidc.session?.state as { secret?: string } | undefined)?.secret ?? '';
const codeForm = (ctx: KoaContextWithOIDC): string => ctx.oidc.urlFor('code_verification');

const deviceFlow = {
  enabled: true,
  userCodeInputSource: (ctx: KoaContextWithOIDC, _form: string, _out?: unknown, error?: unknown) => {
    ctx.body = deviceCodePage(codeForm(ctx), xsrfOf(ctx), error ? 'That code is unknown, was used, or is too old: type the one that the command line shows now.' : null);
  },
  userCodeConfirmSource: (ctx: KoaContextWithOIDC, _form: string, _client: unknown, _device: unknown, code: string) => {
    ctx.body = deviceConfirmPage(codeForm(ctx), xsrfOf(ctx), code);
  },
  successSource: (ctx: KoaContextWithOIDC) => {
    ctx.body = wordsPage('The command line is signed in', 'You can close this page.');
  },
};

function configuration({ url, clientId, clientSecret, members, keys, cookieKey }: ProviderWish): Configuration {
  return {
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: [`${url}/oidc/callback`], post_logout_redirect_uris: [`${url}/`], grant_types: ['authorization_code'], response_types: ['code'], require_auth_time: true },
      { client_id: CLI_CLIENT, token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: [], response_types: [], grant_types: [DEVICE_GRANT, 'refresh_token'], require_auth_time: true },
    ],
    jwks: keys,
    cookies: { keys: [cookieKey], names: { session: 'embedded_identity', interaction: 'embedded_identity_step', resume: 'embedded_identity_back' } },
    acrValues: [...MULTI_FACTOR_ACR],
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'profile', 'email'],
    pkce: { required: () => true },
    ttl: LIVES,
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true }, deviceFlow },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantAll,
    findAccount: (_ctx, subject) => {
      const member = members.find((each) => each.subject === subject);
      if (!member) return undefined;
      const { name, email } = member;
      return { accountId: subject, claims: () => ({ sub: subject, name, ...(email === undefined ? {} : { email, email_verified: true }) }) };
    },
    renderError: (ctx, { error, error_description: why }) => {
      ctx.type = 'html';
      ctx.body = wordsPage('This sign-in cannot go on', `${error}${why === undefined ? '' : `: ${why}`}. Go back to Gatehouse and begin again.`);
    },
  };
}

/** OpenID Connect for the people of the directory; everything but keys and clients is kept in memory. */
export const createProvider = (wish: ProviderWish): Provider => new Provider(wish.issuer, configuration(wish));
