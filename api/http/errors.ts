import type { ErrorRequestHandler } from 'express';
import { isConnectionLoss } from '../../store/database.ts';
import { EvidenceAway } from '../../store/evidence-files.ts';
import { BadCursor } from '../../store/queries/page.ts';
import type { Log } from '../log.ts';
import { type Fault, HttpProblem, sendProblem } from './problem.ts';

const field = (error: unknown, name: string): unknown => (error !== null && typeof error === 'object' && name in error ? (error as Record<string, unknown>)[name] : undefined);

/** What body-parser and express throw, by the type they carry. */
const BODY_FAULTS: Readonly<Record<string, Fault>> = {
  'entity.too.large': { refused: 'too_large', detail: 'the body is larger than 256 kB; files go to POST /v1/evidence' },
  'entity.parse.failed': { refused: 'malformed', detail: 'the body is no JSON' },
  'encoding.unsupported': { refused: 'unsupported_media_type', detail: 'the body has a content encoding that is not supported; send it as it is or with gzip' },
  'charset.unsupported': { refused: 'unsupported_media_type', detail: 'the body must be UTF-8' },
  'request.aborted': { refused: 'malformed', detail: 'the request ended before its body did' },
  'request.size.invalid': { refused: 'malformed', detail: 'the body is not as long as Content-Length says' },
};

/** Any error as a fault. What nobody foresaw is `internal`, and says nothing of its inside. */
export function faultOf(error: unknown): Fault {
  if (error instanceof HttpProblem) return error.fault;
  const known = BODY_FAULTS[String(field(error, 'type'))];
  if (known) return known;
  if (error instanceof BadCursor) return { refused: 'invalid', detail: error.message, pointer: '?cursor' };
  if (isConnectionLoss(error)) return { refused: 'unavailable', detail: 'the database does not answer; try again in a moment', headers: { 'Retry-After': '2' } };
  if (error instanceof EvidenceAway) return { refused: 'unavailable', detail: `${error.message}; try again in a moment`, headers: { 'Retry-After': '1' } };
  const status = field(error, 'status');
  if (typeof status === 'number' && status >= 400 && status < 500) return { refused: 'malformed', detail: 'the request can not be read: is the path percent-encoded as it should be?' };
  return { refused: 'internal', detail: 'something failed that should not; the log has it under the id in X-Request-Id' };
}

/** The last handler: every error leaves as problem+json. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const fault = faultOf(error);
    if (fault.refused === 'internal') log.error({ err: error, request_id: response.getHeader('X-Request-Id') }, `${request.method} ${request.path} failed`);
    if (response.headersSent) return next(error);
    sendProblem(response, fault);
  };
}
