import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import type Provider from 'oidc-provider';
import { whyNotLocal } from '../../domain/authority/this-machine.ts';
import { STYLE } from '../simulator/page/style.ts';
import { interactionRoutes } from './interactions.ts';
import { STYLE_PATH, wordsPage } from './pages.ts';
import type { Member } from './people.ts';
import type { Totp } from './totp.ts';

export interface IdentityParts {
  readonly provider: Provider;
  readonly members: readonly Member[];
  readonly totp: Totp;
  /** GATEHOUSE_URL: where browsers go back to. */
  readonly url: string;
}

/** Refuses whatever did not come from this machine in person, also a form of another site's page (design §7). */
function localOnly(url: string): RequestHandler {
  return (request, response, next) => {
    const why = whyNotLocal(request, url);
    if (why !== null) return void response.status(403).json({ error: `the embedded sign-in serves this machine only, and ${why}` });
    if (![undefined, `http://${request.headers.host ?? ''}`].includes(request.headers.origin)) {
      return void response.status(403).json({ error: 'the embedded sign-in serves its own pages only; the request came from a page of another origin' });
    }
    next();
  };
}

/** Nothing but our own style sheet and forms; a sign-in ends with a redirect to Gatehouse, which browsers count as the form's target. */
function headers(url: string): RequestHandler {
  const csp = `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(url).origin}; base-uri 'none'; frame-ancestors 'none'`;
  return (_request, response, next) => {
    response.set({ 'Content-Security-Policy': csp, 'Referrer-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY', 'Cache-Control': 'no-store' });
    next();
  };
}

/**
 * Ends the browser's session and leads back. In the place of the library's own page, which asks with a script: nobody is hurt
 * by a sign-out that they did not ask for, since each sign-in begins with nobody all the same.
 */
const endSession = (provider: Provider, url: string): RequestHandler => async (request, response) => {
  const jti = /(?:^|; *)embedded_identity=([\w-]+)/.exec(request.get('Cookie') ?? '')?.[1];
  const found = jti === undefined ? undefined : await provider.Session.find(jti);
  await found?.destroy();
  response.clearCookie('embedded_identity').clearCookie('embedded_identity.sig');
  if (request.query['post_logout_redirect_uri'] === `${url}/`) return response.redirect(303, `${url}/`);
  response.type('html').send(wordsPage('You are signed out', 'The session of the embedded sign-in has ended.'));
};

/** Each sign-in begins with nobody: being somebody else next is what this provider is for. */
const forget: RequestHandler = (request, response, next) => {
  const kept = (request.headers.cookie ?? '').split(/; */).filter((each) => !/^embedded_identity(\.sig)?=/.test(each));
  request.headers.cookie = kept.join('; ');
  response.clearCookie('embedded_identity').clearCookie('embedded_identity.sig');
  next();
};

const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' && error.status < 500 ? error.status : 500;
  response.status(status).type('html').send(wordsPage('This sign-in cannot go on', status === 500 ? 'Something failed that should not.' : 'It took too long, or it began in another browser. Go back to Gatehouse and begin again.'));
};

/** The embedded provider's routes: OpenID Connect, its pages, and a health check. */
export function identityApp({ provider, members, totp, url }: IdentityParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(localOnly(url), headers(url));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/', (_request, response) => void response.type('html').send(wordsPage('Sign-in of the embedded start', 'There is nothing to do here: Gatehouse sends you when you sign in.')));
  app.get(STYLE_PATH, (_request, response) => void response.type('css').send(STYLE));
  app.use(interactionRoutes({ provider, members, totp }));
  app.get('/auth', forget);
  // a code in the address would need a script to be taken over: it is typed
  app.get('/device', forget, (request, response, next) => (request.url.includes('?') ? response.redirect(303, '/device') : next()));
  app.get('/session/end', endSession(provider, url));
  app.use(provider.callback());
  app.use(failed);
  return app;
}
