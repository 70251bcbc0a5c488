import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Caller } from '../auth/caller.ts';
import { sendProblem } from './problem.ts';

/** Nothing but our own files; no frames, no forms elsewhere. Swagger UI needs pictures as `data:`. */
const CSP = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
  'object-src': ["'none'"],
};

/** Security headers for every answer. HTTPS is the proxy's matter; HSTS is harmless without it. */
export const securityHeaders = (): RequestHandler =>
  helmet({ contentSecurityPolicy: { useDefaults: false, directives: CSP }, crossOriginEmbedderPolicy: false, referrerPolicy: { policy: 'no-referrer' } });

/** Gives every request an id, in the answer's `X-Request-Id` and in the log. A caller's own is kept when it is harmless. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('X-Request-Id') ?? '';
  response.set('X-Request-Id', /^[\w.-]{1,100}$/.test(given) ? given : randomUUID());
  next();
};

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? '');
/** Who signed in, once somebody did; set by `route.ts`. */
const callerOf = (response: Response): Caller | undefined => (response.locals as { caller?: Caller }).caller;

const limit = (perMinute: number, more: Partial<Options>): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    ...more,
    handler: (_request, response) =>
      sendProblem(response, { refused: 'too_many_requests', detail: `more than ${perMinute} requests in a minute; wait as long as Retry-After says` }),
  });

/**
 * At most so many requests a minute from one address; then 429 with `Retry-After`. Nothing that a request says of itself
 * counts before it is checked: a new made-up token each time is no new caller.
 */
export const limitRate = (perMinute: number): RequestHandler => limit(perMinute, { keyGenerator: addressOf });

/** The same before a sign-in: a request counts for its address until it is known who sent it, and then for that caller ({@link limitCallers}). */
export const limitUnknown = (perMinute: number): RequestHandler =>
  limit(perMinute, { keyGenerator: addressOf, skipSuccessfulRequests: true, requestWasSuccessful: (_request, response) => callerOf(response) !== undefined });

/** At most so many requests a minute by one person or machine, from wherever and with whatever token; comes after the sign-in. */
export const limitCallers = (perMinute: number): RequestHandler =>
  limit(perMinute, {
    keyGenerator: (request, response) => {
      const caller = callerOf(response);
      return caller === undefined ? addressOf(request) : `${caller.kind}/${caller.id}`;
    },
    skip: (_request, response) => callerOf(response) === undefined,
  });
