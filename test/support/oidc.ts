import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP as Code } from 'otpauth';
import { createSignIn, type SignInConfig } from '../../api/auth/sign-in.ts';
import { type Identity, startIdentity } from '../../api/identity/identity.ts';
import type { Member } from '../../api/identity/people.ts';
import { TOTP, TOTP_FILE, totpSecrets } from '../../contracts/embedded-totp.ts';
import { sessionCookie } from '../../contracts/session.ts';
import { createSession } from '../../store/sessions.ts';
import { nowOf } from '../../store/store.ts';
import { exampleDirectory, startTestApi, type TestApi, type TestApiWish } from './api.ts';

/** What the embedded provider proves without and with a code (`api/identity`). */
const PLAIN = { acr: null, amr: ['user'] };
const MULTI_FACTOR = { acr: 'https://refeds.org/profile/mfa', amr: ['user', 'otp', 'mfa'] };
const LIFE_MS = 3_600_000;

/** A signed-in browser: the `Cookie` header's value, and what its forms carry in the field `csrf`. */
export interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
}

/** A console session of this person, as the embedded provider would have led to; `mfa`: with a fresh TOTP. */
export async function signedIn(api: Pick<TestApi, 'store' | 'url'>, person: string, { mfa = false }: { readonly mfa?: boolean } = {}): Promise<SignedIn> {
  const proof = { ...(mfa ? MULTI_FACTOR : PLAIN), auth_time: await nowOf(api.store) };
  const { cookie, session } = await createSession(api.store, { person, proof, development: true, lifeMs: LIFE_MS });
  return { cookie: `${sessionCookie(api.url)}=${cookie}`, csrf: session.csrf };
}

/** The embedded identity provider beside a test API, which takes its sign-ins. */
export interface WithIdentity {
  readonly api: TestApi;
  readonly identity: Identity;
  stop(): Promise<void>;
}

export interface IdentityWanted extends Omit<TestApiWish, 'signIn'> {
  /** Milliseconds since 1970 as one-time codes see them. */
  readonly now?: () => number;
  readonly config?: Partial<SignInConfig>;
  /** People that the provider knows and the directory does not. */
  readonly strangers?: readonly Member[];
}

/** A test API with the real provider in the same process. */
export async function startWithIdentity({ now, config = {}, strangers = [], ...wish }: IdentityWanted = {}): Promise<WithIdentity> {
  let identity: Identity | undefined;
  const members = exampleDirectory(wish.directory).people.map(({ id, name, email, oidc_subject, roles }) => ({ id, name, email, subject: oidc_subject ?? id, roles: roles.map((held) => (typeof held === 'string' ? held : held.role)) }));
  const api = await startTestApi({
    ...wish,
    signIn: async ({ url, home, ...parts }) => {
      identity = await startIdentity({ port: 0, url, home, ...CLIENT, members: [...members, ...strangers], ...(now === undefined ? {} : { now }) });
      return createSignIn({ ...parts, config: { ...SETTINGS, url, oidcIssuer: identity.issuer, ...config } });
    },
  });
  if (identity === undefined) throw new Error('the provider did not start');
  const running = identity;
  return { api, identity: running, stop: async () => {
    await Promise.all([running.stop(), api.stop()]);
  } };
}

const CLIENT = { clientId: 'gatehouse', clientSecret: 'a-secret-of-this-test' };
const SETTINGS = { oidcClientId: CLIENT.clientId, oidcClientSecret: CLIENT.clientSecret, oidcCliClientId: 'gatehouse-cli', oidcEmbedded: true, sessionMs: LIFE_MS, sessionIdleMs: LIFE_MS / 2, requestsPerMinute: 1_000_000 };

/** The code that an authenticator app of this person shows at `now` (milliseconds since 1970). */
export function totpOf(home: string, person: string, now = Date.now()): string {
  const secrets = totpSecrets.parse(JSON.parse(readFileSync(join(home, TOTP_FILE), 'utf8')));
  return new Code({ ...TOTP, secret: Secret.fromBase32(secrets[person]?.secret ?? '') }).generate({ timestamp: now });
}

/** What a browser got in the end. */
export interface Visited {
  readonly status: number;
  readonly url: string;
  readonly text: string;
}

/** A browser without scripts: keeps cookies, follows redirects, fills in forms. Ports share cookies, as in browsers. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` headers, as they came. */
  readonly setCookies: string[] = [];

  async open(url: string, form?: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Visited> {
    let [at, body] = [url, form === undefined ? undefined : new URLSearchParams(form)];
    for (let hops = 0; hops < 12; hops += 1) {
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const origin = body === undefined ? {} : { Origin: new URL(at).origin };
      const response = await fetch(at, { redirect: 'manual', headers: { ...origin, ...headers, Cookie: cookie }, ...(body === undefined ? {} : { method: 'POST', body }) });
      for (const line of response.headers.getSetCookie()) this.keep(line);
      const location = response.headers.get('location');
      if (location === null) return { status: response.status, url: at, text: await response.text() };
      [at, body] = [new URL(location, at).href, undefined];
    }
    throw new Error(`${url} redirects for ever, last to ${at}`);
  }

  /** Sends the form of a page: its hidden fields, and these. */
  submit(page: Visited, fields: Readonly<Record<string, string>>): Promise<Visited> {
    const action = /<form[^>]*action="([^"]*)"/.exec(page.text)?.[1] ?? page.url;
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
    return this.open(new URL(action, page.url).href, { ...Object.fromEntries(hidden), ...fields });
  }

  /** Takes over a `Set-Cookie` header. */
  keep(line: string): void {
    this.setCookies.push(line);
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
