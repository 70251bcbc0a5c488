import type { RecordView } from '../contracts/record-view.ts';
import { askInWords, endInWords, finished, spaced, unreachedInWords } from './words.ts';

/** What is told of systems and of the house, by the event. */
export const RECORD_TOLD: Readonly<Record<string, string>> = {
  'delegation.granted': 'Leave to sign in another’s place was given',
  'delegation.ended': 'Leave to sign in another’s place has ended',
  'absence.added': 'An absence was recorded',
  'absence.ended': 'An absence ended early',
  'policy.proposed': 'A policy change waits for a second person',
  'policy.activated': 'A policy is in force',
  'policy.proposal_superseded': 'Your policy proposal was superseded',
  'directory.loaded': 'Somebody gained a role that signs',
  'system.changed': 'You own a system now',
  'risk.accepted': 'A risk was accepted for a time',
  'risk.acceptance_expired': 'The acceptance of a risk has expired',
  'digests.drift_observed': 'What runs differs from what was approved',
  'digests.drift_ended': 'What runs is what was approved again',
  'blocker.raised': 'A blocker was raised',
  'blocker.released': 'A blocker was released',
  'blocker.cured': 'A blocker was cured',
  'blocker.waived': 'A blocker was waived for a time',
  'waiver.ended': 'A waiver has ended: the blocker holds again',
  'waivers.accumulated': 'Many waivers are in force',
  'digests.due': 'What your line owes to put things right',
};

/** What is told of a blocker that was raised, by its kind. */
export const BLOCKERS: Readonly<Record<string, string>> = { pause_order: 'A pause order holds permits' };

/** One line that says what a message about a system or the house is about. */
export function recordHeadline(view: RecordView, nameOf: (id: string) => string): string {
  const raised = view.what === 'blocker.raised' ? BLOCKERS[view.about['blocker_kind'] ?? ''] : undefined;
  const told = view.what === null ? undefined : (raised ?? RECORD_TOLD[view.what] ?? spaced(view.what.replaceAll('.', ' ')));
  const unreached = unreachedInWords(view, nameOf);
  if (unreached !== null) return finished(unreached, view.late);
  const first = view.kind === 'policy' && view.what === null ? 'A policy change waits for a second person' : askInWords(view, nameOf);
  return finished(endInWords(view) ?? told ?? first ?? spaced(view.kind), view.late);
}
