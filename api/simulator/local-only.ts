import type { RequestHandler } from 'express';
import { whyElsewhere } from '../../domain/authority/this-machine.ts';

/**
 * Refuses whatever did not come from this machine in person (design §7). Listening on loopback is not enough: a tunnel
 * and a page in a browser arrive from loopback too, with a foreign `Host` or `Origin`, or with what proxies add.
 */
export const localOnly: RequestHandler = (request, response, next) => {
  const why = whyElsewhere(request);
  if (why !== null) {
    response.status(403).json({ error: `the Slack stand-in serves this machine only, and ${why}; use localhost or 127.0.0.1 as the host, without a proxy` });
  } else if (![undefined, `http://${request.get('host') ?? ''}`].includes(request.get('origin'))) {
    response.status(403).json({ error: 'the Slack stand-in serves its own pages only; the request came from a page of another origin' });
  } else {
    next();
  }
};
