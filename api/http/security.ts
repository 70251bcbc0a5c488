import { createHash, randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
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

function callerKey(request: Request): string {
  const { authorization } = request.headers;
  return authorization === undefined ? ipKeyGenerator(request.ip ?? '') : createHash('sha256').update(authorization).digest('base64');
}

/** At most so many requests a minute by one token, or by one address without a token; then 429 with `Retry-After`. */
export const limitRate = (perMinute: number): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    keyGenerator: callerKey,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, response) =>
      sendProblem(response, { refused: 'too_many_requests', detail: `more than ${perMinute} requests in a minute; wait as long as Retry-After says` }),
  });
