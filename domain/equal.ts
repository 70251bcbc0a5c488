import { canonicalJson } from '../contracts/json.ts';

/** Whether two JSON values are the same, whatever the order of their keys; an absent value equals only an absent one. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
