import type { Directory } from '../contracts/directory.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Context } from './aggregate.ts';
import { personOf } from './aggregate.ts';
import { currentPerson, holdsRole } from './directory.ts';

/** The role of those who run Gatehouse itself; it never includes signing (design §7). */
export const ADMIN_ROLE = 'admin';

/** The person who works here and stands behind the actor, also behind a machine; refuses anybody else. */
export function somebody(context: Context): string | Refusal {
  const { actor } = context.meta;
  const id = personOf(actor);
  if (id === null) return { refused: 'not_permitted', detail: `${actor.kind} ${actor.id} acts for nobody; name the person on whose behalf it acts` };
  if (currentPerson(context.directory, id, context.now)) return id;
  return { refused: 'not_permitted', detail: `"${id}" is nobody who works here; the directory lists who does` };
}

/** As {@link somebody}, but only a person in person: automation never counts as one for a word of weight (§0.01). */
export function inPerson(context: Context): string | Refusal {
  const { actor } = context.meta;
  if (actor.kind === 'person') return somebody(context);
  return { refused: 'machine_cannot_sign', detail: `${actor.kind} ${actor.id} counts as nobody here; a person signed in as such must do this` };
}

/** Whether the person works here and holds one of the roles for a matter of `unit`. */
export function holdsAny(directory: Directory, id: string, roles: readonly string[], at: Instant, unit?: string): boolean {
  const person = currentPerson(directory, id, at);
  return person !== undefined && roles.some((role) => holdsRole(directory, person, role, unit));
}

/** The first of the named people who is not in the directory or has left, as a refusal that points at the field. */
export function strangerIn(context: Context, named: readonly { readonly id: string | undefined; readonly pointer: string }[]): Refusal | null {
  const stranger = named.find(({ id }) => id !== undefined && !currentPerson(context.directory, id, context.now));
  if (!stranger) return null;
  return { refused: 'unknown_person', detail: `"${stranger.id ?? ''}" is nobody who works here; GET /v1/people lists who does`, pointer: stranger.pointer };
}
