import express from 'express';
import type { Express, RequestHandler } from 'express';
import { didYouMean } from '../domain/policy/nearest.ts';
import { METHODS } from '../contracts/api/operation.ts';
import { OPERATION_IDS, operationOf } from '../contracts/routes.ts';
import type { ApiDeps } from './deps.ts';
import { docsRoutes } from './docs.ts';
import { errorHandler } from './http/errors.ts';
import { observe, seenOf } from './http/observe.ts';
import { HttpProblem } from './http/problem.ts';
import { chainOf, type Handler } from './http/route.ts';
import { limitCallers, limitRate, limitUnknown, requestId, securityHeaders } from './http/security.ts';
import type { OperationId } from '../contracts/routes.ts';
import { HANDLERS } from './routes/index.ts';

/** `/v1/systems/{id}` as express writes it. */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Everything under its own path answers 405 to the methods that it does not have, and says which it has. */
function wrongMethod(allowed: readonly string[]): RequestHandler {
  const allow = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') return void response.status(204).end();
    throw new HttpProblem({ refused: 'method_not_allowed', detail: `${request.method} is not allowed at ${request.path}; allowed: ${allow}` });
  };
}

/** The words at the end of paths like this one, for whoever misspelt a command. */
function siblings(path: string): string[] {
  const parts = path.split('/');
  return OPERATION_IDS.map((id) => operationOf(id).path.split('/')).flatMap((known) => {
    const fits = known.length === parts.length && known.slice(0, -1).every((part, i) => part === parts[i] || part.startsWith('{'));
    const last = known.at(-1) ?? '';
    return fits && !last.startsWith('{') ? [last] : [];
  });
}

const nothingHere: RequestHandler = (request) => {
  const known = [...new Set(siblings(request.path))];
  const hint = known.length > 0 ? didYouMean(request.path.split('/').at(-1) ?? '', known) : 'see /docs for what there is';
  throw new HttpProblem({ refused: 'not_found', detail: `there is nothing at ${request.path}; ${hint}` });
};

/** Fixed paths before those with parameters, so that `/v1/permits/verify` is no permit's id. */
const order = (id: OperationId): number => (operationOf(id).path.includes('{') ? 1 : 0);

function mountOperations(app: Express, deps: ApiDeps): void {
  const often = limitCallers(deps.requestsPerMinute);
  const ids = [...OPERATION_IDS].sort((a, b) => order(a) - order(b));
  for (const id of ids) {
    const { method, path } = operationOf(id);
    app[method](expressPath(path), ...chainOf(id, HANDLERS[id] as Handler<OperationId>, deps, often));
  }
  for (const path of new Set(ids.map((id) => operationOf(id).path))) {
    const methods = METHODS.filter((method) => ids.some((id) => operationOf(id).path === path && operationOf(id).method === method));
    app.all(expressPath(path), wrongMethod(methods.map((method) => method.toUpperCase())));
  }
}

/** Pages keep themselves fresh, and an office may share an address: all that one address asks may be so many times what one caller may. */
const SHARED = 10;
/** What is asked to see whether we live, and Slack, which signs what it sends. */
const UNCOUNTED = /^\/(healthz|readyz|metrics|slack)(\/|$)/;

function everything(perMinute: number): RequestHandler {
  const limited = limitRate(perMinute * SHARED);
  return (request, response, next) => (UNCOUNTED.test(request.path) ? next() : limited(request, response, next));
}

/** The API as an express application; it listens nowhere yet. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.trustProxy ?? 0);
  app.use(requestId, observe(deps.log, deps.metrics), securityHeaders());
  app.use(everything(deps.requestsPerMinute));
  app.use('/act', limitRate(deps.requestsPerMinute));
  for (const mount of deps.mounts) mount(app);
  app.use('/v1', limitUnknown(deps.requestsPerMinute));
  docsRoutes(app);
  mountOperations(app, deps);
  app.use(nothingHere);
  app.use((error: unknown, _request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (error instanceof HttpProblem) seenOf(response).code = error.fault.refused;
    next(error);
  });
  app.use(errorHandler(deps.log));
  return app;
}
