import { TIERS } from '../../contracts/primitives.ts';
import { capital } from '../../render/words.ts';
import { STOP_ACTS } from '../blockers/acts.ts';
import { REQUEST_ACT } from '../deployments/request.ts';
import { REVISION_ACTS } from '../deployments/revise.ts';
import { CLOSURE_ACTS } from '../nonconformity-closure/acts.ts';
import { IMPORT_ACT } from '../nonconformities/import.tsx';
import { RAISE_NC_ACT } from '../nonconformities/raise.tsx';
import { LEDGER_ACTS } from '../ledger/acts.tsx';
import { PEOPLE_ACTS } from '../people/acts.ts';
import { POLICY_ACTS } from '../policy/acts.ts';
import { TOKEN_ACTS } from '../settings/acts.tsx';
import { RISK_ACTS } from '../systems/acts.ts';
import { CHANGE_ACT, REGISTER_ACT } from '../systems/register.ts';
import { VERSION_ACT } from '../systems/version.ts';
import type { Act } from './act.ts';
import { EVIDENCE_FIELD, instantIn, LATER, listIn, pick, plain, REASON_FIELD, SAMPLE } from './plain.ts';
import { UNVOTE, VOTE } from './vote.ts';

const reason = REASON_FIELD;

const OF_OBLIGATIONS: readonly Act[] = [
  plain({ operation: 'askAboutObligation', command: 'ask', of: 'obligation', title: 'Ask the requester', button: 'Send the question', done: 'Your question is on its way; the clock of the lane stands still until the answer, as far as the policy lets it.', fields: [{ name: 'question', label: 'Question', kind: 'text', required: true }] }),
  plain({ operation: 'answerObligation', command: 'answer', of: 'obligation', title: 'Answer', button: 'Send the answer', tone: 'primary', done: 'Your answer is recorded.', fields: [{ name: 'answer', label: 'Answer', kind: 'text', required: true }] }),
  plain({
    operation: 'completeObligation',
    command: 'complete',
    of: 'obligation',
    title: 'Hand in',
    button: 'Hand in',
    tone: 'primary',
    done: 'Handed in.',
    fields: [
      { name: 'comment', label: 'What was done', kind: 'text', required: true },
      EVIDENCE_FIELD,
    ],
    body: (typed) => ({ ...pick('comment')(typed), ...listIn(typed, 'evidence') }),
    sample: () => ({ comment: SAMPLE, evidence: [] }),
  }),
  plain({ operation: 'acceptObligation', command: 'accept', of: 'obligation', title: 'Accept the evidence', button: 'Accept', tone: 'primary', done: 'The evidence is accepted.', fields: [{ name: 'comment', label: 'Comment', kind: 'text' }] }),
  plain({ operation: 'returnObligation', command: 'return', of: 'obligation', title: 'Return the evidence', button: 'Return', done: 'The evidence went back to its owner.', fields: [reason] }),
  plain({
    operation: 'recordMinutes',
    command: 'minutes',
    of: 'obligation',
    title: 'Enter the minutes',
    button: 'Enter the minutes',
    tone: 'primary',
    done: 'The minutes are recorded.',
    fields: [
      { name: 'attendance', label: 'Who attended', kind: 'people' },
      { name: 'minutes', label: 'Minutes', kind: 'text', required: true },
    ],
    body: (typed) => ({ ...pick('minutes')(typed), ...listIn(typed, 'attendance') }),
    sample: () => ({ minutes: SAMPLE, attendance: [] }),
  }),
  plain({ operation: 'acknowledgeObligation', command: 'acknowledge', of: 'obligation', title: 'Acknowledge', button: 'Acknowledge', done: 'Acknowledged. It stays owed.', fields: [] }),
  plain({ operation: 'nudgeObligation', command: 'nudge', of: 'obligation', title: 'Nudge', button: 'Remind those who owe it', done: 'A reminder is on its way.', fields: [{ name: 'instruction', label: 'What they should do', kind: 'text' }] }),
  plain({ operation: 'reassignObligation', command: 'reassign', of: 'obligation', title: 'Give to somebody else', button: 'Give it to them', done: 'It is given to somebody else; its due time stays.', fields: [{ name: 'to', label: 'To', kind: 'person', required: true }, reason] }),
  plain({
    operation: 'snoozeObligation',
    command: 'snooze',
    of: 'obligation',
    title: 'Snooze: remind me later',
    button: 'Snooze',
    done: 'No reminder comes until then.',
    fields: [{ name: 'for', label: 'For', kind: 'line', required: true, hint: 'a duration, e.g. PT4H or P1D' }, reason],
    sample: () => ({ for: 'PT1S', reason: SAMPLE }),
  }),
  plain({
    operation: 'extendObligation',
    command: 'extend',
    of: 'obligation',
    title: 'Extend',
    button: 'Extend',
    done: 'It has a new due time.',
    fields: [{ name: 'until', label: 'New due time (UTC)', kind: 'instant', required: true }, reason],
    body: (typed) => ({ ...instantIn(typed, 'until'), ...pick('reason')(typed) }),
    sample: () => ({ until: LATER, reason: SAMPLE }),
  }),
];

const OF_CASES: readonly Act[] = [
  plain({ operation: 'withdrawDeployment', command: 'withdraw', of: 'case', title: 'Withdraw the request', button: 'Withdraw', tone: 'danger', done: 'The request is withdrawn.', fields: [reason] }),
  ...REVISION_ACTS,
  plain({ operation: 'consentToCure', command: 'consent', of: 'case', title: 'Consent to this cure', button: 'Consent', tone: 'primary', done: 'Your consent is recorded.', fields: [reason] }),
  plain({ operation: 'overrideVeto', command: 'override-veto', of: 'case', title: 'Override the veto', button: 'Override', tone: 'danger', done: 'Your word to override the veto is recorded.', fields: [reason] }),
  plain({ operation: 'revokeApproval', command: 'revoke', of: 'case', title: 'Revoke the approval', button: 'Revoke', tone: 'danger', done: 'The approval is revoked.', fields: [reason] }),
  plain({
    operation: 'setTier',
    command: 'set-tier',
    of: 'case',
    title: 'Set the tier',
    button: 'Set the tier',
    done: 'Your word on the tier is recorded; it takes a second person.',
    fields: [{ name: 'tier', label: 'Tier', kind: 'choice', required: true, options: TIERS.filter((each) => each !== 'prohibited').map((value) => ({ value, label: capital(value) })) }, reason],
    sample: () => ({ tier: 'high', reason: SAMPLE }),
  }),
];

const OF_BLOCKERS: readonly Act[] = [
  plain({ operation: 'releaseBlocker', command: 'release-blocker', of: 'blocker', title: 'Release, or lift the pause', button: 'Release', done: 'The blocker is released. If it was a pause, that is lifted.', fields: [reason] }),
  plain({
    operation: 'waiveBlocker',
    command: 'waive-blocker',
    of: 'blocker',
    title: 'Waive for a time',
    button: 'Waive',
    done: 'The waiver is recorded; at its end the blocker holds again.',
    fields: [{ name: 'until', label: 'Until (UTC)', kind: 'instant', required: true }, { name: 'compensating_control', label: 'What protects in its place', kind: 'text', required: true }, reason],
    carries: ['system_id'],
    body: (typed) => ({ ...instantIn(typed, 'until'), ...pick('system_id', 'compensating_control', 'reason')(typed) }),
    sample: (carried) => ({ ...pick('system_id')(carried), until: LATER, compensating_control: SAMPLE, reason: SAMPLE }),
  }),
  plain({ operation: 'cureBlocker', command: 'cure-blocker', of: 'blocker', title: 'Say that its source is cured', button: 'It is cured', done: 'The blocker is cured.', fields: [reason] }),
];

/** Everything that can be done by a form, once each. */
export const ACTS: readonly Act[] = [VOTE, UNVOTE, ...OF_OBLIGATIONS, ...OF_CASES, ...OF_BLOCKERS, ...STOP_ACTS, ...RISK_ACTS, REGISTER_ACT, CHANGE_ACT, VERSION_ACT, ...PEOPLE_ACTS, ...POLICY_ACTS, ...TOKEN_ACTS, ...LEDGER_ACTS, REQUEST_ACT, RAISE_NC_ACT, IMPORT_ACT, ...CLOSURE_ACTS];

export const actNamed = (key: string | undefined): Act | undefined => ACTS.find((act) => act.key === key);
