import type { Response } from 'express';
import { PROBLEM_TYPE, statusOf, titleOf } from '../../contracts/problem.ts';
import type { ProblemCode } from '../../contracts/problem.ts';
import type { Refusal } from '../../contracts/refusal.ts';

/** Why a request is not answered as asked; a refusal of the rules, or one of HTTP's own. */
export interface Fault extends Omit<Refusal, 'refused'> {
  readonly refused: ProblemCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends the handling of a request with a problem; caught in one place, `errors.ts`. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.detail);
    this.fault = fault;
  }
}

/** A fault as RFC 9457 puts it; `pointer` and `errors` become one list, each place once, extras become members. */
export function problemBody({ refused, detail, pointer, errors = [], extra = {} }: Fault): Record<string, unknown> {
  const isListed = pointer === undefined || errors.some((each) => each.pointer === pointer);
  const all = [...(isListed ? [] : [{ pointer, detail }]), ...errors];
  return {
    ...extra,
    type: `/docs#problem-${refused}`,
    title: titleOf(refused),
    status: statusOf(refused),
    detail,
    code: refused,
    ...(all.length > 0 ? { errors: all } : {}),
  };
}

/** Sends a fault as `application/problem+json`. Never cached: what is refused now may be allowed soon. */
export function sendProblem(response: Response, fault: Fault): void {
  response.status(statusOf(fault.refused)).set({ 'Cache-Control': 'no-store', ...fault.headers });
  response.type(PROBLEM_TYPE).send(JSON.stringify(problemBody(fault)));
}
