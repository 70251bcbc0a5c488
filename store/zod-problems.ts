import type { z } from 'zod';
import { didYouMean, nearest } from '../domain/policy/nearest.ts';
import type { KeyPath } from '../domain/policy/problem.ts';
import { inputSchema, inWords, keysAt, schemasAt } from './schema-walk.ts';
import type { JsonSchema } from './schema-walk.ts';

/** A fault that a schema found, in words for people. */
export interface Fault {
  readonly path: KeyPath;
  readonly message: string;
  readonly allowed: string;
}

type Issue = z.core.$ZodIssue;

interface Seen {
  readonly schema: JsonSchema;
  readonly data: unknown;
}

/** Turns a schema's findings into faults that say what is wrong and what is allowed; a misspelt key with the nearest known one. */
export function problemsOf(error: z.ZodError, schema: z.ZodType, data: unknown): Fault[] {
  const seen = { schema: inputSchema(schema), data };
  return error.issues.flatMap((issue) => faultsOf(issue, [], seen));
}

function faultsOf(issue: Issue, above: KeyPath, seen: Seen): Fault[] {
  const path = [...above, ...(issue.path as KeyPath)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key "${key}"`, allowed: didYouMean(key, keysAt(seen.schema, path)) }));
    case 'invalid_union':
      return ofUnion(issue.errors, path, seen);
    case 'invalid_key':
      return [{ path, message: `"${String(path.at(-1))}" is no name`, allowed: textOf(issue.issues) }];
    case 'invalid_type':
      return [wrongType(path, seen)];
    case 'invalid_value':
      if (valueAt(seen.data, path) === undefined) return [wrongType(path, seen)];
      return [{ path, message: `${shown(seen.data, path)} is not allowed`, allowed: `allowed: ${issue.values.map(String).join(', ')}${hint(seen.data, path, issue.values)}` }];
    case 'too_big':
    case 'too_small':
      return [{ path, message: `${shown(seen.data, path)} is not allowed`, allowed: `write ${allowedAt(path, seen)}${Array.isArray(valueAt(seen.data, path)) ? ' with at least one entry' : ''}` }];
    default:
      return [{ path, message: `${shown(seen.data, path)} is not allowed`, allowed: plain(issue.message) }];
  }
}

const allowedAt = (path: KeyPath, seen: Seen): string => schemasAt(seen.schema, path).map((each) => inWords(each)).join(' or ') || 'another value';

function wrongType(path: KeyPath, seen: Seen): Fault {
  const allowed = `write ${allowedAt(path, seen)}`;
  if (valueAt(seen.data, path) === undefined) return { path, message: `"${String(path.at(-1) ?? 'the file')}" is missing`, allowed };
  return { path, message: `${shown(seen.data, path)} is not allowed`, allowed };
}

/** Of the alternatives the one that was meant: same kind of value, and a key that is near. Else all are named. */
function ofUnion(branches: readonly (readonly Issue[])[], path: KeyPath, seen: Seen): Fault[] {
  const fitting = branches.filter((issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'));
  const [only] = fitting;
  if (only && fitting.length === 1) return only.flatMap((issue) => faultsOf(issue, path, seen));
  const all = schemasAt(seen.schema, path);
  const value = valueAt(seen.data, path);
  const given = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const keys = keysAt(seen.schema, path);
  const odd = fitting.length > 1 ? given.filter((key) => !keys.includes(key)) : [];
  const near = odd.flatMap((key) => nearest(key, keys) ?? []);
  const allowed = `${near.length > 0 ? `did you mean "${near.join('", "')}"? ` : ''}allowed: ${all.map((each) => inWords(each)).join(' or ')}`;
  const message = odd.length > 0 ? `unknown key "${odd.join('", "')}"` : `${shown(seen.data, path)} is not allowed`;
  return [{ path: odd[0] === undefined ? path : [...path, odd[0]], message, allowed }];
}

function hint(data: unknown, path: KeyPath, values: readonly unknown[]): string {
  const value = valueAt(data, path);
  const near = typeof value === 'string' ? nearest(value, values.map(String)) : undefined;
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

const textOf = (issues: readonly Issue[]): string => issues.map(({ message }) => plain(message)).join(', ');

/** Zod's own sentences begin with "Invalid input: "; ours do not. */
const plain = (message: string): string => message.replace(/^(Invalid input|Too big|Too small): /, '');

function valueAt(data: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined), data);
}

function shown(data: unknown, path: KeyPath): string {
  const value = valueAt(data, path);
  if (value === undefined) return `"${String(path.at(-1) ?? 'the file')}"`;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
