import type { Context, DigestGrounds } from '../aggregate.ts';
import { currentPerson, deputyOf, isAbsent, managerOf } from '../directory.ts';
import { headOf } from '../line.ts';
import { watchers } from '../nonconformity-closure/manager-digest.ts';

/** Who reads a digest, by which calendar, and about whose line: a reader's own, and those of the managers that they stand in for. */
export interface DigestReader {
  readonly reader: string;
  readonly calendar: string;
  readonly managers: string[];
}

type Seen = Pick<Context, 'directory' | 'policy' | 'now'>;

/** The name of the policy's calendar that a person's day goes by; an unknown one is taken for the policy's first. */
export const calendarKeyOf = ({ policy: { calendars } }: Pick<Context, 'policy'>, { calendar }: { readonly calendar: string }): string | null =>
  calendar in calendars ? calendar : (Object.keys(calendars)[0] ?? null);

/**
 * In whose line it is: of who answers for it, and of the line manager of who owes it. One who left is followed by the
 * manager; what nobody has who works here is for those who watch over all.
 */
function managersOf(owing: DigestGrounds['owing'], { directory, policy, now }: Seen): Set<string> {
  const here = (id: string): string | null => (currentPerson(directory, id, now) ? id : managerOf(directory, id, now));
  const answering = new Map([...new Set(owing.map(({ accountable }) => accountable))].map((id) => [id, id === null ? null : here(id)]));
  const above = new Map([...new Set(owing.map(({ person }) => person))].map((id) => [id, id === null ? null : here(headOf(directory, id, now))]));
  const found = new Set<string>();
  for (const { person, accountable } of owing) {
    const managers = [answering.get(accountable), above.get(person)].filter((id) => id != null);
    for (const id of managers.length > 0 ? managers : watchers(directory, policy, now)) found.add(id);
  }
  return found;
}

/** Everybody who reads a digest now, each once: an absent manager's goes to the deputy, and without one to the manager (§1.02). */
export function digestReaders(owing: DigestGrounds['owing'], seen: Seen): DigestReader[] {
  const { directory, now } = seen;
  const read = new Map<string, { readonly calendar: string; readonly managers: string[] }>();
  for (const manager of [...managersOf(owing, seen)].sort()) {
    const reader = (isAbsent(directory, manager, now) ? deputyOf(directory, manager, now) : null) ?? manager;
    const person = currentPerson(directory, reader, now);
    const calendar = person && calendarKeyOf(seen, person);
    if (!calendar) continue;
    const there = read.get(reader) ?? { calendar, managers: [] };
    there.managers.push(manager);
    read.set(reader, there);
  }
  return [...read].map(([reader, rest]) => ({ reader, ...rest }));
}
