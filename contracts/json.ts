import canonicalizeModule from 'canonicalize';

/** A value that JSON can carry without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// the package is CommonJS whose only export is the function, which its types describe as an ES module
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** Deeper than any record of ours, and far from the end of the stack. */
const DEEPEST = 200;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * The one text of a value by RFC 8785: equal values have equal texts, so that it can be hashed and signed.
 * @throws TypeError that points at what JSON cannot carry without loss: `undefined`, NaN, infinities, bigints, class
 * instances such as Date, lone surrogates, nesting deeper than 200.
 */
export function canonicalJson(value: unknown): string {
  refuseNonJson(value, '', 0);
  return canonicalize(value);
}

function refuseNonJson(value: unknown, at: string, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return refuseLoneSurrogate(value, at);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notJson(at, `is ${value}`, 'a finite number');
    return;
  }
  if (typeof value !== 'object') throw notJson(at, `is ${typeof value}`, 'a value that JSON has; leave an optional field out');
  if (depth === DEEPEST) throw notJson(at, `is nested deeper than ${DEEPEST}`, 'a flatter value');
  if (Array.isArray(value)) {
    // not forEach, which would step over the holes of a sparse array
    for (let i = 0; i < value.length; i += 1) refuseNonJson(value[i], `${at}/${i}`, depth + 1);
    return;
  }
  if (!isPlain(value)) throw notJson(at, 'is an instance of a class', 'a plain object, an array or a text');
  for (const [key, entry] of Object.entries(value)) {
    refuseLoneSurrogate(key, `${at}/${key}`);
    refuseNonJson(entry, `${at}/${key}`, depth + 1);
  }
}

/** Judged by the chain of prototypes, since a test runner and the workflow sandbox have an `Object` of their own. */
function isPlain(value: object): boolean {
  const kind: unknown = Object.getPrototypeOf(value);
  return kind === null || Object.getPrototypeOf(kind) === null;
}

function refuseLoneSurrogate(text: string, at: string): void {
  if (LONE_SURROGATE.test(text)) throw notJson(at, 'holds half a character (a lone surrogate)', 'well-formed Unicode');
}

const notJson = (at: string, wrong: string, right: string) =>
  new TypeError(`${at === '' ? 'the value' : at} ${wrong}; canonical JSON needs ${right}`);
