import type { Problem } from '../contracts/problem.ts';
import type { Failure } from './failure.ts';
import type { Given } from './given.ts';
import { inline } from './print.ts';

/**
 * A failure for people: what is wrong; each fault with its place, in the request file when there is one; who may; the
 * blockers and the difference that the refusal names.
 */
export function problemLines({ message, problem }: Failure, given: Pick<Given, 'file'> | null): string {
  if (problem === null) return message;
  return [message, ...faults(problem, given), ...extras(problem)].join('\n');
}

function faults({ errors = [], detail }: Problem, given: Pick<Given, 'file'> | null): string[] {
  const file = given?.file ?? null;
  return errors
    .filter((each) => file !== null || each.detail !== detail)
    .map((each) => `  ${file === null || each.pointer.startsWith('?') ? '' : `${file.locate(each.pointer)} `}${each.pointer || '/'}: ${each.detail}`);
}

type Plain = Readonly<Record<string, unknown>>;
const listOf = (value: unknown): readonly Plain[] => (Array.isArray(value) ? (value as Plain[]) : []);

function extras(problem: Problem): string[] {
  const may = problem['may'];
  const blockers = listOf(problem['blockers']).map(({ title, kind, owner, link }) => `  held by: ${inline(title)} (${inline(kind)}, owner ${inline(owner)}, ${inline(link)})`);
  return [...(Array.isArray(may) && may.length > 0 ? [`  who may: ${inline(may)}`] : []), ...blockers, ...differences(problem['difference'])];
}

/** A difference of digests, or of two packages. */
function differences(difference: unknown): string[] {
  if (Array.isArray(difference)) return listOf(difference).map(({ component, expected, observed, approved }) => `  ${inline(component)}: ${inline(expected ?? approved)} → ${inline(observed)}`);
  if (typeof difference !== 'object' || difference === null) return [];
  const parts = Object.values(difference as Readonly<Record<string, unknown>>).flatMap(listOf);
  return parts.map(({ name, before, after }) => `  ${inline(name)}: ${inline(before)} → ${inline(after)}`);
}
