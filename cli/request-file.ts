import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parse, parseDocument, type Document, type ScalarTag } from 'yaml';
import { Failure, reasonOf, wrongUse } from './failure.ts';
import { milliseconds } from './when.ts';

/** A request as somebody wrote it: YAML or JSON. */
export interface RequestFile {
  /** The name that messages carry. */
  readonly name: string;
  /** Folder from which paths inside the file count. */
  readonly folder: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** `name:line:column` of the place that a JSON pointer means, or of the nearest one above it. */
  readonly locate: (pointer: string) => string;
}

/**
 * Reads a request; `-` is standard input. `sets` are `KEY=VALUE` with dots for nesting, laid over what the file says;
 * the value is YAML. @throws Failure (2) for a file that can't be read or is no mapping, naming line and column.
 */
export function readRequestFile(path: string, sets: readonly string[] = []): RequestFile {
  const name = path === '-' ? 'standard input' : basename(path);
  const { value, locate } = parseRequest(name, textOf(path));
  return { name, folder: path === '-' ? process.cwd() : dirname(resolve(path)), value: withSets(value, sets), locate };
}

function textOf(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    return wrongUse(`${path} can't be read (${reasonOf(error)}); name a YAML or JSON file, or - for standard input`);
  }
}

/** `due_at: !in 20d` is the instant so long after the reading, so that a file that is kept does not grow old. */
const FROM_NOW: ScalarTag = {
  tag: '!in',
  resolve(text, onError) {
    try {
      return new Date(Date.now() + milliseconds(text, '!in')).toISOString();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onError(error.message);
      return text;
    }
  },
};

function parseRequest(name: string, text: string): Pick<RequestFile, 'value' | 'locate'> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, customTags: [FROM_NOW] });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${Math.max(1, col)}`;
  };
  const [fault] = document.errors;
  if (fault) wrongUse(`${place(fault.pos[0])} ${fault.message.split('\n')[0] ?? ''}; write well-formed YAML or JSON`);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrongUse(`${name} holds no request; write keys and values, see the files under examples/requests`);
  return { value: value as Readonly<Record<string, unknown>>, locate: (pointer) => place(offsetOf(document, pointer)) };
}

const keysOf = (pointer: string): string[] => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Where the last key that is there stands. */
function offsetOf(document: Document.Parsed, pointer: string): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keysOf(pointer)) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
    const item = isSeq(node) ? node.items[Number(key)] : undefined;
    const mark = pair?.key ?? item;
    if (mark === undefined) break;
    offset = (mark as { range?: readonly number[] | null }).range?.[0] ?? offset;
    node = pair?.value ?? item;
  }
  return offset;
}

/** The value with each `KEY=VALUE` laid over it. @throws Failure (2) for one without `=`. */
export function withSets(value: Readonly<Record<string, unknown>>, sets: readonly string[]): Readonly<Record<string, unknown>> {
  return sets.reduce((whole, set) => {
    const [, key, text] = /^([\w.-]+)=(.*)$/s.exec(set) ?? [];
    if (key === undefined || text === undefined) return wrongUse(`--set is "${set}"; write KEY=VALUE, e.g. --set environment=production`);
    return put(whole, key.split('.'), scalar(text));
  }, value);
}

function scalar(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return text;
  }
}

function put(whole: unknown, [key = '', ...rest]: readonly string[], value: unknown): Readonly<Record<string, unknown>> {
  const map = typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? (whole as Readonly<Record<string, unknown>>) : {};
  return { ...map, [key]: rest.length === 0 ? value : put(map[key], rest, value) };
}
