import type { OwedMessage } from '../../contracts/delivery.ts';
import { boardPage, casePage, PEOPLE_PAGE, POLICY_PAGE, SYSTEMS_PAGE } from '../../contracts/pages.ts';
import type { RecordView } from '../../contracts/record-view.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { shownBlocker } from '../blockers/shown.ts';
import { personById } from '../directory.ts';
import { shownObligation } from '../obligations/shown.ts';
import type { HouseState } from './state.ts';

type Message = Pick<OwedMessage, 'kind' | 'recipient' | 'obligation_id' | 'about' | 'late'>;
type About = Message['about'];

/** What one person's message about policy, directory, delegations, absences or wide blockers shows now (§1.20, design §8). */
export function houseMessageView(message: Message, state: HouseState, seen: Facts & { readonly now: Instant }, baseUrl: string): RecordView {
  const { kind, recipient, about, late } = message;
  const blocker = shownBlocker([...state.raised, ...seen.blockers], about['blocker']);
  return {
    kind,
    recipient: { id: recipient, name: personById(seen.directory, recipient)?.name ?? recipient },
    about,
    late,
    record: state.id,
    what: about['what'] ?? null,
    url: `${baseUrl}${placeOf(about, blocker)}`,
    system: null,
    blocker,
    risk: null,
    drift: null,
    policy: policyOf(state, about['policy']),
    delegation: delegationOf(state, about, seen),
    absence: absenceOf(state, about),
    gained: gainedIn(about['gained']),
    ...shownObligation(state.obligations, message, seen),
  };
}

/** The managers whose lines a digest is about, by commas, as the message carries them. */
export const managersNamed = (about: About): readonly string[] => (about['managers'] ?? '').split(',').filter((id) => id !== '');

/** A blocker is looked at on the page of the case that raised it; a wide one without a case, on the list of systems. */
function placeOf(about: About, blocker: RecordView['blocker']): string {
  if (about['managers'] !== undefined) return boardPage(managersNamed(about)[0] ?? '');
  if (about['policy'] !== undefined) return POLICY_PAGE;
  if (blocker?.source_case) return casePage(blocker.source_case);
  return about['blocker'] === undefined ? PEOPLE_PAGE : SYSTEMS_PAGE;
}

function policyOf(state: HouseState, digest: string | undefined): RecordView['policy'] {
  if (digest === undefined) return null;
  const proposal = state.proposals.findLast((each) => each.digest === digest);
  return { digest, changed: proposal?.changed ?? [], proposed_by: proposal?.person ?? null, state: state.active === digest ? 'in_force' : (proposal?.state ?? 'unknown') };
}

/** One that has ended is no longer in the record; the message still names its two people and the lane. */
function delegationOf(state: HouseState, about: About, { policy }: Facts): RecordView['delegation'] {
  const { delegation, from, to, lane } = about;
  if (delegation === undefined || from === undefined || to === undefined || lane === undefined) return null;
  return { from, to, lane, lane_name: policy.lanes.lanes[lane]?.name ?? lane, until: state.delegations.find(({ id }) => id === delegation)?.delegation.until ?? null };
}

function absenceOf(state: HouseState, about: About): RecordView['absence'] {
  const { absence, absent } = about;
  if (absence === undefined || absent === undefined) return null;
  const found = state.absences.find(({ id }) => id === absence)?.absence;
  return { person: absent, until: found?.until ?? null, deputy: found?.deputy ?? null };
}

/** `person=role` or `person=role@unit`, by commas, as the message carries it. */
function gainedIn(text: string | undefined): RecordView['gained'] {
  return (text ?? '').split(',').flatMap((entry) => {
    const [, person, role, unit] = /^([^=]+)=([^@]+)(?:@(.+))?$/.exec(entry) ?? [];
    return person === undefined || role === undefined ? [] : [{ person, role, unit: unit ?? null }];
  });
}
