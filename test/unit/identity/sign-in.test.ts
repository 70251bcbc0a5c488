import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { createSignIn } from '../../../api/auth/sign-in.ts';
import { sessionCookie } from '../../../contracts/session.ts';
import { findSession } from '../../../store/sessions.ts';
import { Browser, signedIn, startWithIdentity, totpOf, type Visited, type WithIdentity } from '../../support/oidc.ts';

const HOUR_MS = 3_600_000;
const SESSIONS = { oidcIssuer: undefined, oidcClientId: 'gatehouse', oidcCliClientId: 'gatehouse-cli', oidcClientSecret: undefined, oidcEmbedded: true, sessionMs: HOUR_MS, sessionIdleMs: HOUR_MS, requestsPerMinute: 1_000_000 };
let house: WithIdentity;
let clock = Date.now();
beforeAll(async () => {
  house = await startWithIdentity({
    now: () => clock,
    strangers: [
      { id: 'stranger', name: 'A Stranger', email: 'stranger@example.com', subject: 'stranger', roles: [] },
      { id: 'nameless', name: 'No Address', email: undefined, subject: 'nameless', roles: [] },
    ],
    directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'walt' ? { ...person, left_on: '2020-01-01' } : person)) }),
  });
});
afterAll(() => house.stop());

const at = (path: string): string => `${house.api.url}${path}`;
const cookieIn = (browser: Browser): string => browser.cookies.get(sessionCookie(house.api.url)) ?? '';
const sessionIn = (browser: Browser) => findSession(house.api.store, cookieIn(browser), HOUR_MS);

async function signInAs(person: string, path = '/docs'): Promise<{ browser: Browser; last: Visited }> {
  const browser = new Browser();
  return { browser, last: await browser.open(at(`/oidc/sign-in?login_hint=${person}&return_to=${encodeURIComponent(path)}`)) };
}

/** A later period of the one-time codes, so that no test meets another's used code. */
const later = (): number => (clock += 90_000);

/** Follows redirects up to, and not into, a path. */
async function upTo(path: string, browser: Browser, from: string): Promise<string> {
  let next = from;
  for (let hops = 0; hops < 8; hops += 1) {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(next, { redirect: 'manual', headers: { Cookie: cookie } });
    for (const line of response.headers.getSetCookie()) browser.keep(line);
    next = new URL(response.headers.get('location') ?? '', next).href;
    if (new URL(next).pathname === path) return next;
  }
  throw new Error(`never came to ${path}, last to ${next}`);
}

describe('a sign-in', () => {
  it('by picking a person ends on the page that was asked for, with a session of one factor', async () => {
    const browser = new Browser();
    const people = await browser.open(at('/oidc/sign-in?return_to=%2Fdocs%3Fx%3D1'));
    expect(people.text).toContain('not a real sign-in');
    const last = await browser.submit(people, { person: 'maya' });
    expect([last.status, last.url]).toEqual([200, at('/docs?x=1')]);
    expect(await sessionIn(browser)).toMatchObject({ person: 'maya', development: true, proof: { acr: null, amr: ['user'] } });
  });

  it('with a named person is one click, also for a browser that was somebody else before', async () => {
    const { browser, last } = await signInAs('ruth');
    expect([last.status, last.url, (await sessionIn(browser))?.person]).toEqual([200, at('/docs'), 'ruth']);
    await browser.open(at('/oidc/sign-in?login_hint=maya'));
    expect((await sessionIn(browser))?.person).toBe('maya');
  });

  it('gives a new cookie each time and ends the session before, so that a planted cookie is worth nothing', async () => {
    const { browser } = await signInAs('ruth');
    const planted = cookieIn(browser);
    await browser.open(at('/oidc/sign-in?login_hint=ruth'));
    expect(cookieIn(browser)).not.toBe(planted);
    expect(await findSession(house.api.store, planted, HOUR_MS)).toBeNull();
  });

  it('never takes over the cookie that a browser brings along, which somebody else may have planted', async () => {
    const browser = new Browser();
    const planted = 'p'.repeat(43);
    browser.cookies.set('gatehouse_sign_in', planted);
    await upTo('/oidc/callback', browser, at('/oidc/sign-in?login_hint=maya'));
    const set = browser.setCookies.filter((line) => line.startsWith('gatehouse_sign_in'));
    expect(set).toHaveLength(1);
    expect(set[0]).not.toContain(planted);
  });

  it('sets a cookie that scripts and other sites do not get', async () => {
    const { browser } = await signInAs('ruth');
    const line = browser.setCookies.find((each) => each.startsWith(`${sessionCookie(house.api.url)}=`)) ?? '';
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).toMatch(/; Path=\//);
    expect(sessionCookie('https://gatehouse.example')).toBe('__Host-gatehouse_session');
  });

  it('of a leaver ends on a page that says so, without a session', async () => {
    const { browser, last } = await signInAs('walt');
    expect([last.status, cookieIn(browser)]).toEqual([403, '']);
    expect(last.text).toContain('you no longer work here');
  });

  it.each(['stranger', 'nameless'])('of %s, whom the directory does not know, ends on a page that says so', async (person) => {
    const { browser, last } = await signInAs(person);
    expect([last.status, cookieIn(browser), last.text]).toEqual([403, '', expect.stringContaining('does not know you')]);
  });

  it.each([
    ['a state that we never made', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['a code that the provider never gave', (url: URL) => url.searchParams.set('code', 'forged')],
    ['an issuer that is another one', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
  ])('with %s is refused', async (_what, tamper) => {
    const browser = new Browser();
    const url = new URL(await upTo('/oidc/callback', browser, at('/oidc/sign-in?login_hint=maya')));
    tamper(url);
    const last = await browser.open(url.href);
    expect([last.status, cookieIn(browser)]).toEqual([400, '']);
  });

  it('that began in another browser, or was finished before, is refused', async () => {
    const browser = new Browser();
    const url = await upTo('/oidc/callback', browser, at('/oidc/sign-in?login_hint=maya'));
    const other = new Browser();
    expect([(await other.open(url)).status, cookieIn(other)]).toEqual([400, '']);
    expect((await browser.open(url)).status).toBe(404); // the first page, which this test API has not
    expect(cookieIn(browser)).not.toBe('');
    const again = await browser.open(url);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('This sign-in is over')]);
  });

  it('never leads to another site', async () => {
    for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', '/%5cevil.example', '/\t/evil.example']) {
      const { last } = await signInAs('maya', evil);
      expect([evil, last.url]).toEqual([evil, at('/')]);
    }
  });
});

describe('a session', () => {
  it('is over when its person has left, from that day on', async () => {
    const { cookie } = await signedIn(house.api, 'walt');
    const stays = await signedIn(house.api, 'maya');
    const gone = createSignIn({ store: house.api.store, house: house.api.house, log: pino({ level: 'silent' }), config: { ...SESSIONS, url: house.api.url } });
    const asks = (value: string) => gone.sessionOf({ headers: { cookie: value, host: new URL(house.api.url).host }, socket: { remoteAddress: '127.0.0.1' }, query: {} } as never);
    expect(await asks(stays.cookie)).toMatchObject({ person: 'maya' });
    expect(await asks(cookie)).toBeNull();
  });

  it('is over when nobody used it for as long as it may lie idle, and each use counts anew', async () => {
    const { cookie } = await signedIn(house.api, 'maya');
    const value = cookie.split('=')[1] ?? '';
    const seen = async (minutes: number) => house.api.store.pool.query(`UPDATE sessions SET seen_at = now() - make_interval(mins => $1)`, [minutes]);
    await seen(59);
    expect(await findSession(house.api.store, value, HOUR_MS)).toMatchObject({ person: 'maya' });
    const { rows } = await house.api.store.pool.query<{ fresh: boolean }>(`SELECT seen_at > now() - interval '1 minute' AS fresh FROM sessions WHERE person = 'maya' AND id = $1`, [(await findSession(house.api.store, value, HOUR_MS))?.id]);
    expect(rows).toEqual([{ fresh: true }]);
    await seen(61);
    expect(await findSession(house.api.store, value, HOUR_MS)).toBeNull();
  });

  it('is over when it expired', async () => {
    const { cookie } = await signedIn(house.api, 'maya');
    const value = cookie.split('=')[1] ?? '';
    expect(await findSession(house.api.store, value, HOUR_MS)).toMatchObject({ person: 'maya' });
    await house.api.store.pool.query(`UPDATE sessions SET expires_at = now() - interval '1 second'`);
    expect(await findSession(house.api.store, value, HOUR_MS)).toBeNull();
  });

  it('is not kept by an open page that asks for news', async () => {
    const { cookie } = await signedIn(house.api, 'maya');
    const value = cookie.split('=')[1] ?? '';
    const seen = async () => (await house.api.store.pool.query<{ seen_at: string }>('SELECT max(seen_at) AS seen_at FROM sessions')).rows[0]?.seen_at;
    await house.api.store.pool.query("UPDATE sessions SET seen_at = now() - interval '50 minutes', expires_at = now() + interval '1 hour'");
    const before = await seen();
    expect(await findSession(house.api.store, value, HOUR_MS, { touch: false })).toMatchObject({ person: 'maya' });
    expect(await seen()).toBe(before);
    await findSession(house.api.store, value, HOUR_MS);
    expect(await seen()).not.toBe(before);
  });

  it('counts for nothing under /v1, where a form of another site could use it', async () => {
    const { cookie } = await signedIn(house.api, 'maya', { mfa: true });
    expect((await fetch(at('/v1/me'), { headers: { Cookie: cookie } })).status).toBe(401);
  });

  it('ends by a sign-out with the token of its forms, and by no other', async () => {
    const { browser } = await signInAs('maya');
    const session = await sessionIn(browser);
    expect((await browser.open(at('/oidc/sign-out'), { csrf: 'guessed' })).status).toBe(403);
    expect((await browser.open(at('/oidc/sign-out'), {})).status).toBe(403);
    expect(await sessionIn(browser)).not.toBeNull();
    const before = cookieIn(browser);
    await browser.open(at('/oidc/sign-out'), { csrf: session?.csrf ?? '' });
    expect([cookieIn(browser), await findSession(house.api.store, before, HOUR_MS)]).toEqual(['', null]);
  });

  it('ends at the identity provider too, by a page in between, and leads back to the first page', async () => {
    const { browser } = await signInAs('maya');
    const session = await sessionIn(browser);
    const held = browser.cookies.get('embedded_identity');
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at('/oidc/sign-out'), { method: 'POST', redirect: 'manual', headers: { Cookie: cookie, Origin: house.api.url }, body: new URLSearchParams({ csrf: session?.csrf ?? '' }) });
    const onward = /^0; url=(.*)$/.exec(answer.headers.get('refresh') ?? '')?.[1] ?? '';
    expect([answer.status, onward]).toEqual([200, expect.stringContaining(`${house.identity.issuer}/session/end?`)]);
    const asked = new URL(onward).searchParams;
    expect([asked.get('post_logout_redirect_uri'), asked.get('id_token_hint')?.split('.').length]).toEqual([at('/'), 3]);
    expect(await answer.text()).toContain('You are signed out of Gatehouse');
    const back = await fetch(onward, { redirect: 'manual', headers: { Cookie: cookie } });
    expect([back.status, back.headers.get('location'), held === undefined]).toEqual([303, at('/'), false]);
    expect(back.headers.getSetCookie().join()).toContain('embedded_identity=;');
    const { rows } = await house.api.store.pool.query<{ kept: string }>('SELECT count(*)::text AS kept FROM sessions WHERE id = $1 AND id_token IS NOT NULL', [session?.id]);
    expect(rows).toEqual([{ kept: '0' }]);
  });

  it('leads nowhere but to Gatehouse from the provider’s end', async () => {
    const answer = await fetch(`${house.identity.issuer}/session/end?post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
  });
});

describe('a step-up', () => {
  it('asks for a real one-time code, comes back to the same path, and is in the proof', async () => {
    later();
    const { browser } = await signInAs('theo');
    const page = await browser.open(at('/oidc/step-up?return_to=%2Fdocs%3Fvote%3D7'));
    expect(page.text).toContain('Confirm that you are');
    expect(page.text).toContain('otpauth://totp/');
    const last = await browser.submit(page, { code: totpOf(house.api.home, 'theo', clock) });
    expect([last.status, last.url]).toEqual([200, at('/docs?vote=7')]);
    expect(await sessionIn(browser)).toMatchObject({ person: 'theo', proof: { acr: 'https://refeds.org/profile/mfa', amr: ['user', 'otp', 'mfa'] } });
    later();
    expect((await browser.open(at('/oidc/step-up'))).text).not.toContain('otpauth://');
  });

  it('refuses a wrong code, a code that was used, and guessing', async () => {
    later();
    const { browser } = await signInAs('renate');
    const code = totpOf(house.api.home, 'renate', clock);
    const page = await browser.open(at('/oidc/step-up'));
    const wrong = await browser.submit(page, { code: code === '000000' ? '111111' : '000000' });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('That code is wrong')]);
    expect((await browser.submit(wrong, { code })).url).toBe(at('/'));
    const second = await browser.open(at('/oidc/step-up'));
    expect((await browser.submit(second, { code })).text).toContain('used already');
    for (let tries = 0; tries < 5; tries += 1) await browser.submit(second, { code: '123' });
    expect((await browser.submit(second, { code })).text).toContain('Too many wrong codes');
  });

  it('finished by somebody else is refused, and the session stays as it was', async () => {
    later();
    const { browser } = await signInAs('maya');
    const before = await sessionIn(browser);
    const page = await browser.open(at('/oidc/step-up?return_to=%2Fdocs'));
    const people = await browser.open(`${page.url}?pick=1`);
    const other = await browser.submit(people, { person: 'ruth' });
    const last = await browser.submit(other, { code: totpOf(house.api.home, 'ruth', clock) });
    expect([last.status, last.text]).toEqual([403, expect.stringContaining('maya began this confirmation and ruth finished it')]);
    expect(await sessionIn(browser)).toEqual(before);
  });

  it('of nobody asks who they are, and for the code all the same', async () => {
    later();
    const browser = new Browser();
    const people = await browser.open(at('/oidc/step-up?return_to=%2Fdocs'));
    expect(people.text).toContain('Be one of these people');
    const asked = await browser.submit(people, { person: 'viktor' });
    expect([asked.text, cookieIn(browser)]).toEqual([expect.stringContaining('One-time code'), '']);
    const last = await browser.submit(asked, { code: totpOf(house.api.home, 'viktor', clock) });
    expect([last.status, last.url]).toEqual([200, at('/docs')]);
    expect(await sessionIn(browser)).toMatchObject({ person: 'viktor', proof: { amr: ['user', 'otp', 'mfa'] } });
  });
});

describe('the embedded provider', () => {
  it.each([
    ['a request that was forwarded', { 'X-Forwarded-For': '127.0.0.1' }],
    ['a form of another site', { Origin: 'https://evil.example' }],
  ])('refuses %s', async (_what, headers: Record<string, string>) => {
    expect((await fetch(`${house.identity.issuer}/`, { headers })).status).toBe(403);
  });

  it('gives its pages a policy that lets no script run', async () => {
    const response = await fetch(`${house.identity.issuer}/`);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).not.toContain('<script');
  });
});
