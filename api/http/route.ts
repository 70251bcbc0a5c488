import type { Request, RequestHandler, Response } from 'express';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { PRIVILEGES } from '../../domain/privileges.ts';
import type { ParamsOf } from '../../contracts/api/operation.ts';
import { operationOf } from '../../contracts/routes.ts';
import type { OPERATIONS, OperationId } from '../../contracts/routes.ts';
import type { CommandMeta } from '../../contracts/ledger.ts';
import { authenticate, authorise } from '../auth/authenticate.ts';
import type { Caller } from '../auth/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { metaOf } from './meta.ts';
import { seenOf } from './observe.ts';
import { parse } from './parse.ts';
import { readJson } from './body.ts';
import { stream } from './stream.ts';

type Of<K extends OperationId> = (typeof OPERATIONS)[K];
type BodyOf<O> = O extends { readonly body: infer B extends z.ZodType } ? z.output<B> : undefined;
type QueryOf<O> = O extends { readonly query: infer Q extends z.ZodType } ? z.output<Q> : undefined;

/** A request as its handler sees it: who asks, and everything parsed. */
export interface Asked<K extends OperationId> {
  readonly params: ParamsOf<Of<K>['path']>;
  readonly query: QueryOf<Of<K>>;
  readonly body: BodyOf<Of<K>>;
  /** Null only where nobody has to be signed in. */
  readonly caller: Caller | null;
  /** For the commands that the request leads to; `part` tells them apart when there is more than one. */
  readonly meta: (part?: string) => CommandMeta;
  readonly request: Request;
}

/** What is answered: JSON, a text, or a stream. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly stream?: Readable;
}
export type Handler<K extends OperationId> = (asked: Asked<K>, deps: ApiDeps) => Promise<Reply>;
export type Handlers<K extends OperationId> = { readonly [Id in K]: Handler<Id> };

/** What express calls for an operation: sign-in, how often (`often`), privilege, query, body, then the handler. */
export function chainOf(id: OperationId, handler: Handler<OperationId>, deps: ApiDeps, often: RequestHandler): RequestHandler[] {
  const { body, query } = operationOf(id);
  const begin: RequestHandler = async (request, response, next) => {
    seenOf(response).operation = id;
    if (PRIVILEGES[id] !== 'anybody') {
      const caller = await authenticate(request, deps.strategies);
      seenOf(response).actor = caller.id;
      (response.locals as { caller?: Caller }).caller = caller;
    }
    next();
  };
  const permit: RequestHandler = async (request, response, next) => {
    const { caller } = response.locals as { caller?: Caller };
    if (caller !== undefined) await authorise(id, caller, request, deps);
    next();
  };
  const answer: RequestHandler = async (request, response) => {
    const caller = (response.locals as { caller?: Caller }).caller ?? null;
    const asked = {
      params: request.params,
      query: query && parse(query, { ...request.query }, 'query'),
      body: body === undefined || body === 'bytes' ? undefined : parse(body, request.body, 'body'),
      caller,
      meta: (part?: string) => metaOf(request, caller, part),
      request,
    };
    await send(response, operationOf(id).status, await handler(asked as unknown as Asked<OperationId>, deps));
  };
  return [begin, often, permit, ...(body === undefined || body === 'bytes' ? [] : [readJson]), answer];
}

async function send(response: Response, status: number, reply: Reply): Promise<void> {
  response.status(reply.status ?? status).set({ 'Cache-Control': 'no-store', ...reply.headers });
  if (reply.stream) return stream(reply.stream, response);
  if (reply.text !== undefined) response.send(reply.text);
  else response.json(reply.json);
}
