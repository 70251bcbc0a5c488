import { createHmac, timingSafeEqual } from 'node:crypto';
import { raw } from 'express';
import type { Request, RequestHandler } from 'express';
import { HttpProblem } from '../http/problem.ts';
import type { Log } from '../log.ts';

/** How far a request's timestamp may lie from our clock, to either side. Seconds. */
const SKEW_S = 300;

const SIGNATURE = 'X-Slack-Signature';
const TIMESTAMP = 'X-Slack-Request-Timestamp';

/** The signature that was verified; the one form that {@link slackDoor} lets through. */
export const signatureOf = (request: { readonly headers: Request['headers'] }): string => String(request.headers['x-slack-signature'] ?? '');

/**
 * Refuses (401) before a body is read: a timestamp more than five minutes off to either side, and other ways to write the
 * same timestamp or signature, which would make a copy look new.
 */
export function slackDoor(now: () => number, log: Log): RequestHandler {
  return (request, response, next) => {
    const fault = faultOf(request, now());
    if (fault === null) return next();
    log.warn({ fault }, 'refused a request that is not one of Slack');
    response.status(401).end();
  };
}

function faultOf(request: Request, nowMs: number): string | null {
  const [timestamp, signature] = [request.get(TIMESTAMP) ?? '', request.get(SIGNATURE) ?? ''];
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return 'no timestamp';
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return 'no signature';
  const ahead = Number(timestamp) - nowMs / 1000;
  if (ahead > SKEW_S) return 'timestamp in the future';
  return ahead < -SKEW_S ? 'timestamp too old' : null;
}

/** Reads the body as Slack sent it, byte for byte, into `rawBody`, where Bolt looks for it; 413 above the limit. */
export function readBody(limit: number): RequestHandler[] {
  const keep: RequestHandler = (request, _response, next) => {
    const body: unknown = request.body;
    Object.assign(request, { rawBody: Buffer.isBuffer(body) ? body : Buffer.alloc(0) });
    next();
  };
  return [raw({ type: () => true, limit, inflate: false }), keep];
}

/**
 * Lets through what is signed with one of the secrets, 401 for all else. There are two while one is exchanged for the
 * next: the current, and the previous one until Slack signs with it no more.
 */
export function verifySignature(secrets: readonly string[], log: Log): RequestHandler {
  return (request, response, next) => {
    const { rawBody } = request as Request & { readonly rawBody: Buffer };
    const signed = Buffer.concat([Buffer.from(`v0:${request.get(TIMESTAMP) ?? ''}:`), rawBody]);
    const given = Buffer.from(signatureOf(request));
    const fits = secrets.some((secret) => {
      const right = Buffer.from(`v0=${createHmac('sha256', secret).update(signed).digest('hex')}`);
      return right.length === given.length && timingSafeEqual(right, given);
    });
    if (fits) return next();
    log.warn({ fault: 'wrong signature' }, 'refused a request that is not one of Slack');
    response.status(401).end();
  };
}

/** Everything but POST. @throws HttpProblem (405) */
export const onlyPost: RequestHandler = (request, response) => {
  response.set('Allow', 'POST');
  throw new HttpProblem({ refused: 'method_not_allowed', detail: `${request.method} is not allowed at ${request.path}; allowed: POST` });
};
