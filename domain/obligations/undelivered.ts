import type { Obligation } from '../../contracts/obligation.ts';
import type { Undelivered } from '../../contracts/undelivered.ts';
import type { Context, Decision } from '../aggregate.ts';
import { isReachable, recipientsFor } from '../ladder/recipients.ts';
import { fact, refuse } from './list.ts';

/** The type of the event; a message that tells of one is never itself told of. */
const UNDELIVERABLE = 'delivery.undeliverable';

/**
 * Records that a message reached somebody on no channel, and whom that is told: the owners of the matter who can be
 * reached, in place of all of them the AI governance lead (L3). News of an unreachable person that itself reached nobody is
 * only recorded, so that nothing goes in a circle. Refuses everybody but the record's own workflow.
 */
export function decideUndelivered(list: readonly Obligation[], body: Undelivered, owners: readonly (string | null | undefined)[], context: Context): Decision {
  if (context.meta.actor.kind !== 'workflow') return refuse('not_permitted', 'only the workflow of this record says what reached nobody; report an e-mail that came back with POST /v1/bounces');
  const { recipient, code, event } = body;
  const obligation_id = list.some(({ id }) => id === body.obligation_id) ? body.obligation_id : null;
  const tell = event === UNDELIVERABLE ? [] : whomToTell(recipient, owners, context);
  return { events: [fact(UNDELIVERABLE, { recipient, code, obligation_id, tell })] };
}

function whomToTell(unreachable: string, owners: readonly (string | null | undefined)[], context: Context): string[] {
  const others = (people: readonly (string | null | undefined)[]) =>
    [...new Set(people)].filter((person): person is string => typeof person === 'string' && person !== unreachable && isReachable(context.directory, person, context.now));
  const found = others(owners);
  if (found.length > 0) return found;
  const matter = { owed_by: { role: context.policy.ladders.levels.L3 }, unit: context.system?.entry?.unit, at: context.now };
  return others(recipientsFor('L3', matter, context.policy, context.directory));
}
