import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { HttpProblem } from './problem.ts';

const LIMIT = '256kb';
const json = express.json({ limit: LIMIT, type: 'application/json', strict: false });

const hasBody = (request: Request): boolean => request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Reads a JSON body of at most 256 kB; none counts as `{}`. @throws HttpProblem (415) for another content type. */
export const readJson: RequestHandler = (request: Request, response: Response, next: NextFunction) => {
  if (!hasBody(request)) {
    request.body = {};
    return next();
  }
  if (!request.is('application/json')) {
    const given = request.headers['content-type'] ?? 'none';
    throw new HttpProblem({ refused: 'unsupported_media_type', detail: `the content type is ${given}; send application/json` });
  }
  return json(request, response, next);
};
