import type { OwedMessage } from '../../contracts/delivery.ts';
import type { HouseEventBody, HouseEventType } from '../../contracts/house-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import { personOf } from '../aggregate.ts';
import type { Facts } from '../aggregate.ts';
import { blockerMessages, governanceLeads } from '../blockers/index.ts';
import { channelsFor } from '../obligations/messages.ts';
import { notify, obligationMessages } from '../obligations/index.ts';
import type { HouseState } from './state.ts';

type Teller<T extends HouseEventType> = (body: HouseEventBody<T>, event: RecordedEvent, state: HouseState, facts: Facts) => readonly OwedMessage[];

/** A message names at most this many role changes; the event names all. */
const NAMED = 20;

const others = (event: RecordedEvent, people: readonly (string | null)[]) => people.filter((person) => person !== personOf(event.actor));

/** How far a delegation goes, where the giver's sign-in held it there. */
const heldTo = (body: HouseEventBody<'delegation.granted' | 'delegation.ended'>): Readonly<Record<string, string>> =>
  'held_by' in body && body.held_by !== undefined && body.tier_cap !== null ? { tier_cap: body.tier_cap, held_by: body.held_by } : {};

const delegated: Teller<'delegation.granted' | 'delegation.ended'> = (body, event, state, facts) => {
  const { delegation_id: delegation, from, to, lane } = body;
  return notify(event, state.id, facts, { kind: 'notice', to: others(event, [from, to]), about: { what: event.type, delegation, from, to, lane, ...heldTo(body) } });
};

const away: Teller<'absence.added' | 'absence.ended'> = ({ absence_id: absence, absent, deputy }, event, state, facts) =>
  notify(event, state.id, facts, { kind: 'notice', to: others(event, [absent, deputy]), about: { what: event.type, absence, absent } });

/** One a day for each reader, by its key: whoever moves to another calendar gets no second one on the same date. */
function digestMessage({ reader, date, managers }: HouseEventBody<'digests.due'>['to'][number], event: RecordedEvent, state: HouseState, facts: Facts): readonly OwedMessage[] {
  const channels = channelsFor(reader, facts, event.at);
  if (channels.length === 0) return [];
  const about = { what: event.type, managers: managers.join(','), date };
  return [{ key: `${state.id}/digest/${reader}/${date}`, kind: 'digest', recipient: reader, channels, obligation_id: null, about, mutable: false, late: false }];
}

const TELLERS: { readonly [T in HouseEventType]?: Teller<T> } = {
  // a proposal is told by the obligation to activate it; that it was taken up, to those who owe that
  'policy.proposed': ({ digest, adopted, person, obligation_id }, event, state, facts) => {
    const owed = state.obligations.find(({ id }) => id === obligation_id);
    const to = adopted ? others(event, owed?.to ?? []) : [];
    return notify(event, state.id, facts, { kind: 'policy', to, about: { what: event.type, policy: digest, proposed_by: person ?? '' } });
  },
  'policy.activated': ({ digest, proposed_by, activated_by }, event, state, facts) => {
    const to = others(event, [proposed_by, ...governanceLeads(facts, event.at)]);
    return notify(event, state.id, facts, { kind: 'policy', to, about: { what: event.type, policy: digest, activated_by } });
  },
  'policy.proposal_superseded': ({ digest, by }, event, state, facts) => {
    const proposer = state.proposals.findLast((proposal) => proposal.digest === digest)?.person ?? null;
    return notify(event, state.id, facts, { kind: 'policy', to: others(event, [proposer]), about: { what: event.type, policy: digest, by } });
  },
  // whoever gains a role that signs is reported to L3 (design §8)
  'directory.loaded': ({ digest, signing_gained }, event, state, facts) => {
    if (signing_gained.length === 0) return [];
    const gained = signing_gained.slice(0, NAMED).map(({ person, role, unit }) => `${person}=${role}${unit === undefined ? '' : `@${unit}`}`);
    const about = { what: event.type, directory: digest, gained: gained.join(','), count: String(signing_gained.length) };
    return notify(event, state.id, facts, { kind: 'directory', to: governanceLeads(facts, event.at), about });
  },
  'digests.due': ({ to }, event, state, facts) => to.flatMap((digest) => digestMessage(digest, event, state, facts)),
  'delegation.granted': delegated,
  'delegation.ended': delegated,
  'absence.added': away,
  'absence.ended': away,
};

/** Whom an event of the house tells. */
export function messages(event: RecordedEvent, state: HouseState, facts: Facts): readonly OwedMessage[] {
  const teller = TELLERS[event.type as HouseEventType] as Teller<HouseEventType> | undefined;
  return [
    ...(teller ? teller(event.body as never, event, state, facts) : []),
    ...blockerMessages(event, facts, { caseId: state.id, book: state, open: state.raised, also: [] }),
    ...obligationMessages(event, state.obligations, facts, state.id),
  ];
}
