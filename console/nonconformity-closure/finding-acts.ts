import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import type { Act } from '../acts/act.ts';
import { eitherOr, EVIDENCE_FIELD, filledWith, flag, instantIn, LATER, listIn, pick, plain, REASON_FIELD, saidIn, SAMPLE } from '../acts/plain.ts';
import { optionsOf } from '../parts/list.tsx';
import { CLASS_OPTIONS, REQUIREMENT, SEVERITY } from './fields.ts';

const reason = REASON_FIELD;
const of = 'case' as const;

/** What was decided before, and whoever sends the form keeps unless they change it. */
function classified(state: unknown) {
  const { class: now, raised, severity, requirement, owner, accountable, systems } = state as NonconformityState;
  return filledWith({ class: now ?? raised?.proposed_class, severity, requirement, owner, accountable, systems: systems.join(',') });
}

/** The coordinator's decisions about what a finding is, and about its end (§3). */
export const FINDING_ACTS: readonly Act[] = [
  plain({
    operation: 'classifyNonconformity',
    command: 'classify',
    of,
    title: 'Classify',
    button: 'Classify it',
    tone: 'primary',
    done: 'It is classified; its steps are owed from now on.',
    fields: [
      { name: 'class', label: 'Class', kind: 'choice', required: true, options: CLASS_OPTIONS },
      SEVERITY,
      { name: 'owner', label: 'Owner: corrects it, finds its cause, plans what removes it', kind: 'person', required: true },
      { name: 'accountable', label: 'Accountable', kind: 'person', hint: 'nobody chosen: the line manager of the owner' },
      REQUIREMENT,
      { name: 'systems', label: 'Systems in its extent', kind: 'systems', hint: 'the one that it is about stays in any case' },
      flag('reassess_risk', 'The risk must be judged anew before it can be closed'),
      reason,
    ],
    body: (typed) => ({ ...pick('class', 'severity', 'owner', 'accountable', 'requirement', 'reason')(typed), ...listIn(typed, 'systems'), ...(typed['reassess_risk'] === undefined ? {} : { reassess_risk: true }) }),
    sample: () => ({ class: 'major', owner: SAMPLE, reason: SAMPLE }),
    filled: classified,
    fieldOf: (pointer) => pointer.split('/')[1] ?? null,
  }),
  plain({ operation: 'promoteNearMiss', command: 'promote', of, title: 'Make a nonconformity of this near-miss', button: 'Make it a nonconformity', tone: 'primary', done: 'It is a nonconformity now; its classification is owed.', fields: [reason] }),
  plain({ operation: 'disputeFinding', command: 'dispute', of, title: 'Dispute the finding', button: 'Dispute it', done: 'The dispute is recorded; an independent reviewer decides. Everything stays owed meanwhile.', fields: [reason] }),
  plain({ operation: 'declineProposal', command: 'decline', of, title: 'Decline what was proposed', button: 'Decline it', done: 'It is declined; the nonconformity goes on.', fields: [reason] }),
  plain({
    operation: 'decideDispute',
    command: 'decide-dispute',
    of,
    title: 'Decide the dispute',
    button: 'Decide it',
    tone: 'primary',
    done: 'The dispute is decided.',
    fields: [eitherOr('upheld', 'The dispute', 'is right: its rejection is proposed, and a second person decides', 'is not: the finding stands'), reason],
    body: (typed) => ({ ...saidIn(typed, 'upheld'), ...pick('reason')(typed) }),
    sample: () => ({ upheld: false, reason: SAMPLE }),
  }),
  plain({
    operation: 'decideRecurrence',
    command: 'decide-recurrence',
    of,
    title: 'Decide whether it repeats an earlier one',
    button: 'Decide it',
    tone: 'primary',
    done: 'Whether it repeats the earlier one is recorded.',
    carries: ['of'],
    fields: [eitherOr('confirmed', 'It', 'repeats that one: a systemic root cause is asked for, and a graver class is proposed', 'does not repeat it'), reason],
    body: (typed) => ({ ...pick('of', 'reason')(typed), ...saidIn(typed, 'confirmed') }),
    sample: (carried) => ({ ...pick('of')(carried), confirmed: false, reason: SAMPLE }),
  }),
  plain({
    operation: 'mergeNonconformity',
    command: 'merge',
    of,
    title: 'Merge into another one',
    button: 'Merge it',
    tone: 'danger',
    done: 'It is merged; the other one carries it on.',
    fields: [{ name: 'into', label: 'Into', kind: 'line', required: true, hint: 'the id of a nonconformity that is worked on, nc_…: as grave as this one, and reaching all its systems' }, reason],
  }),
  plain({
    operation: 'acceptNonconformityRisk',
    command: 'accept-risk',
    of,
    title: 'Accept the risk for a time',
    button: 'Accept the risk',
    tone: 'danger',
    done: 'The risk is accepted; at the end of that time it is open again.',
    fields: [{ name: 'until', label: 'Until (UTC)', kind: 'instant', required: true }, { name: 'compensating_control', label: 'What protects in its place', kind: 'text', required: true }, reason],
    body: (typed) => ({ ...instantIn(typed, 'until'), ...pick('compensating_control', 'reason')(typed) }),
    sample: () => ({ until: LATER, compensating_control: SAMPLE, reason: SAMPLE }),
  }),
  plain({ operation: 'rejectNonconformity', command: 'reject', of, title: 'Reject: it is no nonconformity', button: 'Reject it', tone: 'danger', done: 'Your word to reject it is recorded; it takes two people.', fields: [reason] }),
  plain({
    operation: 'cancelNonconformity',
    command: 'cancel',
    of,
    title: 'Cancel',
    button: 'Cancel it',
    tone: 'danger',
    done: 'Your word to cancel it is recorded; it takes two people.',
    fields: [reason, { name: 'removed_by', label: 'Removed by the retirement of its model', kind: 'line', hint: 'the id of the retirement, ret_…; it needs its evidence' }, EVIDENCE_FIELD],
    body: (typed) => ({ ...pick('reason', 'removed_by')(typed), ...listIn(typed, 'evidence') }),
    sample: () => ({ reason: SAMPLE, evidence: [] }),
  }),
  plain({
    operation: 'reopenNonconformity',
    command: 'reopen',
    of,
    title: 'Open it again',
    button: 'Open it again',
    tone: 'danger',
    done: 'It is open again: a new cycle begins. Where its evidence was false, raise that as a nonconformity of its own.',
    fields: [{ name: 'because', label: 'Because', kind: 'choice', required: true, options: [{ value: 'recurrence', label: 'It happened again' }, { value: 'evidence_false', label: 'Its evidence was found to be false' }, ...optionsOf(['other'])] }, reason, { ...EVIDENCE_FIELD, hint: 'where it was false: the files that are; unless named, none that its actions rest on is believed any more' }],
    body: (typed) => ({ ...pick('because', 'reason')(typed), ...listIn(typed, 'evidence') }),
    sample: () => ({ because: 'other', reason: SAMPLE, evidence: [] }),
  }),
];
