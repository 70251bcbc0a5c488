import type { ErrorRequestHandler, Express, Request, RequestHandler } from 'express';
import { raw } from 'express';
import { SIGNATURE_HEADER } from '../../contracts/ticket-hook.ts';
import { TICKET_SYSTEMS, type TicketSystem } from '../../contracts/ticket.ts';
import type { Store } from '../../store/store.ts';
import { lookSoon } from '../../store/tickets.ts';
import { HttpProblem } from '../http/problem.ts';
import { limitRate } from '../http/security.ts';
import type { Log } from '../log.ts';
import { onlyPost } from '../slack/door.ts';
import { Replays } from '../slack/replays.ts';
import type { Looks } from './look.ts';
import { ticketNamed } from './named.ts';
import type { WebhookSecrets } from './ports.ts';
import { type Came, genericFault, githubFault, jiraFault } from './signature.ts';

export interface WebhooksWish {
  readonly store: Store;
  readonly secrets: WebhookSecrets;
  readonly looks: Pick<Looks, 'soon'>;
  readonly log: Log;
  readonly requestsPerMinute: number;
  /** Milliseconds since 1970; the wall clock by default. */
  readonly now?: () => number;
}

/** A call with a ticket, its comments and its history; larger ones are refused (413). */
const LIMIT = '1mb';

const tooLarge: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const { type } = Object(error) as { readonly type?: unknown };
  next(type === 'entity.too.large' ? new HttpProblem({ refused: 'too_large', detail: `the body is larger than ${LIMIT}; a call about one ticket is smaller` }) : error);
};

/** Why a call is refused; null when it may come in. */
type Check = (secret: string, came: Came, nowMs: number) => string | null;
const CHECKS: { readonly [S in TicketSystem]: Check } = { github: githubFault, jira: jiraFault, generic: genericFault };

const cameOf = (request: Request): Came => {
  const body: unknown = request.body;
  return { header: (name) => request.get(name), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
};

/**
 * `/webhooks/<system>` for each system with a secret. A call only says which ticket to read again; what it says of the ticket
 * is not believed. Answers 202 for every call that is signed, also where the ticket is none of ours, 401 for any other,
 * 413 above the limit and 405 for other methods.
 */
export function mountWebhooks(wish: WebhooksWish): (app: Express) => void {
  const { secrets, requestsPerMinute } = wish;
  return (app) => {
    for (const system of TICKET_SYSTEMS) {
      const secret = secrets[system];
      if (secret === undefined) continue;
      const path = `/webhooks/${system}`;
      app.post(path, limitRate(requestsPerMinute), raw({ type: () => true, limit: LIMIT, inflate: false }), hear(wish, system, secret));
      app.all(path, onlyPost);
      app.use(path, tooLarge);
    }
  };
}

function hear({ store, looks, log, now = Date.now }: WebhooksWish, system: TicketSystem, secret: string): RequestHandler {
  const replays = new Replays(now);
  // GitHub and Jira may well deliver the same call again, and it is harmless: only the generic one promises to be fresh
  const isReplay = (came: Came): boolean => system === 'generic' && replays.isRepeated(came.header(SIGNATURE_HEADER) ?? '');
  const lookAt = async (came: Came, ref: string): Promise<boolean> => {
    try {
      return await lookSoon(store, system, ref);
    } catch (error) {
      // nothing was noted down, so the sender's next try is no replay
      replays.forget(came.header(SIGNATURE_HEADER) ?? '');
      throw error;
    }
  };
  return async (request, response) => {
    const came = cameOf(request);
    const fault = CHECKS[system](secret, came, now());
    if (fault !== null) {
      log.warn({ system, fault }, 'refused a call to a ticket webhook');
      return void response.status(401).end();
    }
    const ref = isReplay(came) ? null : ticketNamed(system, came.body);
    const known = ref !== null && (await lookAt(came, ref));
    response.status(202).json({ ignored: !known });
    if (known) looks.soon();
    else log.info({ system, ref }, 'a call to a ticket webhook was ignored: it names no ticket of ours');
  };
}
