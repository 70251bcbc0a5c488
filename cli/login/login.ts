import * as openid from 'openid-client';
import { MULTI_FACTOR_ACR } from '../../contracts/thresholds.ts';
import { Failure, reasonOf } from '../failure.ts';
import type { Run } from '../spec.ts';
import { keepLogin, loginsFile } from './kept.ts';
import { discover, loginOf } from './provider.ts';

/** Signs in by the device flow (RFC 8628): shows an address and a code, waits, keeps the tokens for this API. */
export const login: Run = async (given, shell) => {
  const { issuer, client_id } = await shell.api.call('getSignIn');
  if (issuer === null || client_id === null) throw new Failure('refused', `${shell.api.url} has no identity provider; set GATEHOUSE_TOKEN, or with an embedded start say who you are: --as PERSON`);
  const provider = await discover({ issuer, client_id });
  const begun = await begin(provider, given.flag('mfa'));
  // it is what the person waits for: shown also under --json, where standard output holds the answer only
  shell.io.stderr.write(`Open ${begun.verification_uri} and enter the code ${begun.user_code}\n`);
  const kept = loginOf({ issuer, client_id }, await answerTo(provider, begun));
  keepLogin(shell.io.env, shell.api.url, kept);
  const me = await shell.api.call('whoAmI');
  return { json: { ...me, expires_at: kept.expires_at }, text: `signed in as ${me.id} (kept in ${loginsFile(shell.io.env)})` };
};

async function begin(provider: openid.Configuration, mfa: boolean): Promise<openid.DeviceAuthorizationResponse> {
  const strong: Record<string, string> = mfa ? { acr_values: MULTI_FACTOR_ACR.join(' ') } : {};
  try {
    return await openid.initiateDeviceAuthorization(provider, { scope: 'openid profile email offline_access', ...strong });
  } catch (error) {
    throw new Failure('refused', `the identity provider lets no command line sign in (${reasonOf(error)}); it needs a public client with the device flow, named by OIDC_CLI_CLIENT_ID`);
  }
}

async function answerTo(provider: openid.Configuration, begun: openid.DeviceAuthorizationResponse): Promise<openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers> {
  try {
    return await openid.pollDeviceAuthorizationGrant(provider, begun);
  } catch (error) {
    const why = error instanceof openid.ResponseBodyError ? error.error.replaceAll('_', ' ') : reasonOf(error);
    throw new Failure('refused', `nobody was signed in: ${why}; run "gatehouse login" again`);
  }
}
