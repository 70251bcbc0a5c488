import type { Request, RequestHandler } from 'express';
import { HttpProblem } from '../http/problem.ts';
import type { Log } from '../log.ts';

/** How far a request's timestamp may lie from our clock, to either side. Seconds. */
const SKEW_S = 300;

const SIGNATURE = 'X-Slack-Signature';
const TIMESTAMP = 'X-Slack-Request-Timestamp';

/** The signature that Bolt verified; the one form that {@link slackDoor} lets through. */
export const signatureOf = (request: { readonly headers: Request['headers'] }): string => String(request.headers['x-slack-signature'] ?? '');

/**
 * Refuses (401) before a body is read what Bolt would let pass: a timestamp in the future, and other ways to write the
 * same timestamp or signature, which would make a copy look new. Old timestamps and wrong signatures are refused too.
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

/** Everything but POST. @throws HttpProblem (405) */
export const onlyPost: RequestHandler = (request, response) => {
  response.set('Allow', 'POST');
  throw new HttpProblem({ refused: 'method_not_allowed', detail: `${request.method} is not allowed at ${request.path}; allowed: POST` });
};
