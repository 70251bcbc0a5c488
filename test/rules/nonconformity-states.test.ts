import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Policy } from '../../contracts/policy.ts';
import { Closure } from '../support/closure.ts';
import { ok, startGatehouse, type Gatehouse, type Seeded } from '../support/gatehouse.ts';

const DAY = 86_400_000;
/** The day on which yann leaves, on the clock of the test server, which begins at the present. */
const LEAVES = new Date(Date.now() + 10 * DAY).toISOString().slice(0, 10);

/** The shipped policy, where the effect of a minor one is waited for no longer than twenty days. */
function shorter(policy: Policy): Policy {
  const { nonconformities } = policy;
  if (nonconformities === undefined) throw new Error('the shipped policy has no nonconformities.yaml');
  const { classes } = nonconformities;
  return { ...policy, nonconformities: { ...nonconformities, classes: { ...classes, minor: { ...classes.minor, effectiveness_wait: 'P20D' } } } };
}

// One house and one clock: what begins here is looked at again after 8, 11, 20, 40, 61 and 90 days.
let house: Gatehouse;
let nc: Closure;
let system: Seeded;
/** Cases that wait for their effect: two major ones on one system, and a minor one. */
let held: string, other: string, unclear: string;

beforeAll(async () => {
  house = await startGatehouse({
    policy: shorter,
    directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'yann' ? { ...person, left_on: LEAVES } : person)) }),
  });
  nc = new Closure({ as: (person) => house.as(person), now: () => house.now() });
  await nc.start();
  system = await house.seedSystem({ tier: 'low' });
}, 120_000);
afterAll(() => house.stop());

const stateOf = async (deployment: string) => (await house.view(deployment)).state;
/** Of another class each, so that none is like another and nothing else is owed. */
const cause = (cause_class: string) => ({ cause: { cause_class } });
const onSystem = () => ({ raise: { system_id: system.id } });
const withdraw = async (deployment: string) => ok(await house.as('mira').post(`/v1/deployments/${deployment}/withdraw`, { reason: 'The test is done with it' }));

describe('a major nonconformity and the gates', () => {
  it('§3.S raised §3.S classified §3.S contained §3.S rca §3.S plan_review §3.S implementing §3.S verify_evidence goes on by the word of whoever owes the next step', async () => {
    held = await nc.raised(onSystem().raise);
    const step = async (state: string, owed: readonly string[]) => {
      await house.quiet();
      expect([await nc.state(held), await nc.owes(held)]).toEqual([state, owed]);
    };
    await step('raised', ['classification']);
    await nc.classify(held, 'major');
    await step('classified', ['correction', 'root_cause', 'action_plan']);
    await nc.correct(held);
    await step('contained', ['root_cause', 'action_plan']);
    await nc.does('mira', held, 'root-cause', nc.cause({ cause_class: 'missing_control' }));
    await step('rca', ['action_plan']);
    await nc.does('mira', held, 'plan', await nc.plan());
    await step('plan_review', ['plan_approval']);
    await nc.approve(held);
    await step('implementing', ['corrective_action']);
    await nc.handIn(held);
    await step('verify_evidence', ['evidence_verification']);
    const told = (await house.deliveries(held)).filter(({ kind, state }) => kind === 'task' && state === 'sent').map(({ recipient }) => recipient);
    expect(new Set(told)).toEqual(new Set(['noor', 'mira', 'maya', 'dana', 'bela']));
  });

  it('§1.T2 §1.21 §3.S effectiveness_wait halts its system but not its cure until the evidence is verified; from then on it is a condition', async () => {
    const request = await house.request(system);
    const cure = await house.request(system, { fixes: held });
    expect([await stateOf(request), await stateOf(cure)]).toEqual(['blocked', 'in_review']);
    const [blocker] = (await nc.view(held)).blockers;
    expect((await house.as('maya').post(`/v1/blockers/${encodeURIComponent(String(blocker?.id))}/release`, { reason: 'By hand' })).status).not.toBe(200);
    await nc.verify(held);
    await house.quiet();
    expect([await nc.state(held), (await nc.view(held)).blockers, await stateOf(request)]).toEqual(['effectiveness_wait', [], 'in_review']);
    for (const deployment of [request, cure]) await withdraw(deployment);
  });
});

describe('as time passes', () => {
  let left: string, accepted: string, observed: string;

  beforeAll(async () => {
    other = await nc.to('effectiveness_wait', 'major', { ...onSystem(), ...cause('data_quality') });
    await nc.does('noor', other, 'decide-recurrence', { of: held, confirmed: false, reason: 'Another cause' });
    unclear = await nc.to('effectiveness_wait', 'minor', cause('software_defect'));
    left = await nc.to('implementing', 'minor', { ...cause('competence'), action: { owner: 'yann', due_at: await nc.inDays(60) } });
    accepted = await nc.to('contained', 'minor');
    await nc.does('rafael', accepted, 'accept-risk', { until: await nc.inDays(8), reason: 'Small', compensating_control: 'By hand' });
    observed = await nc.to('classified', 'observation');
  }, 120_000);

  it('§3.S risk_accepted owes nothing until the acceptance ends, and is then reopened', async () => {
    expect([await nc.state(accepted), await nc.owes(accepted)]).toEqual(['risk_accepted', []]);
    await house.advance('P8D');
    const view = await nc.view(accepted);
    expect([view.state, view.reopened.map(({ rule }) => rule), await nc.owes(accepted)]).toEqual(['reopened', ['§3.acceptance_expired'], ['root_cause', 'action_plan']]);
    await nc.cancel(accepted);
  });

  it('§3.08 when the owner of an action leaves, the manager owes it at once, with the same due instant', async () => {
    const { due_at } = await nc.owed(left, 'corrective_action');
    await house.advance('P3D');
    const owed = await nc.owed(left, 'corrective_action');
    expect([owed.to, owed.due_at, (await nc.action(left)).owing]).toEqual([['bruno'], due_at, 'bruno']);
    expect((await house.deliveries(left)).some(({ recipient, kind, state }) => recipient === 'bruno' && kind === 'task' && state === 'sent')).toBe(true);
    await nc.handIn(left);
    await nc.verify(left);
    await nc.cancel(left);
  });

  it('§3.06 inconclusive extends the wait once; then it takes a verdict, and ineffective proposes the next class', async () => {
    const waited = async () => house.advance((await nc.view(unclear)).wait_until ?? '');
    await waited();
    await nc.check(unclear, 'inconclusive');
    const { state, wait_until } = await nc.view(unclear);
    expect([state, String(wait_until) > (await house.in('P19D'))]).toEqual(['effectiveness_wait', true]);
    await waited();
    const inconclusive = { verdict: 'inconclusive', measured: 'x', comment: 'x' };
    expect((await nc.refused('rohan', unclear, 'check-effect', inconclusive)).slice(0, 2)).toEqual([409, 'limit_reached']);
    await nc.check(unclear, 'ineffective');
    expect((await nc.view(unclear)).class_proposals.map(({ class: to, rule }) => [to, rule])).toEqual([['major', '§3.ineffective']]);
    await nc.classify(unclear, 'major');
    expect((await nc.view(unclear)).class).toBe('major');
    // before its risk is judged anew nobody ends it
    const { id, to } = await nc.owed(unclear, 'risk_reassessment');
    expect((await nc.refused('noor', unclear, 'cancel', { reason: 'Dropped' })).slice(0, 2)).toEqual([409, 'wrong_state']);
    ok(await nc.as(to[0] ?? '').post(`/v1/obligations/${id}/complete`, { evidence: [], comment: 'As before' }));
    await nc.cancel(unclear);
  });

  it('§0.04 the board hears of two major ones that are open for more than sixty days on one system', async () => {
    const triggers = async () => (await Promise.all([held, other].map((id) => house.eventsOf(id, 'board.triggered')))).flat().map(({ body }) => body['trigger']);
    expect(await triggers()).toEqual([]);
    await house.advance('P21D');
    expect(await triggers()).toEqual(['major_nonconformities']);
    const told = (await Promise.all([held, other].map((id) => house.deliveries(id)))).flat().filter(({ kind, state }) => kind === 'board' && state === 'sent');
    expect(told.map(({ recipient }) => recipient).sort()).toEqual(['beatrix', 'olu']);
  });

  it('§3.03 of a silent observation nobody is reminded and nobody above is told, however late; only the manager’s digest names it', async () => {
    const owed = await nc.owed(observed, 'action_plan');
    expect([owed.rungs, String(owed.due_at) < (await house.now())]).toEqual([[], true]);
    expect((await house.eventsOf(observed, 'rung.fired')).filter(({ body }) => body['obligation_id'] === owed.id)).toEqual([]);
    const overdue = await house.obligations({ state: 'overdue', person: 'mira' });
    expect(overdue.map(({ id }) => id)).toContain(owed.id);
    const digests = (await house.deliveries('house')).filter(({ kind, recipient, owed_at }) => kind === 'digest' && recipient === 'bruno' && owed_at > String(owed.due_at));
    expect(digests.length).toBeGreaterThan(0);
    const { title } = await nc.view(observed);
    expect(house.slack.messages({ user: 'U0BRUNO', containing: title }).length).toBeGreaterThan(0);
    expect((await house.deliveries(observed)).filter(({ kind }) => ['escalation', 'reminder', 'board'].includes(kind))).toEqual([]);
    await nc.cancel(observed);
  });

  it('§3.S effectiveness_check §3.S closed the check opens by itself after ninety days, for who did none of it, and effective closes', async () => {
    await house.advance((await nc.view(other)).wait_until ?? '');
    expect([await nc.state(other), (await nc.owed(other, 'effectiveness_check')).to]).toEqual(['effectiveness_check', ['rohan']]);
    const [opened] = await house.eventsOf(other, 'effectiveness.opened');
    expect(opened?.actor.kind).toBe('workflow');
    for (const by of ['mira', 'dana', 'bela']) expect((await nc.refused(by, other, 'check-effect', { verdict: 'effective', measured: 'x', comment: 'x', evidence: [nc.proof] }))[1]).toBe('separation_of_duties');
    await nc.check(other, 'effective');
    expect([await nc.state(other), await nc.owes(other)]).toEqual(['closed', []]);
  });

  it('§3.06 §1.21 §3.S reopened ineffective begins a new cycle, holds the system again, and has the risk judged anew', async () => {
    await nc.check(held, 'ineffective');
    const view = await nc.view(held);
    expect([view.state, view.cycle, view.reopened.map(({ rule }) => rule)]).toEqual(['reopened', 2, ['§3.ineffective']]);
    expect(await nc.owes(held)).toEqual(['root_cause', 'action_plan', 'risk_reassessment']);
    const request = await house.request(system);
    expect(await stateOf(request)).toBe('blocked');
    await withdraw(request);
  });
});
