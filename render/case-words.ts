import type { MessageView } from '../contracts/deployment-view.ts';
import { askInWords, endInWords, finished, spaced, unreachedInWords, unreachedWhy } from './words.ts';

/** How a case was decided or ended, by the event. */
export const DECISIONS: Readonly<Record<string, string>> = {
  'deployment.approved': 'Request approved',
  'deployment.rejected': 'Request rejected',
  'deployment.withdrawn': 'Request withdrawn',
  'deployment.lapsed': 'Request lapsed: nobody decided in time',
  'approval.revoked': 'Approval revoked',
};

/** What its parties are told of a case, by the event. */
export const NOTICES: Readonly<Record<string, string>> = {
  'gate.blocked': 'The gate is blocked',
  'lane.noticed': 'For your information: a request is under review',
  'deployment.live': 'The version is live',
  'deployment.superseded': 'A later version went live in its place',
  'permit.expired': 'The permit ended unused',
  'tier.changed': 'The tier was changed',
  'condition.missed': 'A condition was missed',
  'condition.returned': 'Your evidence was returned',
};

/** One line that says what this message about a case is about: subject of the e-mail and first line of the card. */
export function caseHeadline(view: MessageView, nameOf: (id: string) => string): string {
  const event = view.about['event'] ?? '';
  const told: Readonly<Record<string, string>> = {
    answer: 'Your question was answered',
    decision: DECISIONS[event] ?? `Request ${spaced(event.split('.')[1] ?? 'decided')}`,
    expiry: event === 'approval.expired' ? 'The approval has expired' : 'The approval expires soon',
    notice: NOTICES[event] ?? spaced(event.replaceAll('.', ' ')),
  };
  const unreached = unreachedInWords(view, nameOf);
  if (unreached !== null) return finished(unreached, view.late);
  if (event === 'lane.stuck') return finished(`Nobody is left who may sign for ${view.lane_name ?? 'a lane'}`, view.late);
  return finished(endInWords(view) ?? askInWords(view, nameOf) ?? told[view.kind] ?? spaced(view.kind), view.late);
}

/** Why a rule decided so, by the rule. */
export const RULES: Readonly<Record<string, string>> = {
  veto: 'a lane with a veto rejected it',
  lane_failed: 'a lane can no longer reach its approvals',
  prohibited_practice: 'a prohibited practice (EU AI Act Art. 5); this cannot be overridden',
  committee_against: 'the committee voted against it',
  condition_missed: 'a condition was not met in time',
  revoked_by_hand: 'revoked by hand',
};

/** Why it was decided so, where a rule did; null when a person's own word says it. */
export function whyInWords(view: MessageView): string | null {
  const unreached = unreachedWhy(view);
  if (unreached !== null) return unreached;
  const rule = view.about['rule'];
  if (view.about['event'] === 'deployment.lapsed') return 'lapsed is not rejected: the request can be resubmitted';
  return rule === undefined || rule === '' ? null : (RULES[rule] ?? spaced(rule));
}
