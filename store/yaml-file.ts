import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { problem } from '../domain/policy/problem.ts';
import type { KeyPath, PolicyProblem } from '../domain/policy/problem.ts';
import { problemsOf } from './zod-problems.ts';

/** A YAML text taken apart: the value by its schema, or what is wrong with it; and where each key stands. */
export interface ParsedFile<T> {
  readonly value: T | undefined;
  readonly problems: readonly PolicyProblem[];
  /** Line and column, from 1, of the value or key at a path; of the nearest key above it if it is not there. */
  readonly locate: (path: KeyPath) => { line: number; column: number };
}

/**
 * Parses one YAML 1.2 text by a schema. Never throws: a text that is no YAML, a key that is there twice and every fault
 * that the schema finds come back as problems with their place.
 */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): ParsedFile<T> {
  try {
    return parse(file, text, schema);
  } catch (error) {
    // nesting deeper than the stack, or aliases that multiply without end
    const found = problem(file, [], firstLine(String(error)), 'write flatter YAML with fewer aliases');
    return { value: undefined, problems: [{ ...found, line: 1, column: 1 }], locate: () => ({ line: 1, column: 1 }) };
  }
}

function parse<T>(file: string, text: string, schema: z.ZodType<T>): ParsedFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: Math.max(1, col) };
  };
  const locate = (path: KeyPath) => at(offsetOf(document, path));
  const broken = document.errors.map((error) => ({ ...problem(file, [], firstLine(error.message), 'write well-formed YAML 1.2'), ...at(error.pos[0]) }));
  if (broken.length > 0) return { value: undefined, problems: broken, locate };

  const data: unknown = document.toJS({ maxAliasCount: 100 });
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, problems: [], locate };
  const problems = problemsOf(parsed.error, schema, data).map((found) => ({ ...problem(file, found.path, found.message, found.allowed), ...locate(found.path) }));
  return { value: undefined, problems: once(problems), locate };
}

/** An aliased block is at fault once, however often it is used. */
const once = (problems: readonly PolicyProblem[]): PolicyProblem[] => [...new Map(problems.map((each) => [`${each.line} ${each.column} ${each.message}`, each])).values()];

/** Why a file can't be read, as the system says it, e.g. `ENOENT`. */
export const reasonOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error));

const firstLine = (text: string): string => text.split('\n')[0] ?? text;

/** Where the key of the last part stands, or the value for a place in a list; as deep as the document goes. */
function offsetOf(document: Document.Parsed, path: KeyPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    const found = childOf(isAlias(node) ? node.resolve(document) : node, part);
    if (!found) break;
    offset = startOf(found.mark) ?? offset;
    node = found.value;
  }
  return offset;
}

function childOf(node: unknown, part: string | number): { mark: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? undefined : { mark: item, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(part));
  return pair && { mark: pair.key, value: pair.value };
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
