import type { Requirement } from '../../contracts/nonconformity-closure.ts';

/** Requirements that nobody here can excuse anybody from, the gravest first; all others weigh the same (§3). */
const BINDING: readonly Requirement[] = ['legal', 'clause'];
const weight = (of: Requirement): number => (BINDING.includes(of) ? BINDING.length - BINDING.indexOf(of) : 0);

/** Whether one requirement binds less than another: a law binds most, then a clause. */
export const weighsLess = (one: Requirement, other: Requirement): boolean => weight(one) < weight(other);
