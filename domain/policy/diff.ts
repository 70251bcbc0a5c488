import { canonicalJson } from '../../contracts/json.ts';
import type { Policy } from '../../contracts/policy.ts';
import { keyText } from './problem.ts';

/** One value that differs between two policies; `undefined` where one of them has none. */
export interface PolicyChange {
  readonly file: string;
  /** The place, e.g. `paths.high.quorum.risk`. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

const PARTS = ['tiers', 'lanes', 'ladders', 'calendars', 'thresholds', 'raci'] as const;
/** Files whose content stands under a key of the same name. */
const NESTED: readonly string[] = ['calendars', 'raci'];

/**
 * What changed from one policy to another, in the order of the files; lists are compared as wholes. Empty means the same
 * policy. Holidays are compared as resolved, so a new year's dates show up too.
 */
export function diffPolicies(before: Policy, after: Policy): PolicyChange[] {
  return PARTS.flatMap((part) => changes(before[part], after[part], NESTED.includes(part) ? [part] : []).map((change) => ({ file: `${part}.yaml`, ...change })));
}

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

function changes(before: unknown, after: unknown, path: readonly string[]): Omit<PolicyChange, 'file'>[] {
  if (isPlain(before) && isPlain(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changes(before[key], after[key], [...path, key]));
  }
  return same(before, after) ? [] : [{ key: keyText(path), before, after }];
}

const same = (a: unknown, b: unknown): boolean => a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
