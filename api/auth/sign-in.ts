import { randomBytes } from 'node:crypto';
import express from 'express';
import type { Express, Request, RequestHandler, Response } from 'express';
import * as openid from 'openid-client';
import type { Config } from '../../config.ts';
import { LIVE_PART } from '../../contracts/pages.ts';
import { CSRF_FIELD, type Session, sessionCookie, signInCookie } from '../../contracts/session.ts';
import { arrivalOf, STEP_UP_MAX_AGE } from '../../domain/authority/arrival.ts';
import { multiFactorAcr } from '../../domain/authority/assurance.ts';
import { HOME_PATH, returnPath } from '../../domain/authority/return-path.ts';
import { isLoopback } from '../../domain/authority/this-machine.ts';
import { currentPerson } from '../../domain/directory.ts';
import type { HouseReader } from '../../store/house.ts';
import { beginSignIn, createSession, endSession, findSession, idTokenOf, takeSignIn } from '../../store/sessions.ts';
import type { Store } from '../../store/store.ts';
import { limitRate } from '../http/security.ts';
import { sameText } from '../http/same-text.ts';
import type { Log } from '../log.ts';
import { bearerTokens } from './bearer.ts';
import { BadAnswer, broughtBy } from './callback.ts';
import type { Strategy } from './caller.ts';
import { cookieOf, cookieOptions } from './cookies.ts';
import { notLocal } from './development-tokens.ts';
import { createOpenId, messageOf, type OpenId, ProviderAway } from './openid-client.ts';
import { type PlainPage, sendPage } from './pages.ts';
import { endSessionUrl } from './sign-out.ts';
import { stepUpRules } from './step-up-rules.ts';

export type SignInConfig = Pick<Config, 'url' | 'oidcIssuer' | 'oidcClientId' | 'oidcCliClientId' | 'oidcClientSecret' | 'oidcEmbedded' | 'sessionMs' | 'sessionIdleMs' | 'requestsPerMinute'>;

export interface SignInDeps {
  readonly config: SignInConfig;
  readonly store: Store;
  readonly house: HouseReader;
  readonly log: Log;
}

/** How people sign in: the pages under `/oidc/`, whose session a request carries, and their tokens at the API. */
export interface SignInDoor {
  readonly mount: (app: Express) => void;
  /** Who is signed in with this request's cookie and still works here; null for nobody. Counts for pages only, never under `/v1`. */
  readonly sessionOf: (request: Request) => Promise<Session | null>;
  /** Tokens of the identity provider as bearer tokens; null without a provider. */
  readonly strategy: Strategy | null;
  /** What the command line needs to sign somebody in; null without a provider. */
  readonly offer: { readonly issuer: string; readonly client_id: string } | null;
}

const SIGN_IN_LINK = { href: '/oidc/sign-in', text: 'Sign in again' };
const HOME_LINK = { href: HOME_PATH, text: 'Go to the first page' };
const NO_PROVIDER: PlainPage = { status: 404, title: 'Nobody can sign in here', text: 'No identity provider is set. Whoever runs Gatehouse sets OIDC_ISSUER and OIDC_CLIENT_ID.', link: HOME_LINK };
const STALE: PlainPage = { status: 400, title: 'This sign-in is over', text: 'It took too long, was used already, or began in another browser. Nothing was changed.', link: SIGN_IN_LINK };

/** Console sign-in by OpenID Connect: code flow with PKCE (RFC 7636), sessions in the store, step-up. */
export function createSignIn(deps: SignInDeps): SignInDoor {
  const provider = createOpenId(deps.config);
  const door = new Door(deps, provider);
  const { oidcIssuer: issuer, oidcCliClientId: client_id } = deps.config;
  return {
    mount: (app) => mountDoor(app, door, deps.config.requestsPerMinute),
    sessionOf: (request) => door.sessionOf(request),
    strategy: provider && bearerTokens({ ...deps, provider }),
    offer: issuer === undefined ? null : { issuer, client_id },
  };
}

function mountDoor(app: Express, door: Door, perMinute: number): void {
  app.use('/oidc', limitRate(perMinute));
  app.get('/oidc/sign-in', door.page((request, response, found) => door.begin(request, response, found, { stepUp: false, session: null })));
  app.get('/oidc/step-up', door.page(async (request, response, found) => door.begin(request, response, found, { stepUp: true, session: await door.sessionOf(request) })));
  app.get('/oidc/callback', door.page((request, response, found) => door.finish(request, response, found)));
  app.post('/oidc/sign-out', express.urlencoded({ extended: false, limit: '8kb' }), (request, response) => door.signOut(request, response));
}

/** What is begun: a plain sign-in, or a step-up, which confirms an open session when there is one. */
interface Beginning {
  readonly stepUp: boolean;
  readonly session: Session | null;
}

class Door {
  readonly #deps: SignInDeps;
  readonly #provider: OpenId | null;

  constructor(deps: SignInDeps, provider: OpenId | null) {
    this.#deps = deps;
    this.#provider = provider;
  }

  get #url(): string {
    return this.#deps.config.url;
  }

  async sessionOf(request: Request): Promise<Session | null> {
    const { store, house, config } = this.#deps;
    const cookie = cookieOf(request, sessionCookie(config.url));
    const session = cookie === null ? null : await findSession(store, cookie, config.sessionIdleMs, { touch: request.query[LIVE_PART] === undefined });
    if (session === null || (session.development && notLocal(request, config.url))) return null;
    const { directory, at } = await house.get();
    return currentPerson(directory, session.person, at) ? session : null;
  }

  /** A page that needs the provider: without one, and while it is away, it says so. */
  page(serve: (request: Request, response: Response, provider: openid.Configuration) => Promise<void>): RequestHandler {
    return async (request, response) => {
      if (this.#provider === null) return sendPage(response, NO_PROVIDER);
      const local = this.#deps.config.oidcEmbedded ? notLocal(request, this.#url) : null;
      if (local) return sendPage(response, { status: 403, title: 'Not from here', text: `The embedded sign-in is for this machine only: ${local.detail}.`, link: HOME_LINK });
      try {
        await serve(request, response, await this.#provider.configuration());
      } catch (error) {
        if (!(error instanceof ProviderAway)) throw error;
        this.#deps.log.warn({ err: error }, 'nobody can sign in');
        sendPage(response, { status: 503, title: 'The identity provider does not answer', text: 'Nobody can sign in at the moment. Who is signed in already stays so.', link: { href: request.originalUrl, text: 'Try again' } });
      }
    };
  }

  /** Sends the browser to the provider. A step-up asks for several factors, given now: of whoever is signed in, and of nobody's browser too. */
  async begin(request: Request, response: Response, provider: openid.Configuration, { stepUp, session }: Beginning): Promise<void> {
    const { store, house, config } = this.#deps;
    if (this.#isElsewhere(request)) return response.redirect(302, `${this.#url}${request.originalUrl}`);
    const max_age = stepUp ? STEP_UP_MAX_AGE : Math.floor(config.sessionMs / 1000);
    const state = openid.randomState();
    const began = { verifier: openid.randomPKCECodeVerifier(), nonce: openid.randomNonce(), return_to: returnPath(request.query['return_to']), max_age, step_up_of: session?.person ?? null };
    const browser = randomBytes(32).toString('base64url');
    await beginSignIn(store, state, browser, began);
    const seen = await house.get();
    const hint = session === null ? request.query['login_hint'] : (currentPerson(seen.directory, session.person, seen.at)?.email ?? session.person);
    const target = openid.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.#url}/oidc/callback`,
      scope: 'openid profile email',
      state,
      nonce: began.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(began.verifier),
      code_challenge_method: 'S256',
      max_age: String(max_age),
      ...(!stepUp ? {} : { prompt: 'login', acr_values: multiFactorAcr(stepUpRules(seen)).join(' ') }),
      ...(typeof hint === 'string' && hint.length <= 254 ? { login_hint: hint } : {}),
    });
    response.cookie(this.#cookieOf(state), browser, { ...cookieOptions(this.#url), maxAge: 600_000 });
    response.set('Cache-Control', 'no-store').redirect(302, target.href);
  }

  /** Name of the cookie of this one sign-in: its value is new each time, so that one that was planted is worth nothing, and two sign-ins side by side do not end each other. */
  #cookieOf(state: string): string {
    return `${signInCookie(this.#url)}_${state.slice(0, 12)}`;
  }

  /** `localhost` and `127.0.0.1` keep their cookies apart; the provider knows only one of them. */
  #isElsewhere(request: Request): boolean {
    const [host, ours] = [request.headers.host ?? '', new URL(this.#url).host];
    return host !== ours && isLoopback(host) && isLoopback(ours);
  }

  async finish(request: Request, response: Response, provider: openid.Configuration): Promise<void> {
    const { store, house, log, config } = this.#deps;
    const { state } = request.query;
    const browser = typeof state === 'string' ? cookieOf(request, this.#cookieOf(state)) : null;
    const began = typeof state === 'string' && browser !== null ? await takeSignIn(store, state, browser) : null;
    if (began === null || typeof state !== 'string') return sendPage(response, STALE);
    response.clearCookie(this.#cookieOf(state), cookieOptions(this.#url));
    try {
      const { claims, idToken } = await broughtBy(provider, new URL(request.originalUrl, `${this.#url}/`), state, began);
      const seen = await house.get();
      const arrival = arrivalOf(claims, began, { ...seen, policy: stepUpRules(seen) });
      if (!('person' in arrival)) {
        log.warn({ title: arrival.title }, 'a sign-in was refused');
        return sendPage(response, { status: 403, ...arrival, link: { href: began.step_up_of === null ? '/oidc/sign-in' : began.return_to, text: began.step_up_of === null ? 'Sign in as somebody else' : 'Go back' } });
      }
      const name = sessionCookie(this.#url);
      const made = await createSession(store, { ...arrival, development: config.oidcEmbedded, lifeMs: config.sessionMs, ...(idToken === undefined ? {} : { idToken }), replaces: cookieOf(request, name) });
      response.cookie(name, made.cookie, { ...cookieOptions(this.#url), maxAge: config.sessionMs });
      response.set('Cache-Control', 'no-store').redirect(303, began.return_to);
    } catch (error) {
      if (!isBadAnswer(error)) throw error;
      log.warn({ err: error }, 'what the identity provider answered cannot be used');
      sendPage(response, { status: 400, title: 'The sign-in did not work', text: `What came back from the identity provider cannot be used (${messageOf(error)}). Nothing was changed.`, link: { href: began.return_to, text: 'Go back' } });
    }
  }

  /** Ends the session here, and leads to its end at the provider where there is one. */
  async signOut(request: Request, response: Response): Promise<void> {
    const name = sessionCookie(this.#url);
    const cookie = cookieOf(request, name);
    const session = await this.sessionOf(request);
    const csrf = (request.body as Readonly<Record<string, unknown>> | undefined)?.[CSRF_FIELD];
    if (session !== null && !(typeof csrf === 'string' && sameText(csrf, session.csrf))) {
      return sendPage(response, { status: 403, title: 'You are still signed in', text: 'This request did not come from a page of Gatehouse. Use its own button to sign out.', link: HOME_LINK });
    }
    const idToken = session === null || cookie === null ? null : await idTokenOf(this.#deps.store, cookie);
    if (cookie !== null) await endSession(this.#deps.store, cookie);
    response.clearCookie(name, cookieOptions(this.#url));
    const onward = session === null || this.#provider === null ? null : await endSessionUrl(this.#provider, this.#url, idToken);
    if (onward === null) return response.set('Cache-Control', 'no-store').redirect(303, HOME_PATH);
    // a page in between: browsers hold a form's redirects against form-action, and the provider is another origin
    response.set('Refresh', `0; url=${onward}`);
    sendPage(response, { status: 200, title: 'You are signed out of Gatehouse', text: 'Your identity provider is told next, so that its session ends too.', link: { href: onward, text: 'Go on, if nothing happens' } });
  }
}

/** Errors that the answer itself is to blame for, by the names that openid-client and oauth4webapi give theirs. */
function isBadAnswer(error: unknown): boolean {
  if (error instanceof BadAnswer) return true;
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  return ['AuthorizationResponseError', 'ClientError', 'ResponseBodyError', 'WWWAuthenticateChallengeError', 'OperationProcessingError', 'UnsupportedOperationError'].includes(name);
}
