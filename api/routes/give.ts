import type { Refusal } from '../../contracts/refusal.ts';
import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Command } from '../../domain/aggregate.ts';
import { execute } from '../../store/execute.ts';
import type { Outcome } from '../../store/outcome.ts';
import { findRecord } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem } from '../http/problem.ts';

type Accepted = Extract<Outcome, { ok: true }>;

/** Ends the request with a refusal of ours that no record is asked about. */
export function refuse(refusal: Refusal): never {
  throw new HttpProblem(refusal);
}

/** Gives a command to a record; when it returns, it is committed. @throws HttpProblem with the rule's refusal. */
export async function give(deps: ApiDeps, target: Target, name: string, body: object, meta: CommandMeta): Promise<Accepted> {
  const command: Command = { name, body: body as Command['body'] };
  const outcome = await execute(deps.store, target, command, meta);
  if (outcome.ok) return outcome;
  throw new HttpProblem(outcome.refusal);
}

/** What a command answers: the record's state and revision after it, and what it made. */
export function accepted(deps: ApiDeps, target: Target, outcome: Accepted): Record<string, unknown> {
  const kept = deps.store.states.get(outcome.id)?.state;
  const state = kept === undefined ? outcome.agenda.stage : deps.store.rules.kinds[target.kind].summary(kept).state;
  return { state, ...outcome.result, id: outcome.id, rev: outcome.agenda.rev };
}

/** {@link give}, answered by {@link accepted}. */
export async function command(deps: ApiDeps, target: Target, name: string, body: object, meta: CommandMeta): Promise<Record<string, unknown>> {
  return accepted(deps, target, await give(deps, target, name, body, meta));
}

/** The record that an id belongs to, its own or that of something inside it. @throws HttpProblem (404) when there is none. */
export async function recordOf(deps: ApiDeps, id: string, unknown: Refusal['refused'], what: string): Promise<Target> {
  const found = await findRecord(deps.store, id);
  return found ?? refuse({ refused: unknown, detail: `there is no ${what} ${id}` });
}

/** A time-ordered id of a new record. */
export const freshId = (deps: ApiDeps, prefix: 'dep' | 'nc' | 'sys'): string => deps.store.newId(prefix, new Date().toISOString());
