import { createRenderer } from '../../../activities/telling/render.ts';
import type { OwedMessage } from '../../../contracts/delivery.ts';
import type { Facts } from '../../../domain/aggregate.ts';
import type { DueDelivery } from '../../../store/deliveries.ts';
import type { RecordNow } from '../../../store/read.ts';
import { House, policyNamed } from '../house/ledger.ts';
import { at, DAY, later, MONDAY, workflow } from '../obligations/world.ts';
import { Register, REASON, risk, SYS, digest as hex } from '../system/register.ts';
import { World } from '../../support/world.ts';

/** The product's own renderer. */
const renderer = createRenderer({ url: 'https://gatehouse.example', mailFrom: 'Gatehouse <gatehouse@gatehouse.example>' });

/** A message drawn from a record, with the row that owes it. */
export interface Scene {
  readonly row: OwedMessage;
  readonly chat: ReturnType<typeof renderer.chat>;
  readonly email: ReturnType<typeof renderer.email>;
}

function scene(caseId: string, state: unknown, facts: Facts, now: string, row: OwedMessage | undefined): Scene {
  if (!row) throw new Error('nobody is owed such a message');
  const agenda = { v: 1, rev: 1, open: true, stage: '', wake_at: null, step: null, tell: [], summary: '' } as const;
  const record: RecordNow = { state, facts, now, agenda, rev: 1 };
  const due: DueDelivery = { ...row, case_id: caseId, intent: 'post', channel: 'chat', remote_ref: null, attempts: 1, owed_at: now };
  return { row, chat: renderer.chat(record, due), email: renderer.email(record, due, 'reader@gatehouse.example') };
}

type Pick = (row: OwedMessage) => boolean;
const to = (kind: string, recipient?: string): Pick => (row) => row.kind === kind && (recipient === undefined || row.recipient === recipient);
const about = (event: string, recipient: string): Pick => (row) => (row.about['event'] ?? row.about['what']) === event && row.recipient === recipient;

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

const house = (it: House, pick: Pick, now = MONDAY): Scene => scene('house', it.state, it.context('maya', now, {}), now, it.messages.find(pick));
const register = (it: Register, pick: Pick, now = MONDAY): Scene => scene(SYS, it.state, { ...at(now), system: it.state }, now, it.messages.find(pick));

const deployment: Readonly<Record<string, () => Scene>> = {
  'sign_off': () => shown(review(), to('sign_off', 'ruth')),
  'sign_off-high-tier': () => {
    const world = review('high');
    world.vote('lena', 'legal');
    return shown(world, to('sign_off', 'ruth'));
  },
  'sign_off-changed-package': () => {
    const world = review();
    world.as('mira', 'revise', { version_id: 'ver_2', reason: 'New weights' });
    world.check();
    return scene(world.state.id, world.state, world.facts, world.now, world.messages.findLast(to('sign_off', 'ruth')));
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

const drifting = (): Register => {
  const it = Register.with();
  const observed = [{ environment: 'production', case_id: 'dep_00000000000000000000000007', version_id: 'ver_1', digests: { weights: hex(1), code: hex(2) }, at: MONDAY }];
  it.does('observe-digests', { environment: 'production', digests: { weights: hex(3), code: hex(2), extra: hex(4) } }, 'sam', MONDAY, { live: observed });
  return it;
};
const raised = (kind = 'pause_order'): Register => {
  const it = Register.with();
  it.does('raise-blocker', { kind, extent: { scope: 'system', id: SYS }, title: 'Complaints *about* scores', reason: 'Being looked into' }, 'maya');
  return it;
};

const systems: Readonly<Record<string, () => Scene>> = {
  'drift': () => register(drifting(), to('drift', 'maya')),
  'task-risk-treatment': () => {
    const it = Register.with();
    it.does('add-risk', risk, 'bela');
    return register(it, to('task', 'mira'));
  },
  'notice-risk-accepted': () => {
    const it = Register.with();
    it.does('add-risk', risk, 'bela');
    it.does('accept-risk', { risk_id: it.state.risks[0]?.id, until: later(MONDAY, 10 * DAY), ...REASON }, 'viktor');
    return register(it, about('risk.accepted', 'mira'));
  },
  'expiry-risk-acceptance': () => {
    const it = Register.with();
    it.does('add-risk', risk, 'bela');
    const until = later(MONDAY, 10 * DAY);
    it.does('accept-risk', { risk_id: it.state.risks[0]?.id, until, ...REASON }, 'viktor');
    it.does('escalate', {}, workflow, until);
    return register(it, about('risk.acceptance_expired', 'maya'), until);
  },
  'board-trigger': () => {
    const it = Register.with();
    it.does('add-risk', { ...risk, residual: 'critical' }, 'bela');
    const until = later(MONDAY, 5 * DAY);
    it.does('accept-risk', { risk_id: it.state.risks[0]?.id, until, ...REASON }, 'beatrix');
    it.does('escalate', {}, workflow, until);
    return register(it, to('board'), until);
  },
  'notice-blocker-raised': () => register(raised(), about('blocker.raised', 'bela')),
  'notice-blocker-released': () => {
    const it = raised();
    it.does('release-blocker', { blocker_id: it.blockers[0]?.id, ...REASON }, 'maya');
    return register(it, about('blocker.released', 'bela'));
  },
  'expiry-waiver': () => {
    const it = raised('manual');
    const until = later(MONDAY, 10 * DAY);
    it.does('waive-blocker', { blocker_id: it.blockers[0]?.id, until, reason: 'The audit needs it', compensating_control: 'A person checks each case' }, 'viktor');
    it.does('escalate', {}, workflow, until);
    return register(it, about('waiver.ended', 'bela'), until);
  },
};

const proposed = (): House => {
  const it = House.ready();
  it.does('propose-policy', { digest: policyNamed(1).digest, policy: policyNamed(1) }, 'maya');
  return it;
};

const houses: Readonly<Record<string, () => Scene>> = {
  'policy-proposed': () => house(proposed(), to('policy', 'viktor')),
  'policy-activated': () => {
    const it = proposed();
    it.does('activate-policy', { digest: policyNamed(1).digest }, 'viktor');
    return house(it, about('policy.activated', 'maya'));
  },
  'reminder-policy': () => {
    const it = proposed();
    it.does('escalate', {}, workflow, later(MONDAY, 5 * DAY));
    return house(it, (row) => row.kind === 'reminder', later(MONDAY, 5 * DAY));
  },
  'directory': () => {
    const it = House.ready();
    const file = it.state.file!;
    const people = file.people.map((person) => (person.id === 'devon' ? { ...person, roles: ['risk_member', { role: 'technical_member', unit: 'claims' }] } : person));
    it.does('load-directory', { directory: { ...file, people } }, workflow);
    return house(it, to('directory', 'maya'));
  },
  'notice-delegation': () => {
    const it = House.ready();
    it.does('grant-delegation', { from: 'lena', to: 'noor', lane: 'legal', until: later(MONDAY, 30 * DAY) }, 'lena');
    return house(it, about('delegation.granted', 'noor'));
  },
  'notice-absence': () => {
    const it = House.ready();
    it.does('add-absence', { person: 'theo', starts_at: MONDAY, until: later(MONDAY, 7 * DAY), deputy: 'tess' }, 'theo');
    return house(it, about('absence.added', 'tess'));
  },
  'notice-organisation-blocker': () => {
    const it = House.ready();
    it.does('raise-blocker', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Freeze before the audit', reason: 'Audit' , owner: 'viktor' }, 'maya');
    return house(it, about('blocker.raised', 'viktor'));
  },
  'stuck': () => {
    const it = proposed();
    const [owed] = it.state.obligations;
    const row: OwedMessage = { key: 'k', kind: 'stuck', recipient: 'maya', channels: ['chat'], obligation_id: owed?.id ?? null, about: { ...owed?.subject, obligation: 'ratify_policy' }, mutable: false, late: true };
    return scene('house', it.state, it.context('maya', MONDAY, {}), MONDAY, row);
  },
};

/** Every message that the house sends, by the name of its golden file. */
export const SCENES: Readonly<Record<string, () => Scene>> = {
  ...Object.fromEntries(Object.entries(deployment).map(([name, make]) => [`deployment-${name}`, make])),
  ...Object.fromEntries(Object.entries(systems).map(([name, make]) => [`system-${name}`, make])),
  ...Object.fromEntries(Object.entries(houses).map(([name, make]) => [`house-${name}`, make])),
};
