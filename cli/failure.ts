import type { Problem } from '../contracts/problem.ts';

/** Exit codes (surface): 1 refused, 2 wrong use, 3 not reachable, 4 timed out. 0 is done. */
export const EXIT = { done: 0, refused: 1, wrong_use: 2, unreachable: 3, timed_out: 4 } as const;
export type FailureKind = Exclude<keyof typeof EXIT, 'done'>;

/** Why a command did not do what was asked: one line that says what is wrong, where, and what would be right. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  /** What the API answered, when it was the API that refused. */
  readonly problem: Problem | null;

  constructor(kind: FailureKind, message: string, problem: Problem | null = null) {
    super(message);
    this.kind = kind;
    this.problem = problem;
  }
}

/** Ends a command that was called the wrong way. @throws Failure, exit code 2 */
export function wrongUse(message: string): never {
  throw new Failure('wrong_use', message);
}

// Not `instanceof Error`: Node's own errors belong to another realm where tests run.
/** The message of anything thrown, with the codes beneath it (`fetch` hides the reason in `cause`), as one line. */
export function reasonOf(error: unknown): string {
  const field = (from: unknown, name: string): unknown => (typeof from === 'object' && from !== null && name in from ? (from as Record<string, unknown>)[name] : undefined);
  const code = field(field(error, 'cause'), 'code') ?? field(error, 'code');
  const message = field(error, 'message') ?? error;
  return typeof code === 'string' ? code : String(message).replace(/\s*\n\s*/g, '; ');
}
