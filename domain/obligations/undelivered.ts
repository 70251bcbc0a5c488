import type { Obligation } from '../../contracts/obligation.ts';
import type { Undelivered } from '../../contracts/undelivered.ts';
import type { Context, Decision } from '../aggregate.ts';
import { isReachable, recipientsFor } from '../ladder/recipients.ts';
import { fact, refuse } from './list.ts';

/** The type of the event; a message that tells of one is never itself told of. */
const UNDELIVERABLE = 'delivery.undeliverable';

/** Nobody refused these: the installation has no such channel, or the person no address on it, and the policy has a next one. */
const NOT_REFUSED: ReadonlySet<string> = new Set(['channel_not_set_up', 'no_address']);

/** Whether the owner hears that a message goes on by its next channel: the one before refused it, or it came back. */
export const ownerHears = (code: string): boolean => !NOT_REFUSED.has(code);

/**
 * Records that a message was refused on a channel, or on the last one, and whom that is told: the owners of the matter who
 * can be reached; where no way is left to its reader, in place of all of them the AI governance lead (L3). News of an
 * unreachable person goes on without a word, and is only recorded when it reached nobody, so that nothing goes in a circle
 * . Refuses everybody but the record's own workflow.
 */
export function decideUndelivered(list: readonly Obligation[], body: Undelivered, owners: readonly (string | null | undefined)[], context: Context): Decision {
  if (context.meta.actor.kind !== 'workflow') return refuse('not_permitted', 'only the workflow of this record says what reached nobody; report an e-mail that came back with POST /v1/bounces');
  const { recipient, code, event, next_channel } = body;
  if (next_channel !== undefined && event === UNDELIVERABLE) return { events: [] };
  const obligation_id = list.some(({ id }) => id === body.obligation_id) ? body.obligation_id : null;
  const tell = event === UNDELIVERABLE ? [] : whomToTell(body, owners, context);
  return { events: [fact(UNDELIVERABLE, { recipient, code, ...(next_channel === undefined ? {} : { next_channel }), obligation_id, tell })] };
}

function whomToTell({ recipient: unreachable, next_channel }: Undelivered, owners: readonly (string | null | undefined)[], context: Context): string[] {
  const others = (people: readonly (string | null | undefined)[]) =>
    [...new Set(people)].filter((person): person is string => typeof person === 'string' && person !== unreachable && isReachable(context.directory, person, context.now));
  const found = others(owners);
  // an owner's own message is still on its way to them
  if (found.length > 0 || next_channel !== undefined) return found;
  const matter = { owed_by: { role: context.policy.ladders.levels.L3 }, unit: context.system?.entry?.unit, at: context.now };
  return others(recipientsFor('L3', matter, context.policy, context.directory));
}
