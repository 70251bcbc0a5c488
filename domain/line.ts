import type { Directory } from '../contracts/directory.ts';
import type { Instant } from '../contracts/primitives.ts';
import { hasLeft, managerOf } from './directory.ts';
import { reportsOf } from './directory-index.ts';

/*
 * Who is in whose line (docs/glossary.md): the one meaning of it, for the board, the digest and whoever may nudge.
 * Leavers stay in it, since what they owed climbs to whoever is above them. Whoever has nobody above is in their own
 * line: else what they owe would be in nobody's.
 */

/** Whose line manager at `at` somebody is (`direct`), or everybody below, however far. */
export type Reach = 'direct' | 'all';

/** The people in somebody's line. Never runs in a circle. */
export function lineOf(directory: Directory, manager: string, at: Instant, reach: Reach): readonly string[] {
  const found = new Set<string>(managerOf(directory, manager, at) === null ? [manager] : []);
  const next = [manager];
  for (let above = next.pop(); above !== undefined; above = next.pop()) {
    for (const report of reportsOf(directory, above)) {
      if (report.id === manager || found.has(report.id)) continue;
      found.add(report.id);
      if (reach === 'all' || hasLeft(report, at)) next.push(report.id);
    }
  }
  return [...found];
}

/** Everybody who stands above a person at `at`, the nearest first. */
export function chainAbove(directory: Directory, person: string, at: Instant): readonly string[] {
  const chain: string[] = [];
  let next = managerOf(directory, person, at);
  while (next !== null && next !== person && !chain.includes(next)) {
    chain.push(next);
    next = managerOf(directory, next, at);
  }
  return chain;
}

/** In whose direct line a person is at `at`: the line manager's, else their own. */
export const headOf = (directory: Directory, person: string, at: Instant): string => managerOf(directory, person, at) ?? person;
