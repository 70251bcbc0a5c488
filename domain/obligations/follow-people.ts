import type { Directory } from '../../contracts/directory.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Context, NewEvent } from '../aggregate.ts';
import { isRefusal } from '../aggregate.ts';
import { currentPerson, managerOf } from '../directory.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { earliest } from '../time/instant.ts';
import { reassign } from './ask.ts';
import { fact, isOpen, matterFor, type MatterOf } from './list.ts';
import { fireIfUnheard } from './open.ts';

/**
 * Brings what single persons owe to who is there now: of somebody who left to the manager at once, of somebody away
 * to the deputy, also when the absence begins or ends later (§1.02); with nobody left to tell, the next rung fires at once
 * (design §6). Escalations stay where they climbed to.
 */
export function followPeople(list: readonly Obligation[], context: Context, matterOf?: MatterOf): NewEvent[] {
  return list.filter((o) => o.state === 'open' && o.kind !== 'escalation').flatMap((o) => toHeir(list, o, context, matterOf) ?? toDeputy(o, context, matterOf));
}

function toHeir(list: readonly Obligation[], { id, owed_by }: Obligation, context: Context, matterOf?: MatterOf): readonly NewEvent[] | null {
  if (!('person' in owed_by) || currentPerson(context.directory, owed_by.person, context.now)) return null;
  const manager = managerOf(context.directory, owed_by.person, context.now);
  const decision = manager === null ? null : reassign(list, id, { to: manager, person: null, reason: null }, context, matterOf);
  return decision && !isRefusal(decision) ? decision.events : null;
}

function toDeputy(o: Obligation, context: Context, matterOf?: MatterOf): NewEvent[] {
  if (!('person' in o.owed_by)) return [];
  const to = recipientsFor('L0', matterFor(o, context, matterOf), context.policy, context.directory);
  if (to.join() === o.to.join()) return [];
  const version = o.version + 1;
  const moved = fact('obligation.reassigned', { obligation_id: o.id, version, owed_by: o.owed_by, to, person: null, reason: null });
  return [moved, ...fireIfUnheard({ ...o, to, version, acknowledged_by: [] }, context, matterOf)];
}

/** Who owes one of the obligations as a person. */
export const owingPeople = (list: readonly Obligation[]): string[] => list.flatMap((o) => (isOpen(o) && 'person' in o.owed_by ? [o.owed_by.person] : []));

/** The next instant at which one of these people, or whoever may come to stand in for them, goes away, comes back or leaves. */
export function nextAmong(people: Iterable<string>, { absences, people: everybody }: Directory, now: Instant): Instant | null {
  const concerned = new Set(people);
  for (const person of concerned) for (const absence of absences) if (absence.person === person && absence.deputy !== undefined) concerned.add(absence.deputy);
  if (concerned.size === 0) return null;
  const instants = [
    ...absences.flatMap(({ person, starts_at, until }) => (concerned.has(person) ? [starts_at, until] : [])),
    ...everybody.flatMap(({ id, left_on }) => (left_on !== undefined && concerned.has(id) ? [leavesAt(left_on)] : [])),
  ];
  return earliest(instants.filter((at) => at > now));
}

/** `left_on` counts from midnight UTC, as in `hasLeft`. */
export const leavesAt = (left_on: string): Instant => `${left_on}T00:00:00.000Z`;
