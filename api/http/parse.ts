import type { z } from 'zod';
import type { KeyPath } from '../../domain/policy/problem.ts';
import { problemsOf } from '../../store/zod-problems.ts';
import { HttpProblem } from './problem.ts';

/** A place in a JSON value as RFC 6901 writes it; the whole is ''. */
export const pointerOf = (path: KeyPath): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What the schema makes of the value. @throws HttpProblem (422) with every fault, its place and what is allowed. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, what: 'body' | 'query'): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = problemsOf(parsed.error, schema, value).map(({ path, message, allowed }) => ({
    pointer: what === 'query' ? `?${path.join('.')}` : pointerOf(path),
    detail: `${message}; ${allowed}`,
  }));
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new HttpProblem({ refused: 'invalid', detail: `the ${what} is not as it should be: ${first ? `${first.pointer} ${first.detail}` : 'see the description'}${more}`.trim(), errors });
}
