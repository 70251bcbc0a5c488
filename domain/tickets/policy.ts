import { OBLIGATION_KINDS, type Policy } from '../../contracts/policy.ts';
import { didYouMean } from '../policy/nearest.ts';
import { problem } from '../policy/problem.ts';
import type { PolicyProblem } from '../policy/problem.ts';

const FILE = 'thresholds.yaml';
const KINDS = OBLIGATION_KINDS.filter((kind) => kind !== 'escalation');

/** Faults of the policy's tickets: obligations that there are not, and systems that lack their place. */
export function ticketProblems({ thresholds: { tickets } }: Policy): PolicyProblem[] {
  if (tickets === undefined) return [];
  return Object.entries(tickets.use).flatMap(([kind, system]) => {
    const at = ['tickets', 'use', kind];
    const unknown = (KINDS as readonly string[]).includes(kind) ? [] : [problem(FILE, at, `there is no kind of obligation "${kind}" that could have a ticket`, didYouMean(kind, KINDS))];
    const lacks = { github: tickets.github === undefined && 'github: { repository: owner/name }', jira: tickets.jira === undefined && 'jira: { project: KEY }', generic: false as const }[system];
    return [...unknown, ...(lacks === false ? [] : [problem(FILE, at, `the tickets of "${kind}" go to ${system}, and nothing says where there`, `write tickets.${lacks}`)])];
  });
}
