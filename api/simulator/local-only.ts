import type { RequestHandler } from 'express';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

/**
 * Refuses whatever did not come from this machine in person (design §7). Listening on loopback is not enough: a tunnel
 * and a page in a browser arrive from loopback too, with a foreign `Host` or `Origin`, or with `X-Forwarded-*`.
 */
export const localOnly: RequestHandler = (request, response, next) => {
  const forwarded = FORWARDED.find((name) => request.get(name) !== undefined);
  if (forwarded !== undefined) {
    response.status(403).json({ error: `the Slack stand-in serves this machine only; the request came through a proxy (${forwarded})` });
  } else if (!LOOPBACK.test(request.get('host') ?? '')) {
    response.status(403).json({ error: 'the Slack stand-in serves this machine only; use localhost or 127.0.0.1 as the host' });
  } else if (![undefined, `http://${request.get('host') ?? ''}`].includes(request.get('origin'))) {
    response.status(403).json({ error: 'the Slack stand-in serves its own pages only; the request came from a page of another origin' });
  } else {
    next();
  }
};
