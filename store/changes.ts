import type { Blocker, Waiver } from '../contracts/blocker.ts';
import type { Directory, Person } from '../contracts/directory.ts';
import { isOpen, type Obligation } from '../contracts/obligation.ts';
import type { Extent } from '../contracts/primitives.ts';
import { unitAndAbove } from '../domain/directory.ts';

/** Key of an extent in the table of scopes. */
export const scopeOf = (extent: Extent): string => (extent.scope === 'organisation' ? 'organisation' : `${extent.scope}:${extent.id}`);

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

interface Change<T> {
  readonly id: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** Entries that came, went or differ, by id. Folds keep what they do not touch, so most comparisons are of identity. */
export function changesOf<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): Change<T>[] {
  if (before === after) return [];
  const old = new Map(before.map((entry) => [entry.id, entry]));
  const changes: Change<T>[] = [];
  for (const entry of after) {
    const was = old.get(entry.id);
    old.delete(entry.id);
    if (!same(was, entry)) changes.push({ id: entry.id, before: was, after: entry });
  }
  for (const gone of old.values()) changes.push({ id: gone.id, before: gone, after: undefined });
  return changes;
}

/** The row of an obligation; `again` when it was closed before, and its old row has to go. */
function obligationRow({ before, after }: Change<Obligation>, { caseId, systemId, now }: ObligationsPlace, accountable: string | null) {
  if (!after) return { id: before?.id, again: true };
  const person = 'person' in after.owed_by ? after.owed_by.person : null;
  return {
    id: after.id,
    again: before !== undefined && !isOpen(before),
    case_id: caseId,
    system_id: systemId,
    kind: after.kind,
    state: after.state,
    owed_person: person,
    owed_role: 'role' in after.owed_by ? after.owed_by.role : null,
    to_people: [...new Set(person === null ? after.to : [person, ...after.to])],
    opened_at: after.opened_at,
    due_at: after.due_at,
    closed_at: isOpen(after) ? null : (after.closed_at ?? now),
    version: after.version,
    data: after,
    accountable,
  };
}

export interface ObligationChanges {
  readonly rows: readonly object[];
  /** Obligations that ended in this commit: their unsent messages are no longer wanted. */
  readonly ended: ReadonlySet<string>;
}

/** The record whose obligations are written. */
export interface ObligationsPlace {
  readonly caseId: string;
  readonly systemId: string | null;
  readonly now: string;
  /** Who answers for one of them, as the record was before and as it is now. */
  readonly accountable: readonly [before: Answering, after: Answering];
}
type Answering = (obligation: Obligation) => string | null;

/** What to write of a record's obligations. An obligation that vanished from the state loses its row. */
export function obligationChanges(before: readonly Obligation[], after: readonly Obligation[], place: ObligationsPlace): ObligationChanges {
  const changes = changesOf(before, after);
  const ended = changes.filter(({ before, after }) => before !== undefined && isOpen(before) && !(after !== undefined && isOpen(after))).map((change) => change.id);
  const all = [...changes, ...newlyAnswered(after, place, new Set(changes.map(({ id }) => id)))];
  return { rows: all.map((change) => obligationRow(change, place, change.after ? place.accountable[1](change.after) : null)), ended: new Set(ended) };
}

/** Those that stand as they were, and somebody else answers for them. */
function newlyAnswered(after: readonly Obligation[], { accountable: [was, is] }: ObligationsPlace, written: ReadonlySet<string>): Change<Obligation>[] {
  return after.filter((one) => isOpen(one) && !written.has(one.id) && was(one) !== is(one)).map((one) => ({ id: one.id, before: one, after: one }));
}

export interface GateChanges {
  readonly blockers: readonly object[];
  readonly waivers: readonly object[];
  /** Scopes in which something that holds a gate came, went or changed. */
  readonly scopes: readonly string[];
}

/** What to write of a record's blockers and waivers; `known` finds the extent of a blocker that is waived. */
export function gateChanges(
  blockers: readonly [readonly Blocker[], readonly Blocker[]],
  waivers: readonly [readonly Waiver[], readonly Waiver[]],
  known: readonly Blocker[],
): GateChanges {
  const raised = changesOf(...blockers);
  const waived = changesOf(...waivers);
  const scopes = new Set<string>();
  for (const { before, after } of raised) for (const blocker of [before, after]) if (blocker) scopes.add(scopeOf(blocker.extent));
  for (const { before, after } of waived) {
    const waiver = after ?? before;
    const blocker = [...blockers[1], ...known].find((entry) => entry.id === waiver?.blocker_id);
    scopes.add(waiver?.system_id ? `system:${waiver.system_id}` : blocker ? scopeOf(blocker.extent) : 'organisation');
  }
  return {
    blockers: raised.map(({ id, after }) => (after ? { id, scope: scopeOf(after.extent), raised_at: after.raised_at, data: after } : { id })),
    waivers: waived.map(({ id, after }) => (after ? { id, blocker_id: after.blocker_id, data: after } : { id })),
    scopes: [...scopes].sort(),
  };
}

/** Whom a change of the directory concerns: the people, and the roles that they held or hold. */
export interface DirectoryChange {
  readonly people: readonly string[];
  readonly roles: readonly string[];
}

const rolesOf = (person: Person | undefined): string[] => (person?.roles ?? []).map((held) => (typeof held === 'string' ? held : held.role));

/** The difference of two directories; null when they say the same. */
export function directoryChange(before: Directory, after: Directory): DirectoryChange | null {
  if (before === after) return null;
  const changed = changesOf(before.people, after.people);
  const touched = changedTexts(before.delegations, after.delegations).flatMap((entry) => [entry.from, entry.to]);
  const absent = changedTexts(before.absences, after.absences).flatMap((entry) => [entry.person, entry.deputy]);
  const people = new Set([...changed.map((change) => change.id), ...touched, ...absent.filter((id) => id !== undefined)]);
  if (people.size === 0) return null;
  const concerned = [...before.people, ...after.people].filter((person) => people.has(person.id));
  return { people: [...people], roles: [...new Set(concerned.flatMap(rolesOf))] };
}

/** Entries without an id that are in one list only. */
function changedTexts<T>(before: readonly T[], after: readonly T[]): T[] {
  const [old, fresh] = [before, after].map((list) => new Set(list.map((entry) => JSON.stringify(entry))));
  return [...before.filter((entry) => !fresh?.has(JSON.stringify(entry))), ...after.filter((entry) => !old?.has(JSON.stringify(entry)))];
}

/** Rows of the units table: each unit with the way to the top. */
export const unitRows = (directory: Directory): { id: string; path: string[] }[] =>
  directory.units.map(({ id }) => ({ id, path: unitAndAbove(directory, id) }));
