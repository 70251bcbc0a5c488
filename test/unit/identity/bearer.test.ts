import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { createSignIn } from '../../../api/auth/sign-in.ts';
import { execute } from '../../../store/execute.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { CAST, ok, requestFor, seedSystem } from '../../support/seed.ts';

let api: TestApi;
let provider: Server;
let issuer = '';
let key: CryptoKey;
let foreign: CryptoKey;
let up = true;
let published = { spki: '', jwk: {} };

const SIGN_IN = { oidcClientId: 'gatehouse', oidcCliClientId: 'gatehouse-cli', oidcClientSecret: undefined, oidcEmbedded: false, sessionMs: 3_600_000, sessionIdleMs: 3_600_000, requestsPerMinute: 1_000_000 };

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  foreign = (await generateKeyPair('ES256')).privateKey;
  published = { spki: await exportSPKI(pair.publicKey), jwk: await exportJWK(pair.publicKey) };
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] };
  provider = createServer((request, response) => {
    if (!up) return void response.writeHead(503).end();
    const answer = request.url === '/jwks' ? jwks : { issuer, jwks_uri: `${issuer}/jwks`, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve));
  const bound = provider.address();
  issuer = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  api = await startTestApi({
    directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'ruth' ? { ...person, oidc_subject: 'subject-of-ruth' } : person)) }),
    signIn: async ({ url, store, house, log }) => createSignIn({ store, house, log, config: { ...SIGN_IN, url, oidcIssuer: issuer } }),
  });
});
afterAll(async () => {
  await api.stop();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

const seconds = (): number => Math.floor(Date.now() / 1000);
const good = (): Record<string, unknown> => ({ iss: issuer, aud: 'gatehouse', sub: 's', exp: seconds() + 600, iat: seconds(), auth_time: seconds(), email: 'maya@example.com', email_verified: true });
const signed = (claims: Record<string, unknown>, by: CryptoKey = key, typ?: string): Promise<string> => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k', ...(typ === undefined ? {} : { typ }) }).sign(by);
const me = async (token: string) => api.with(token).get('/v1/me');

describe('a token of the identity provider', () => {
  it('comes in as the person with that verified address, with what it proves', async () => {
    expect((await me(await signed(good()))).body).toMatchObject({ id: 'maya', assurance: 'session' });
    expect((await me(await signed({ ...good(), amr: ['pwd', 'otp'] }))).body).toMatchObject({ id: 'maya', assurance: 'mfa' });
    expect((await me(await signed({ ...good(), amr: ['mfa'], auth_time: seconds() - 3_600 }))).body).toMatchObject({ assurance: 'session' });
    expect((await me(await signed({ ...good(), aud: ['other', api.url], azp: 'gatehouse-cli' }))).body).toMatchObject({ id: 'maya' });
  });

  it('comes in as the person whose subject the directory names, whatever its address', async () => {
    expect((await me(await signed({ ...good(), sub: 'subject-of-ruth', email_verified: false }))).body).toMatchObject({ id: 'ruth' });
    // with a subject in the directory an address alone binds nobody: addresses are given away again
    expect((await me(await signed({ ...good(), email: 'ruth@example.com' }))).status).toBe(401);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another audience', { aud: 'another-client' }, '"aud"'],
    ['another issuer', { iss: 'https://evil.example' }, '"iss"'],
    ['an end that is past', { exp: 1_000_000_000 }, '"exp"'],
    ['no end', { exp: undefined }, '"exp"'],
    ['another client as its holder', { azp: 'calendar-sync' }, 'another client'],
    ['another client as its holder, for our address', { aud: 'AUD', client_id: 'calendar-sync' }, 'another client'],
    ['two clients as its holder, one of them ours', { azp: 'gatehouse', client_id: 'calendar-sync' }, 'another client'],
    ['a holder that is no name', { azp: ['gatehouse'] }, 'another client'],
    ['several audiences and no holder', { aud: ['gatehouse', 'calendar'] }, 'several audiences'],
    ['an address that nobody verified', { email_verified: false }, 'has not verified'],
    ['an address that nobody here has', { email: 'nobody@example.com' }, 'does not know you'],
  ])('with %s is refused', async (_what, change, why) => {
    const answer = await me(await signed({ ...good(), ...change, ...(change['aud'] === 'AUD' ? { aud: api.url } : {}) }));
    expect([answer.status, answer.text]).toEqual([401, expect.stringContaining(why.replaceAll('"', '\\"'))]);
  });

  it('signed by another key, or by nobody, is refused', async () => {
    expect((await me(await signed(good(), foreign))).status).toBe(401);
    expect((await me(new UnsecuredJWT(good()).encode())).status).toBe(401);
  });

  it('signed with the published key as if it were a secret is refused', async () => {
    const secrets = [published.spki, JSON.stringify(published.jwk)].map((text) => new TextEncoder().encode(text));
    for (const secret of secrets) expect((await me(await new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'k' }).sign(secret))).status).toBe(401);
  });

  it.each([
    [undefined, 200, 'saying nothing is usual'],
    ['JWT', 200, 'an id token'],
    ['at+jwt', 200, 'an access token (RFC 9068)'],
    ['application/at+JWT', 200, 'the same, in full'],
    ['logout+jwt', 401, 'a logout token is no sign-in'],
    ['dpop+jwt', 401, 'a proof of possession is no sign-in'],
  ])('of the type %s is answered with %d: %s', async (typ, status, _reason) => {
    expect((await me(await signed({ ...good(), client_id: 'gatehouse-cli' }, key, typ))).status).toBe(status);
  });

  it('is named to the command line by the API', async () => {
    expect((await api.with(null).get('/.well-known/gatehouse-sign-in.json')).body).toEqual({ issuer, client_id: 'gatehouse-cli' });
  });
});

describe('a vote on a high tier', () => {
  it('with an old proof is refused, and says how old; with a fresh one the record shows what was proven', async () => {
    const system = await seedSystem(api, { tier: 'high' });
    const id = ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']!;
    const meta = { command_id: `checks/${id}`, actor: { kind: 'workflow', id }, door: 'workflow', assurance: 'session' } as const;
    await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body: { revision: 1, results: [] } }, meta);
    const { lanes, package_digest } = ok(await api.as('maya').get(`/v1/deployments/${id}`));
    const owed = lanes!.find((lane) => lane['lane'] === 'technical')!['obligation_id'];
    const vote = async (auth_time: number) => api.with(await signed({ ...good(), email: 'theo@example.com', amr: ['pwd', 'otp', 'mfa'], auth_time })).post(`/v1/obligations/${owed}/votes`, { verdict: 'approve', package_digest, reason: 'Sound' });
    const stale = await vote(seconds() - 600);
    expect([stale.status, stale.body]).toEqual([403, expect.objectContaining({ code: 'assurance_too_weak', detail: expect.stringMatching(/multi-factor sign-in of at most PT5M ago is needed, and the multi-factor sign-in at hand is of .* 60\d s ago/) })]);
    // a clock ahead of the house's makes nothing fresher, so it is a little behind
    const at = seconds() - 5;
    ok(await vote(at));
    const view = ok(await api.as('maya').get(`/v1/deployments/${id}`));
    expect(view['lanes']!.find((lane) => lane['lane'] === 'technical')!['votes']![0]).toMatchObject({ person: 'theo', assurance: 'mfa', proof: { acr: null, amr: ['pwd', 'otp', 'mfa'], auth_time: new Date(at * 1000).toISOString() } });
  });
});

describe('an identity provider that is down', () => {
  it('stops neither the start nor other sign-ins, says so, and is asked again', async () => {
    up = false;
    const other = await startTestApi({ signIn: async ({ url, store, house, log }) => createSignIn({ store, house, log, config: { ...SIGN_IN, url, oidcIssuer: issuer } }) });
    try {
      expect((await other.as('maya').get('/v1/me')).status).toBe(200);
      expect((await other.with(await signed(good())).get('/v1/me')).status).toBe(503);
      const page = await fetch(`${other.url}/oidc/sign-in`, { redirect: 'manual' });
      expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('does not answer')]);
      up = true;
      expect((await fetch(`${other.url}/oidc/sign-in`, { redirect: 'manual' })).status).toBe(302);
    } finally {
      await other.stop();
    }
  });
});
