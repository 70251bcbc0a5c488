import { z } from 'zod';
import { SlackFault, slackMessages } from './slack-fault.ts';
import type { World } from './world.ts';

/** One Web API method: it checks its own arguments and returns the answer's fields without `ok`. */
export type ApiMethod = (world: World, args: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * A method with strict arguments. Slack ignores arguments it does not know; the stand-in refuses them
 * (`invalid_arg_name`), because one that we misspelt would be ignored in production too.
 */
export function method<S extends z.ZodRawShape>(
  shape: S,
  run: (world: World, args: z.output<z.ZodObject<S, z.core.$strict>>) => Record<string, unknown>,
): ApiMethod {
  const schema = z.strictObject(shape);
  return (world, args) => {
    const parsed = schema.safeParse(args);
    if (parsed.success) return run(world, parsed.data);
    const unknown = parsed.error.issues.some((issue) => issue.code === 'unrecognized_keys');
    throw new SlackFault(unknown ? 'invalid_arg_name' : 'invalid_arguments', slackMessages(parsed.error.issues, ''));
  };
}

/** A JSON value that form encoding carries as text. @throws SlackFault `code` when the text is no JSON */
export function json(raw: unknown, code: string): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    throw new SlackFault(code);
  }
}

/** A boolean as forms spell it. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')]);

/** `<seconds>.<micros>` */
export const timestamp = z.string().regex(/^\d{1,12}\.\d{6}$/, 'must be a message timestamp');

/** One page of a list, and the cursor of the next. @throws SlackFault `invalid_cursor` */
export function page<T>(list: readonly T[], cursor: string | undefined, limit: number): { items: readonly T[]; next_cursor: string } {
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackFault('invalid_cursor');
  const end = start + limit;
  return { items: list.slice(start, end), next_cursor: end < list.length ? Buffer.from(String(end)).toString('base64url') : '' };
}
