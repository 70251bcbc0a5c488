import { z } from 'zod';
import type { Directory, Person } from '../../contracts/directory.ts';
import { HOUSE_COMMANDS } from '../../contracts/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { slug } from '../../contracts/primitives.ts';
import { currentPerson, personOfSlack } from '../../domain/directory.ts';
import { usageText } from '../../render/command-help.ts';
import { delegatedText } from '../../render/form-words.ts';
import { openDelegation } from './delegation.ts';
import { endOfDay, heldTo } from './form-fields.ts';
import { giveAndTell } from './give.ts';
import { wordsOf, type Order } from './order.ts';
import type { ListenerDeps } from './ports.ts';

/** A mention as Slack writes it, or the id of the directory. */
function personNamed(directory: Directory, word: string, at: string): Person | undefined {
  const user = /^<@([A-Z0-9]+)(\|[^>]*)?>$/.exec(word)?.[1];
  return user === undefined ? currentPerson(directory, word.replace(/^@/, '').toLowerCase(), at) : personOfSlack(directory, user, at);
}

/** `/gatehouse delegate PERSON LANE until DAY`: leave to sign in the caller's place (§1.01); without more words, a dialog. */
export async function delegateByCommand(deps: ListenerDeps, { rest, trigger_id, giver }: Order): Promise<void> {
  if (rest === '') return openDelegation(deps, trigger_id, giver);
  const { where, known } = giver;
  const [[who = '', lane = '', until = '', day = ''], more] = wordsOf(rest, 4);
  const { directory, at } = await deps.house.get();
  const to = personNamed(directory, who, at);
  const ends = z.iso.date().safeParse(day);
  const wrong = (what: string) => deps.answer(where, usageText('delegate', what));
  if (!to) return wrong(`"${who}" is nobody who works here: mention them with @, or give their id of the directory.`);
  if (!slug.safeParse(lane).success) return wrong(lane === '' ? 'Say in which lane.' : `"${lane}" is no lane.`);
  if (until.toLowerCase() !== 'until' || !ends.success) return wrong('Say until which day, e.g. until 2027-01-31.');
  if (more !== '') return wrong('A delegation records no reason: leave out what stands behind the day.');
  const body = HOUSE_COMMANDS['grant-delegation'].parse({ from: known.person.id, to: to.id, lane, until: endOfDay(ends.data) });
  const outcome = await giveAndTell(deps, { kind: 'house', id: HOUSE_ID }, { name: 'grant-delegation', body }, giver);
  if (outcome?.ok) await deps.answer(where, delegatedText({ to: to.name, lane, until: body.until, held: heldTo(outcome.result, known.person.id, deps.url) }));
}
