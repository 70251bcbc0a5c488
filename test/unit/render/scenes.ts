import type { Facts } from '../../../domain/aggregate.ts';
import { MONDAY } from '../obligations/world.ts';
import { digest as stored, World } from '../../support/world.ts';
import { about, type Pick, scene, type Scene, to } from './scene.ts';
import { nonconformities } from './scenes-of-nonconformities.ts';
import { houses, systems } from './scenes-of-records.ts';
import { steps } from './scenes-of-steps.ts';

const shown = (world: World, pick: Pick): Scene => scene(world.state.id, world.state, world.facts, world.now, world.messages.find(pick));

function review(tier: 'low' | 'medium' | 'high' = 'medium', ...more: [] | [Partial<Facts>]): World {
  const world = new World(tier, ...more);
  world.request({ title: 'Deploy the claims model & <script>' });
  world.check();
  return world;
}
function approved(): World {
  const world = review();
  for (const [person, lane] of [['theo', 'technical'], ['ruth', 'risk'], ['bela', 'business']] as const) world.vote(person, lane);
  return world;
}
const condition = { type: 'within', title: 'Watch drift', owner: 'dana', criteria: 'A dashboard', within: 'P30D' };
const PAUSE = { id: 'blk_00000000000000000000000009', kind: 'pause_order', extent: { scope: 'organisation' }, holds: ['gate', 'permit'], owner: 'maya', title: 'Freeze <before> the audit', link: '/v1/blockers', raised_at: MONDAY, source_case: null, ends_by: 'release', dormant_until: null } as const;

function live(): World {
  const world = review();
  world.vote('theo', 'technical');
  world.vote('ruth', 'risk', 'approve_with_conditions', { conditions: [condition] });
  world.vote('bela', 'business');
  world.as('mira', 'issue-permit');
  world.as('mira', 'use-permit', { permit_id: world.state.permit?.id });
  world.as('mira', 'confirm-live', { digests: world.state.permit?.digests ?? {} });
  return world;
}

/** The evidence for the condition of a live version was looked at and sent back. */
function returned(): World {
  const world = live();
  world.does('dana', 'complete', { obligation_id: world.owed('condition').id, evidence: [stored('model_card')], comment: 'The dashboard' });
  world.does('ruth', 'return', { obligation_id: world.owed('condition_review').id, reason: 'It shows <three> weeks only' });
  return world;
}

const deployment: Readonly<Record<string, () => Scene>> = {
  'notice-unreachable': () => {
    const world = review();
    const owed = world.state.lanes.find(({ lane }) => lane === 'risk')?.obligation_id;
    world.workflow('undelivered', { key: 'k', recipient: 'ruth', obligation_id: owed, event: null, code: 'bounced_5.1.1' });
    return shown(world, about('delivery.undeliverable', 'mira'));
  },
  'sign_off': () => shown(review(), to('sign_off', 'ruth')),
  'sign_off-high-tier': () => {
    const world = review('high');
    world.vote('lena', 'legal');
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-high-tier-acknowledged': () => {
    const world = review('high');
    world.as('ruth', 'acknowledge', { obligation_id: world.state.lanes.find(({ lane }) => lane === 'risk')?.obligation_id });
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-withdrawn': () => {
    const world = review();
    world.as('mira', 'withdraw', { reason: 'The vendor <script> changed' });
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-changed-package': () => {
    const world = review();
    world.as('mira', 'revise', { version_id: 'ver_2', reason: 'New weights' });
    world.check();
    return scene(world.state.id, world.state, world.facts, world.now, world.messages.findLast(to('sign_off', 'ruth')));
  },
  'sign_off-retrain-of-an-approved-system': () => {
    const digests = { weights: stored('the weights of January'), code: `git:${'a'.repeat(40)}`, dataset: stored('the data of January') };
    const world = review('medium', { live: [{ environment: 'production', case_id: 'dep_00000000000000000000000007', version_id: 'ver_0', digests, at: '2026-01-12T09:00:00.000Z' }] });
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-held-by-a-blocker': () => {
    const world = review();
    world.facts = { ...world.facts, blockers: [PAUSE] };
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-passed-by-another': () => {
    const world = review();
    world.vote('ruth', 'risk', 'approve', { reason: 'Looked at the fairness report' });
    return shown(world, to('sign_off', 'rohan'));
  },
  'sign_off-rejected-elsewhere': () => {
    const world = review('high');
    world.vote('lena', 'legal', 'reject', { reason: 'No basis to process the data.\nSee the assessment.' });
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-paused': () => {
    const world = review();
    world.as('ruth', 'ask', { obligation_id: world.state.lanes.find(({ lane }) => lane === 'risk')?.obligation_id, question: 'Why?' });
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-referred': () => {
    const world = review();
    for (const person of ['theo', 'tess', 'tariq']) world.vote(person, 'technical', 'abstain');
    return shown(world, (row) => row.about['event'] === 'lane.referred');
  },
  'task-revision': () => {
    const world = review();
    world.vote('theo', 'technical', 'request_changes', { reason: 'More tests, please' });
    return shown(world, to('task', 'mira'));
  },
  'task-condition': () => shown(live(), to('task', 'dana')),
  'notice-evidence-returned': () => shown(returned(), about('condition.returned', 'dana')),
  'task-condition-returned': () => shown(returned(), to('task', 'dana')),
  'question': () => {
    const world = review();
    world.as('ruth', 'ask', { obligation_id: world.state.lanes.find(({ lane }) => lane === 'risk')?.obligation_id, question: 'Which <regions> are in?' });
    return shown(world, to('question', 'mira'));
  },
  'answer': () => {
    const world = review();
    world.as('ruth', 'ask', { obligation_id: world.state.lanes.find(({ lane }) => lane === 'risk')?.obligation_id, question: 'Which regions are in?' });
    world.as('mira', 'answer', { obligation_id: world.state.questions[0]?.answer_obligation_id, answer: 'All but the islands.' });
    return shown(world, to('answer', 'ruth'));
  },
  'reminder': () => {
    const world = review();
    world.runTo('2026-03-04T09:00:00.000Z');
    return shown(world, to('reminder', 'ruth'));
  },
  'escalation': () => {
    const world = review();
    world.runTo('2026-03-12T09:00:00.000Z');
    return shown(world, (row) => row.kind === 'escalation' && row.about['level'] === 'L3');
  },
  'escalation-after-the-decision': () => {
    const world = review();
    world.runTo('2026-03-12T09:00:00.000Z');
    for (const [person, lane] of [['theo', 'technical'], ['ruth', 'risk'], ['bela', 'business']] as const) world.vote(person, lane);
    return shown(world, (row) => row.kind === 'escalation' && row.about['level'] === 'L3' && row.about['lane'] === 'risk');
  },
  'board': () => {
    const world = review();
    world.runTo('2026-03-19T09:00:00.000Z');
    return shown(world, to('board'));
  },
  'decision-approved': () => shown(approved(), about('deployment.approved', 'mira')),
  'decision-rejected': () => {
    const world = review('high');
    world.vote('lena', 'legal', 'reject', { reason: 'No basis to process the data' });
    return shown(world, about('deployment.rejected', 'mira'));
  },
  'decision-withdrawn': () => {
    const world = review();
    world.as('mira', 'withdraw', { reason: 'Not now' });
    return shown(world, about('deployment.withdrawn', 'dana'));
  },
  'decision-lapsed': () => {
    const world = review();
    world.runTo('2026-06-01T09:00:00.000Z');
    return shown(world, about('deployment.lapsed', 'maya'));
  },
  'decision-revoked': () => {
    const world = live();
    world.as('maya', 'revoke', { reason: 'Complaints' });
    return shown(world, about('approval.revoked', 'mira'));
  },
  'notice-blocked': () => {
    const world = new World('medium', { blockers: [PAUSE] });
    world.request();
    world.check();
    return shown(world, about('gate.blocked', 'mira'));
  },
  'notice-review': () => shown(review('low'), (row) => row.about['event'] === 'lane.noticed'),
  'notice-live': () => shown(live(), about('deployment.live', 'mira')),
  'notice-condition-missed': () => {
    const world = live();
    world.runTo('2026-04-10T09:00:00.000Z');
    return shown(world, about('condition.missed', 'maya'));
  },
  'expiry-soon': () => {
    const world = approved();
    world.as('mira', 'issue-permit');
    world.as('mira', 'use-permit', { permit_id: world.state.permit?.id });
    world.as('mira', 'confirm-live', { digests: world.state.permit?.digests ?? {} });
    world.runTo('2026-11-10T09:00:00.000Z');
    return shown(world, about('approval.expiring', 'mira'));
  },
  'expiry-expired': () => {
    const world = approved();
    world.as('mira', 'issue-permit');
    world.as('mira', 'use-permit', { permit_id: world.state.permit?.id });
    world.as('mira', 'confirm-live', { digests: world.state.permit?.digests ?? {} });
    world.runTo('2026-12-10T09:00:00.000Z');
    return shown(world, about('approval.expired', 'maya'));
  },
};

/** Every message that the house sends, by the name of its golden file. */
export const SCENES: Readonly<Record<string, () => Scene>> = {
  ...Object.fromEntries(Object.entries({ ...deployment, ...steps }).map(([name, make]) => [`deployment-${name}`, make])),
  ...Object.fromEntries(Object.entries(nonconformities).map(([name, make]) => [`nonconformity-${name}`, make])),
  ...Object.fromEntries(Object.entries(systems).map(([name, make]) => [`system-${name}`, make])),
  ...Object.fromEntries(Object.entries(houses).map(([name, make]) => [`house-${name}`, make])),
};
