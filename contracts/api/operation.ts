import { z } from 'zod';
import { freeText, instant } from '../primitives.ts';

export const METHODS = ['get', 'post', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/**
 * One operation of the API: what clients may rely on. The server registers its routes from these, OpenAPI is generated
 * from them, and the command line calls by them, so that nobody types a path twice (style 5).
 */
export interface Operation {
  readonly method: Method;
  /** With parameters in braces, e.g. `/v1/systems/{id}`. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: string;
  /** What the summary has no room for, e.g. what a repeat answers. */
  readonly note?: string;
  readonly query?: z.ZodObject;
  /** JSON body; `bytes` is a file as it is, streamed. */
  readonly body?: z.ZodType | 'bytes';
  readonly status: 200 | 201;
  /** The JSON answer, or the media type of another one. */
  readonly answer: z.ZodType | 'text/html' | 'text/plain' | 'application/x-ndjson' | 'application/octet-stream';
  /** Other forms of the same answer, by `?format=` or `Accept`. */
  readonly also?: readonly ('text/html' | 'text/plain' | 'text/csv')[];
}

/** Names of the parameters in a path. */
export type ParamsOf<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? { readonly [K in Name]: string } & ParamsOf<Rest> : unknown;

/** One page of a list; `next_cursor` leads to the next, null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next_cursor: z.string().nullable() });

const MOST = 200;
/** What every list takes: how many entries (50 unless told, at most 200), and from where on. */
export const paging = {
  limit: z.coerce.number<string>().int().min(1).max(MOST).default(50),
  cursor: z.string().max(500).optional(),
};
export const pageQuery = z.strictObject(paging);

/** Why somebody does what they do, in their own words; recorded, erasable (design §5). */
export const withReason = z.strictObject({ reason: freeText() });
export const nothing = z.strictObject({});

/** The answer to a command: the record's state and revision after it, and what the command itself made (ids, digests). */
export const accepted = z.looseObject({ id: z.string(), state: z.string(), rev: z.number().int() });
/** As {@link accepted}, for a command that made something with an id of its own. */
export const made = <K extends string>(key: K) => accepted.extend({ [key]: z.string() } as Record<K, z.ZodString>);

export const at = instant;
