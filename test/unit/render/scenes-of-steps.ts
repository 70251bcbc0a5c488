import type { ObserveTicket } from '../../../contracts/ticket.ts';
import { digest, World } from '../../support/world.ts';
import { DAY, later } from '../obligations/world.ts';
import { about, type Pick, scene, type Scene, to } from './scene.ts';

const shown = (world: World, pick: Pick): Scene => scene(world.state.id, world.state, world.facts, world.now, world.messages.findLast(pick));
const review = (tier: 'low' | 'medium' | 'high' = 'medium'): World => new World(tier).reviewed();
/** Nobody away, nobody signing for another. */
const plain = (tier: 'medium' | 'high', change: ConstructorParameters<typeof World>[1] = {}): World => new World(tier, change).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const say = (world: World, lane: string, verdicts: Readonly<Record<string, string>>): World => {
  for (const [person, verdict] of Object.entries(verdicts)) world.vote(person, lane, verdict, { reason: 'Looked at' });
  return world;
};
const task = (kind: string): Pick => (row) => row.kind === 'task' && row.about['obligation'] === kind;

/** A live version with a condition that dana owes. */
function conditioned(): World {
  const world = review();
  say(world, 'technical', { theo: 'approve' });
  world.vote('ruth', 'risk', 'approve_with_conditions', { conditions: [{ type: 'within', title: 'Watch <drift>', owner: 'dana', criteria: 'A dashboard', within: 'P30D' }] });
  return say(world, 'business', { bela: 'approve' }).live();
}

/** What became of the condition's ticket, one after the other. */
function ticketed(...seen: readonly ObserveTicket['seen'][]): Scene {
  const world = conditioned();
  for (const each of seen) world.workflow('observe-ticket', { obligation_id: world.owed('condition').id, system: 'github', ref: each === 'refused' ? null : 'acme/gates#7', seen: each, ...(each === 'refused' ? { code: 'unauthorized' } : {}) });
  return shown(world, (row) => row.about['ticket'] === seen.at(-1));
}

/** A message to ruth that did not reach her at once. */
function wentOn(code: string, next_channel: string): Scene {
  const world = review();
  world.workflow('undelivered', { key: 'k', recipient: 'ruth', obligation_id: world.signOff('risk').id, event: null, code, next_channel });
  return shown(world, about('delivery.undeliverable', 'mira'));
}

function escalated(level: string): Scene {
  const world = review();
  world.runTo('2026-03-18T09:00:00.000Z');
  return scene(world.state.id, world.state, world.facts, world.now, world.messages.find((row) => row.kind === 'escalation' && row.about['level'] === level));
}

function nudged(): Scene {
  const world = review();
  world.runTo('2026-03-12T09:00:00.000Z');
  world.does('maya', 'nudge', { obligation_id: world.signOff('risk').id, instruction: 'Decide <today>, please' });
  return shown(world, (row) => row.about['nudged_by'] === 'maya' && row.recipient === 'ruth');
}

function minuted(): World {
  const world = plain('high', { approvals: 0 }).reviewed();
  return say(world, 'committee', { maya: 'approve', rosa: 'reject', rafael: 'reject', tilda: 'reject', bruno: 'reject' });
}
function handedIn(): World {
  const world = conditioned();
  world.does('dana', 'complete', { obligation_id: world.owed('condition').id, evidence: [digest('model_card')], comment: 'The dashboard' });
  return world;
}

/** Messages about the steps of a deployment: what is owed beside the sign-offs, and what became of it. */
export const steps: Readonly<Record<string, () => Scene>> = {
  'ticket-closed': () => ticketed('closed'),
  'ticket-open': () => ticketed('closed', 'open'),
  'ticket-gone': () => ticketed('gone'),
  'ticket-refused': () => ticketed('refused'),
  'notice-went-on-by-email': () => wentOn('no_address', 'email'),
  'notice-went-on-by-chat': () => wentOn('smtp_550', 'chat'),
  'reminder-nudged': nudged,
  'escalation-L1': () => escalated('L1'),
  'escalation-L2': () => escalated('L2'),
  'escalation-L4': () => escalated('L4'),
  'sign_off-referred-by-recusal': () => shown(say(plain('high').reviewed(), 'risk', { ruth: 'recuse', rohan: 'recuse' }), (row) => row.about['referred'] === 'recused'),
  'sign_off-referred-too-few': () => shown(plain('medium').away('ruth').away('rohan').away('renate').reviewed(), (row) => row.about['referred'] === 'too_few_members'),
  'stuck-lane': () => shown(say(plain('medium').reviewed(), 'risk', { ruth: 'abstain', rohan: 'abstain', renate: 'abstain', rafael: 'abstain' }), about('lane.stuck', 'maya')),
  'task-minutes': () => shown(minuted(), task('minutes')),
  'task-consent': () => shown(new World('medium').reviewed({ fixes: 'nc_00000000000000000000000007' }), task('consent')),
  'task-condition-review': () => shown(handedIn(), task('condition_review')),
  'task-retirement-review': () => {
    const world = conditioned();
    world.does('maya', 'revoke', { reason: 'New <facts>' });
    return shown(world, task('retirement_review'));
  },
  'notice-superseded': () => {
    const world = conditioned();
    world.now = later(world.now, DAY);
    world.facts = { ...world.facts, live: [{ environment: 'production', case_id: 'dep_00000000000000000000000008', version_id: 'ver_2', digests: {}, at: world.now }] };
    world.workflow('escalate');
    return shown(world, about('deployment.superseded', 'mira'));
  },
  'notice-permit-expired': () => {
    const world = review().approveAll();
    world.does('mira', 'issue-permit');
    world.runTo(later(world.now, 3 * DAY));
    return shown(world, about('permit.expired', 'mira'));
  },
  'notice-tier-changed': () => {
    const world = review();
    for (const by of ['rafael', 'viktor']) world.as(by, 'set-tier', { tier: 'high', reason: 'Seen more' });
    return shown(world, about('tier.changed', 'mira'));
  },
  'decision-rejected-by-a-lane': () => shown(say(plain('medium').reviewed(), 'risk', { ruth: 'reject', rohan: 'reject', renate: 'reject' }), about('deployment.rejected', 'mira')),
  'decision-rejected-by-the-committee': () => {
    const world = minuted();
    world.does('sabine', 'minutes', { obligation_id: world.signOff('committee').id, attendance: [], minutes: 'Discussed <at length>' });
    return shown(world, about('deployment.rejected', 'mira'));
  },
  'decision-rejected-prohibited': () => {
    const world = plain('high').reviewed();
    world.vote('lena', 'legal', 'reject', { reason: 'It <scores> people', ground: 'prohibited_practice' });
    return shown(world, about('deployment.rejected', 'mira'));
  },
  'decision-revoked-condition-missed': () => {
    const world = conditioned();
    world.runTo('2027-03-01T09:00:00.000Z');
    return shown(world, (row) => row.about['rule'] === 'condition_missed' && row.recipient === 'mira');
  },
  'board-prohibited-practice': () => {
    const world = plain('high').reviewed();
    world.vote('lena', 'legal', 'reject', { reason: 'It <scores> people', ground: 'prohibited_practice' });
    return shown(world, to('board'));
  },
};
