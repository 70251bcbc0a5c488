import { z } from 'zod';
import { REFUSALS } from './refusal.ts';
import type { RefusalCode } from './refusal.ts';

/** Why a request was not even a command: the part of the closed list that HTTP adds. */
export const HTTP_PROBLEMS = {
  malformed: { status: 400, title: 'The request can not be read' },
  not_authenticated: { status: 401, title: 'Nobody is signed in' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Gatehouse failed' },
  unavailable: { status: 503, title: 'Gatehouse can not answer now' },
} as const;
export type HttpProblemCode = keyof typeof HTTP_PROBLEMS;
export type ProblemCode = RefusalCode | HttpProblemCode;

export const PROBLEM_CODES = [...Object.keys(REFUSALS), ...Object.keys(HTTP_PROBLEMS)] as [ProblemCode, ...ProblemCode[]];

/** Media type of every answer that is not a success. */
export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457. `code` is from a closed list; `errors` point into the body that was sent. Further members depend on the code. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum(PROBLEM_CODES),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

/** The HTTP status of a code. */
export const statusOf = (code: ProblemCode): number => (code in HTTP_PROBLEMS ? HTTP_PROBLEMS[code as HttpProblemCode].status : REFUSALS[code as RefusalCode]);

/** A code as words, e.g. "stale package"; for codes of HTTP a sentence. */
export const titleOf = (code: ProblemCode): string =>
  code in HTTP_PROBLEMS ? HTTP_PROBLEMS[code as HttpProblemCode].title : `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('_', ' ')}`;
