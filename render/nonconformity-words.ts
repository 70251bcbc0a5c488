import type { NonconformityShown } from '../contracts/nonconformity-message.ts';
import type { RecordView } from '../contracts/record-view.ts';
import { askInWords, endInWords, finished, spaced, unreachedInWords } from './words.ts';

const TOLD: Readonly<Record<string, string>> = {
  'nonconformity.raised': 'A nonconformity was raised',
  'near_miss.promoted': 'A near-miss became a nonconformity',
  'nonconformity.classified': 'A nonconformity was classified',
  'class.proposed': 'A graver class is proposed',
  'correction.recorded': 'The correction was recorded',
  'root_cause.recorded': 'The root cause was recorded',
  'plan.submitted': 'An action plan was submitted',
  'plan.approved': 'The action plan was approved',
  'plan.returned': 'The action plan was returned',
  'action.returned': 'Your evidence was returned',
  'action.verified': 'The evidence of an action was accepted',
  'evidence.verified': 'The evidence of every action is verified: it holds no gate any more',
  'effectiveness.waiting': 'Its effect will be checked',
  'effectiveness.checked': 'Its effect was checked',
  'extension.requested': 'More time is asked for',
  'extension.decided': 'An extension was decided',
  'rejection.proposed': 'Its rejection is proposed',
  'nonconformity.rejected': 'Rejected: it is no nonconformity',
  'cancellation.proposed': 'Its cancellation is proposed',
  'proposal.declined': 'The second person declined what you proposed',
  'nonconformity.cancelled': 'The nonconformity was cancelled',
  'nonconformity.merged': 'The nonconformity was merged into another',
  'nonconformity.risk_accepted': 'The risk of leaving it was accepted for a time',
  'nonconformity.reopened': 'The nonconformity is open again',
  'nonconformity.closed': 'The nonconformity is closed',
  'dispute.decided': 'The dispute of the finding was decided',
  'recurrence.suggested': 'It may repeat an earlier one',
  'recurrence.decided': 'Whether it repeats an earlier one was decided',
  'risk.reassessment_due': 'The risk must be judged anew',
  'risk.reassessed': 'The risk was judged anew',
};

/** One line that says what this message about a nonconformity is about: subject of the e-mail and first line of the card. */
export function nonconformityHeadline(view: RecordView, the: NonconformityShown, nameOf: (id: string) => string): string {
  const unreached = unreachedInWords(view, nameOf);
  if (unreached !== null) return finished(unreached, view.late);
  const told = view.what === null ? undefined : (TOLD[view.what] ?? spaced(view.what.replaceAll('.', ' ')));
  const asked = askInWords(view, nameOf);
  return finished(endInWords(view) ?? (asked === null ? (told ?? spaced(view.kind)) : graver(asked, the)), view.late);
}

/** What is owed for a major one says so at once. */
const graver = (asked: string, the: NonconformityShown): string => (the.class === 'major' ? `${asked} (major nonconformity)` : asked);

const RULES: Readonly<Record<string, string>> = {
  effective: 'its actions had effect',
  no_check_asked: 'its class asks for no check of effect',
  '§3.ineffective': 'its actions had no effect',
  '§3.acceptance_expired': 'the acceptance of its risk has ended',
  recurrence: 'it happened again',
  'recurrence.confirmed': 'it repeats an earlier one',
  'recurrence.minor_to_major': 'so many minor ones of its kind came together',
  evidence_false: 'its evidence was found to be false',
  class_raised: 'its class was raised',
  asked_by_coordinator: 'the coordinator asked for it',
  'risk_reassessment.sources': 'findings of this source ask for it',
  'near_miss.promoted': 'it was a near-miss',
  'near_miss.promote_at': 'so many like ones came together',
};
const bare = (rule: string): string => rule.replace(/^§[\d.]*/, '');
/** Why a rule did it, in words; null where none did. */
export const ruleInWords = (rule: string | undefined): string | null => (rule === undefined || rule === '' ? null : (RULES[rule] ?? RULES[bare(rule)] ?? spaced(bare(rule))));

const LIKENESS: Readonly<Record<string, string>> = { cause_class: 'same class of cause', control: 'same control', system: 'same system', text: 'similar words' };
export const likenessInWords = (by: readonly string[]): string => by.map((each) => LIKENESS[each] ?? spaced(each)).join(', ');

const BRANCHES: Readonly<Record<string, string>> = { code_infra: 'code and infrastructure', process: 'process and policy', third_party: 'third party', environment: 'environment and law' };
export const branchInWords = (branch: string): string => BRANCHES[branch] ?? spaced(branch);
