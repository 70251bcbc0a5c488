import type { Person } from '../../contracts/directory.ts';
import { type SlackAsker, strangerInSlack } from '../../domain/authority/slack-member.ts';
import { personById, personOfSlack } from '../../domain/directory.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { policyInForce } from '../../store/house.ts';
import type { ListenerDeps } from './ports.ts';

/** Who acted, as the payload says. */
export interface Asker extends SlackAsker {
  readonly user: string;
}

/** The person behind a Slack user, and the names of people and lanes for the answer; or what to say privately instead. */
export type Known = { readonly person: Person; readonly nameOf: (id: string) => string; readonly laneOf: (id: string) => string } | { readonly refused: string };

/**
 * Binds a Slack user to a person of the directory by `slack_user_id` (design §7). Only full members of our own workspace
 * who act through our own app count; when Slack can't be asked, nobody does.
 */
export async function identify({ workspace, house, log }: ListenerDeps, asker: Asker): Promise<Known> {
  try {
    const stranger = strangerInSlack(asker, await workspace.self());
    if (stranger) return { refused: PRIVATE[stranger] };
    if (!(await workspace.member(asker.user)).full) return { refused: PRIVATE.guest };
  } catch (error) {
    log.warn({ err: error }, 'could not ask Slack who acts');
    return { refused: PRIVATE.unverified };
  }
  return boundTo(house, asker.user);
}

/** The person whom the directory binds to a Slack user, who was looked at before; or what to say to nobody's. */
export async function boundTo(house: ListenerDeps['house'], user: string): Promise<Known> {
  const seen = await house.get();
  const { directory, at } = seen;
  const person = personOfSlack(directory, user, at);
  if (!person) return { refused: PRIVATE.unbound(user) };
  const lanes = policyInForce(seen)?.lanes.lanes ?? {};
  return { person, nameOf: (id) => personById(directory, id)?.name ?? id, laneOf: (id) => lanes[id]?.name ?? id };
}
