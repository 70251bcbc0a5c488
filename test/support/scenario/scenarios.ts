import { about, askIn, by, chatIs, EVIDENCE, goesLive, highVotes, knownAsHigh, mediumVotes, nextInstants, onHouse, onSystem, passes, refused, register, releaseBlocker, revise, type Step, submit, submitVersion, temporalIs, treatRisk, untilState, vote } from './steps.ts';
import { anotherPolicy } from './another-policy.ts';
import { NONCONFORMITY_SCENARIOS } from './nonconformities.ts';
import { NONCONFORMITY_BRANCHES } from './nonconformity-branches.ts';

const REASON = { reason: 'It has to be' };
const BEFORE_DEPLOY = { conditions: [{ type: 'before_deploy', title: 'Retrain the handlers', owner: 'dana', criteria: 'The list of attendance' }] };
const minutes = about('minutes', 'sabine', 'minutes', { attendance: ['maya', 'rosa', 'rafael', 'tilda'], minutes: 'Approved after discussion' });

/**
 * The stories whose histories are stored and replayed. Each is played by the real rules; to add one, write it here and
 * run `GATEHOUSE_RECORD=1 node scripts/test.mjs workflow dropped`, which stores what is not stored yet. A stored history is never
 * changed: `GATEHOUSE_RECORD=<scenario>` adds a new version beside it.
 */
export const SCENARIOS: Readonly<Record<string, readonly Step[]>> = {
  'low-goes-live': [register('low'), submit(), vote('theo', 'technical'), ...goesLive],
  'medium-approved-after-reminders': [register('medium'), submit(), nextInstants(2), ...mediumVotes],
  'high-approved': [...knownAsHigh, submit(), vote('lena', 'legal'), ...highVotes],
  'high-novel-approved-by-committee': [
    register('high'),
    submit(),
    vote('lena', 'legal'),
    ...highVotes,
    ...['maya', 'rosa', 'rafael', 'tilda'].map((member) => vote(member, 'committee')),
    minutes,
  ],
  'silent-to-the-board-and-lapsed': [register('medium'), submit(), untilState('lapsed'), untilState('closed')],
  'weights-changed': [register('medium'), submit(), vote('ruth', 'risk'), vote('bela', 'business'), revise(1), ...mediumVotes],
  'code-changed': [register('medium'), submit(), vote('ruth', 'risk'), vote('bela', 'business'), revise(2), vote('theo', 'technical'), vote('ruth', 'risk')],
  'veto-and-override': [...knownAsHigh, submit(), vote('lena', 'legal', 'reject'), passes(2), by('viktor', 'override-veto', REASON), by('ines', 'override-veto', REASON), ...highVotes],
  'changes-requested-and-revised': [register('medium'), submit(), vote('ruth', 'risk', 'request_changes'), nextInstants(1), revise(1), ...mediumVotes],
  'withdrawn-and-resubmitted': [register('medium'), submit(), vote('ruth', 'risk'), by('mira', 'withdraw', REASON), passes(3), by('mira', 'resubmit', REASON), vote('theo', 'technical'), vote('bela', 'business')],
  'pause-order': [
    register('low'),
    submit(),
    onHouse('maya', 'raise-blocker', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Freeze', ...REASON }),
    vote('theo', 'technical'),
    refused('mira', 'issue-permit', 'blocked'),
    passes(5),
    releaseBlocker('maya'),
    by('mira', 'issue-permit'),
  ],
  'risk-holds-the-gate': [
    register('low'),
    onSystem('dana', 'add-risk', { title: 'It may be wrong', owner: 'dana', residual: 'high', option: 'mitigate' }),
    submit(),
    passes(30),
    treatRisk('dana'),
    vote('theo', 'technical'),
  ],
  'condition-met': [
    register('low'),
    submit(),
    vote('theo', 'technical', 'approve_with_conditions', BEFORE_DEPLOY),
    refused('mira', 'issue-permit', 'blocked'),
    about('condition', 'dana', 'complete', { ...EVIDENCE, comment: 'Everybody was there' }),
    about('condition_review', 'tess', 'accept', {}),
    by('mira', 'issue-permit'),
  ],
  'permit-expires-unused': [register('low'), submit(), vote('theo', 'technical'), by('mira', 'issue-permit'), passes(25), by('mira', 'issue-permit')],
  'approval-expires': [register('low'), submit(), vote('theo', 'technical'), ...goesLive, untilState('expired')],
  revoked: [register('low'), submit(), vote('theo', 'technical'), ...goesLive, by('viktor', 'revoke', REASON), nextInstants(2)],
  superseded: [register('low'), submit(), vote('theo', 'technical'), ...goesLive, passes(1), submitVersion(1), vote('theo', 'technical'), ...goesLive],
  'question-stops-the-clock': [
    register('medium'),
    submit(),
    askIn('risk', 'ruth', 'Why this threshold?'),
    passes(20),
    about('answer', 'mira', 'answer', { answer: 'It was measured' }),
    ...mediumVotes,
  ],
  'signed-by-a-delegate': [register('medium'), submit(), vote('noor', 'risk', 'approve', { on_behalf_of: 'rohan' }), vote('theo', 'technical'), vote('bela', 'business')],
  'chat-outage': [register('medium'), chatIs(false), submit(), passes(1), ...mediumVotes, chatIs(true), passes(1)],
  'temporal-lost-for-days': [register('medium'), submit(), vote('ruth', 'risk'), temporalIs(false), passes(80), vote('theo', 'technical'), temporalIs(true), passes(1), vote('bela', 'business')],
  ...NONCONFORMITY_SCENARIOS,
  'policy-changed-by-two': [onHouse('viktor', 'propose-policy', anotherPolicy()), nextInstants(3, 'house'), onHouse('maya', 'activate-policy', { digest: anotherPolicy().digest })],
};

/**
 * Every story. Those beside {@link SCENARIOS} are played once, not dropped and not stored: what differs in them are the
 * rules, and the workflow goes the same way as in a story that is.
 */
export const STORIES: Readonly<Record<string, readonly Step[]>> = { ...SCENARIOS, ...NONCONFORMITY_BRANCHES };
