import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { IRouter, Request, RequestHandler, Response } from 'express';
import { METHODS } from '../contracts/api/operation.ts';
import { BOARD_CHOSEN, LIVE_PART } from '../contracts/pages.ts';
import { OPERATION_IDS, operationOf } from '../contracts/routes.ts';
import { callRefused } from '../domain/privileges.ts';
import { isConnectionLoss } from '../store/database.ts';
import { BadCursor } from '../store/queries/page.ts';
import { readForm } from './acts/posted.tsx';
import { receiveAct } from './acts/receive.tsx';
import type { Answer } from './answers.ts';
import { receiveBoard } from './board/receive.tsx';
import { consoleAssets } from './assets.ts';
import { PAGES, type PageRow } from './page-table.ts';
import type { ConsoleDeps } from './ports.ts';
import { documentOf, pieceOf, type Shell } from './shell/document.tsx';
import { brokenPage, nothingHere, refusedPage, strangerPage } from './shell/trouble.tsx';
import { type Call, callOf, isVisit } from './visit.ts';

/** The web pages, rendered on the server (design §2). */
export interface Console {
  /** Before the API reads bodies, and after other parts that have paths of their own. */
  readonly mount: (app: IRouter) => void;
}

/** First parts of paths that are the API's. */
const API: ReadonlySet<string> = new Set(['docs', ...OPERATION_IDS.map((id) => operationOf(id).path.split('/')[1] ?? '')].filter((part) => part !== ''));

/** Pages are for one reader, and never kept; addresses of ours are told to ourselves only, so that forms name where they come from. */
const HEADERS = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' };

async function send(call: Call, answer: Answer, response: Response, shell: Shell): Promise<void> {
  response.set(HEADERS);
  if (answer.kind === 'bytes') {
    response.set({ 'Content-Type': answer.type ?? 'application/octet-stream', ...(answer.length === null ? {} : { 'Content-Length': String(answer.length) }), 'Content-Disposition': `attachment; filename="${answer.name}"` });
    return pipeline(answer.stream(), response).catch((error: unknown) => call.deps.log.warn({ err: error }, 'a file was not read to its end'));
  }
  if (answer.kind === 'move') return response.redirect(303, answer.to);
  if (answer.kind === 'file') return void response.set({ 'Content-Type': answer.type, 'Content-Disposition': `attachment; filename="${answer.name}"` }).send(answer.text);
  if (answer.cookies) response.append('Set-Cookie', [...answer.cookies]);
  if (call.query[LIVE_PART] === undefined) return void response.status(answer.status ?? 200).type('html').send(documentOf(call, answer, shell));
  const piece = pieceOf(call, answer);
  if (piece === null) response.status(204).end();
  else response.type('html').send(piece);
}

/** The page for this caller; whoever is not signed in is asked to, and a piece of a page is not drawn for nobody. */
function answerOf(row: PageRow, call: Call): Answer | Promise<Answer> {
  if (row.for === 'everybody') return row.answer(call);
  if (isVisit(call)) {
    const operation = typeof row.operation === 'string' ? row.operation : row.operation(call);
    const refusal = operation === null ? null : callRefused(operation, { kind: 'person', id: call.person.id }, call.house.directory, call.at);
    return refusal ? refusedPage(refusal) : row.answer(call);
  }
  if (call.session) return strangerPage(call);
  const query = new URLSearchParams(call.query).toString();
  return { kind: 'move', to: call.deps.paths.signIn(query === '' ? call.path : `${call.path}?${query}`) };
}

/** What went wrong as a page. */
function troubleOf(error: unknown, call: Call, request: Request, response: Response): Answer {
  if (error instanceof BadCursor) return refusedPage({ refused: 'invalid', detail: error.message }, 'This page of the list is not there');
  const id = String(response.getHeader('X-Request-Id') ?? randomUUID());
  call.deps.log.error({ err: error, request_id: id }, `${request.method} ${request.path} failed`);
  return brokenPage(id);
}

/** Answers with what `make` gives, or with what went wrong, as a page. */
async function respond(deps: ConsoleDeps, shell: Shell, make: (call: Call, request: Request) => Answer | Promise<Answer>, [request, response]: readonly [Request, Response]): Promise<void> {
  let call: Call;
  try {
    call = await callOf(deps, request);
  } catch (error) {
    deps.log.error({ err: error }, 'the console could not read who asks');
    const why = isConnectionLoss(error) ? 'The database does not answer' : 'Something failed that should not';
    return void response.status(503).set({ ...HEADERS, 'Retry-After': '2' }).type('text').send(`${why}. Please try again in a moment.\n`);
  }
  const unsigned = call.query[LIVE_PART] !== undefined && !isVisit(call);
  if (unsigned) return void response.status(401).set(HEADERS).end();
  let answer: Answer;
  try {
    answer = await make(call, request);
  } catch (error) {
    answer = troubleOf(error, call, request, response);
  }
  await send(call, answer, response, shell);
}

/** A browser that lost its way gets a page; programs get the API's own answer. */
const lost = (deps: ConsoleDeps, shell: Shell): RequestHandler => (request, response, next) => {
  const ours = !API.has(request.path.split('/')[1] ?? '') && METHODS.some((method) => method.toUpperCase() === request.method);
  if (!ours || request.accepts(['json', 'html']) !== 'html') return next();
  return respond(deps, shell, nothingHere, [request, response]);
};

/** Puts the console together; reads its files once. @throws when one of them is missing */
export function createConsole(deps: ConsoleDeps): Console {
  const assets = consoleAssets();
  const nav = PAGES.flatMap(({ path, nav: label }) => (label === undefined ? [] : [{ path, label }]));
  const shell: Shell = { assets: assets.urls, nav };
  return {
    mount(app) {
      assets.mount(app);
      for (const row of PAGES) app.get(row.path, (request, response) => respond(deps, shell, (call) => answerOf(row, call), [request, response]));
      app.post(BOARD_CHOSEN, readForm, (request, response) => respond(deps, shell, receiveBoard, [request, response]));
      app.post('/act/:act/:id', readForm, (request, response) => respond(deps, shell, receiveAct, [request, response]));
      app.use(lost(deps, shell));
    },
  };
}

