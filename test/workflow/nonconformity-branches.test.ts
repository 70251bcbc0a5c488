import { afterAll, describe, expect, it } from '@jest/globals';
import { among, last, levelsOf, owedWith, standing, stateAfter, typesOf } from '../support/scenario/reading.ts';
import { endScenarios, type Played, runScenario } from '../support/scenario/run.ts';

const OF_ONE = ['correction by mira', 'root_cause by mira', 'action_plan by mira'];
const ENDED = { cycle: 1, owed: [], ended: true };
const told = (played: Played) => expect(played.told);
/** Whom the end of a nonconformity concerns: who found it, who owns it and who answers for it. */
const PARTIES = ['devon chat decision', 'mira chat decision', 'bruno chat decision'];
/** What became of obligations with the commit that wrote a row, as the rule that their ends name. */
const endedWith = (played: Played, type: string): unknown[] =>
  played.facts.filter((fact) => fact.at === last(played, type).at && fact.type === 'obligation.withdrawn').map(({ body }) => body['rule']);

afterAll(endScenarios);

describe('a nonconformity that two people end', () => {
  it('§3.S rejected_as_nc stays open at the coordinator\'s word, and ends at that of a second person', async () => {
    const played = await runScenario('nc-rejected-by-two');
    expect(among(typesOf(played), ['rejection.proposed', 'command.refused', 'nonconformity.rejected'])).toEqual(['rejection.proposed', 'command.refused', 'nonconformity.rejected']);
    expect([stateAfter(played, 'rejection.proposed'), owedWith(played, 'rejection.proposed')]).toEqual(['raised', ['second_person by ai_governance_lead']]);
    expect([last(played, 'command.refused').body['code'], last(played, 'nonconformity.rejected').body]).toMatchObject(['second_person_needed', { person: 'maya', proposed_by: 'noor' }]);
    expect(endedWith(played, 'nonconformity.rejected')).toEqual(['rejected_as_nc']);
    expect(standing(played)).toEqual({ status: 'rejected_as_nc', ...ENDED });
    told(played).toEqual(expect.arrayContaining(['maya chat task', 'devon chat decision']));
  });

  it('§3.S rejected_as_nc goes on as before when the second person declines', async () => {
    const played = await runScenario('nc-rejection-declined');
    expect(among(typesOf(played), ['rejection.proposed', 'proposal.declined', 'nonconformity.rejected'])).toEqual(['rejection.proposed', 'proposal.declined']);
    expect(standing(played)).toEqual({ status: 'classified', cycle: 1, owed: OF_ONE, ended: false });
    told(played).toEqual(expect.arrayContaining(['maya chat task', 'noor chat notice']));
  });

  it('§3.S cancelled needs an approval, and withdraws what is owed', async () => {
    const played = await runScenario('nc-cancelled-by-two');
    expect([stateAfter(played, 'cancellation.proposed'), owedWith(played, 'cancellation.proposed')]).toEqual(['classified', ['second_person by ai_governance_lead']]);
    expect([last(played, 'command.refused').body['code'], last(played, 'nonconformity.cancelled').body]).toMatchObject(['second_person_needed', { person: 'maya', proposed_by: 'noor', removed_by: null }]);
    expect(endedWith(played, 'nonconformity.cancelled')).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(standing(played)).toEqual({ status: 'cancelled', ...ENDED });
    told(played).toEqual(expect.arrayContaining(['maya chat task', ...PARTIES]));
  });

  it('§3.13 superseded by the retirement of its model, names it and keeps the evidence', async () => {
    const played = await runScenario('nc-removed-by-retirement');
    expect(last(played, 'nonconformity.cancelled').body).toMatchObject({ removed_by: 'ret_00000000000000000000000001', proposed_by: 'noor', evidence: [expect.stringMatching(/^sha256:/)] });
    expect(standing(played)).toEqual({ status: 'cancelled', ...ENDED });
    told(played).toEqual(expect.arrayContaining(['maya chat task', ...PARTIES]));
  });

  it('§3.S merged §3.19 is carried on by the other one, and owes nothing any more', async () => {
    const played = await runScenario('nc-merged');
    const into = played.nc?.merged_into ?? '';
    expect([into, last(played, 'nonconformity.merged').body]).toMatchObject([expect.stringMatching(/^nc_/), { into, person: 'noor' }]);
    expect(endedWith(played, 'nonconformity.merged')).toEqual(['merged', 'merged', 'merged']);
    expect(standing(played)).toEqual({ status: 'merged', ...ENDED });
    told(played).toEqual(expect.arrayContaining(PARTIES));
  });
});

describe('§3.15 a disputed finding', () => {
  it('is rejected when an independent reviewer upholds the dispute and a second person agrees', async () => {
    const played = await runScenario('nc-dispute-upheld');
    expect(among(typesOf(played), ['dispute.opened', 'dispute.decided', 'rejection.proposed', 'nonconformity.rejected'])).toEqual(['dispute.opened', 'dispute.decided', 'rejection.proposed', 'nonconformity.rejected']);
    expect(owedWith(played, 'dispute.opened')).toEqual(['finding_dispute by risk_head']);
    expect([stateAfter(played, 'dispute.decided'), owedWith(played, 'dispute.decided')]).toEqual(['classified', ['second_person by ai_governance_lead']]);
    expect(standing(played)).toEqual({ status: 'rejected_as_nc', ...ENDED });
    told(played).toEqual(expect.arrayContaining(['rafael chat task', 'maya chat task', ...PARTIES]));
  });

  it('stands when the dispute is dismissed, and everything stays owed', async () => {
    const played = await runScenario('nc-dispute-dismissed');
    expect(last(played, 'dispute.decided').body).toMatchObject({ person: 'rafael', upheld: false });
    expect(standing(played)).toEqual({ status: 'classified', cycle: 1, owed: OF_ONE, ended: false });
    told(played).toEqual(expect.arrayContaining(['rafael chat task', 'mira chat notice', 'noor chat notice']));
  });
});

describe('a nonconformity that comes back', () => {
  it('§3.S risk_accepted waits for the end of the acceptance, and is reopened by its own timer', async () => {
    const played = await runScenario('nc-risk-accepted-until-it-expires');
    expect([stateAfter(played, 'nonconformity.risk_accepted'), endedWith(played, 'nonconformity.risk_accepted')]).toEqual(['risk_accepted', ['risk_accepted', 'risk_accepted']]);
    const [accepted, reopened] = [last(played, 'nonconformity.risk_accepted'), last(played, 'nonconformity.reopened')];
    expect([reopened.actor.kind, reopened.body['rule'], reopened.at >= String(accepted.body['until'])]).toEqual(['workflow', '§3.acceptance_expired', true]);
    expect(standing(played)).toEqual({ status: 'reopened', cycle: 2, owed: ['root_cause by mira', 'action_plan by mira'], ended: false });
    told(played).toEqual(expect.arrayContaining(['maya chat decision', 'noor chat decision', ...PARTIES]));
  });

  it('§3.17 its evidence found false, begins a new cycle in a workflow of its own, and its action is no longer done', async () => {
    const played = await runScenario('nc-closed-and-its-evidence-found-false');
    expect(among(typesOf(played), ['nonconformity.closed', 'nonconformity.reopened'])).toEqual(['nonconformity.closed', 'nonconformity.reopened']);
    expect([last(played, 'nonconformity.reopened').body['rule'], played.nc?.actions.map(({ state }) => state)]).toEqual(['§3.evidence_false', ['dropped']]);
    expect(standing(played)).toEqual({ status: 'reopened', cycle: 2, owed: ['action_plan by mira'], ended: false });
    const begun = played.history.events?.find((event) => event.eventId?.toString() === '1')?.workflowExecutionStartedEventAttributes;
    expect([begun != null, played.history.events?.some((event) => event.workflowExecutionTerminatedEventAttributes != null)]).toEqual([true, false]);
    expect(Number(played.history.events?.[0]?.eventTime?.seconds) * 1_000).toBeGreaterThan(Date.parse(last(played, 'nonconformity.closed').at));
    told(played).toEqual(expect.arrayContaining(['noor chat decision', ...PARTIES]));
  });

  it('§3.12 recurring after it was closed, is to be put right again and asks for a systemic cause', async () => {
    const played = await runScenario('nc-recurs-after-closing');
    expect([last(played, 'nonconformity.reopened').body['rule'], owedWith(played, 'nonconformity.reopened')]).toEqual(['§3.recurrence', OF_ONE]);
    expect(standing(played)).toEqual({ status: 'reopened', cycle: 2, owed: OF_ONE, ended: false });
    told(played).toEqual(expect.arrayContaining(['noor chat decision', ...PARTIES]));
  });

  it('§3.12 repeating an earlier one, has a graver class proposed, on which the coordinator decides within two business days', async () => {
    const played = await runScenario('nc-repeats-an-earlier-one');
    expect(owedWith(played, 'recurrence.suggested')).toContain('recurrence_decision by nc_coordinator');
    expect([last(played, 'recurrence.decided').body, last(played, 'class.proposed').body]).toMatchObject([{ confirmed: true, person: 'noor' }, { class: 'major', rule: 'recurrence.confirmed' }]);
    expect(owedWith(played, 'class.proposed')).toEqual(['classification by nc_coordinator']);
    expect(played.nc?.obligations.findLast(({ kind }) => kind === 'classification')).toMatchObject({ sla: { business_days: 2 }, state: 'open', to: ['noor'] });
    expect(standing(played)).toEqual({ status: 'classified', cycle: 1, owed: [...OF_ONE, 'classification by nc_coordinator'], ended: false });
    told(played).toEqual(expect.arrayContaining(['noor chat task', 'mira chat notice']));
  });

  it('§3.01 classed as major while its actions are worked on, begins again with a deeper cause', async () => {
    const played = await runScenario('nc-raised-to-major-in-work');
    expect(last(played, 'nonconformity.reopened').body).toMatchObject({ rule: '§3.class_raised', cycle: 2 });
    expect(played.nc?.actions.map(({ state }) => state)).toEqual(['dropped']);
    expect(standing(played)).toEqual({ status: 'reopened', cycle: 2, owed: ['root_cause by mira', 'action_plan by mira'], ended: false });
    told(played).toEqual(expect.arrayContaining(['maya chat notice', ...PARTIES]));
  });
});

describe('the people of a nonconformity', () => {
  it('§3.08 whose owner leaves: the manager owes at once what the owner did, by the same instants', async () => {
    const played = await runScenario('nc-its-owner-leaves');
    const moved = played.facts.filter(({ type }) => type === 'obligation.reassigned');
    expect(moved.map(({ actor, body }) => [actor.kind, body['owed_by']])).toEqual(Array.from({ length: 3 }, () => ['workflow', { person: 'bruno' }]));
    const due = played.facts.filter(({ type, body }) => type === 'obligation.opened' && body['kind'] !== 'classification').map(({ body }) => body['due_at']);
    expect(played.nc?.obligations.filter(({ kind }) => kind !== 'classification').map(({ due_at }) => due_at)).toEqual(due);
    expect(standing(played)).toEqual({ status: 'classified', cycle: 1, owed: OF_ONE.map((owed) => owed.replace('mira', 'bruno')), ended: false });
    told(played).toContain('bruno chat task');
  });

  it('§3.S extension_requested is refused more time by the manager, and the action is late when it was due', async () => {
    const played = await runScenario('nc-more-time-refused');
    expect([stateAfter(played, 'extension.requested'), owedWith(played, 'extension.requested')]).toEqual(['implementing', ['extension_decision by bruno']]);
    expect(last(played, 'extension.decided').body).toMatchObject({ granted: false, person: 'bruno' });
    expect(typesOf(played)).not.toContain('obligation.redated');
    expect([levelsOf(played, 'corrective_action'), last(played, 'rung.fired').body['level']]).toEqual([['L0', 'L1'], 'L1']);
    expect(standing(played)).toEqual({ status: 'implementing', cycle: 1, owed: ['corrective_action by dana'], ended: false });
    told(played).toEqual(expect.arrayContaining(['bruno chat task', 'dana chat notice', 'bruno chat escalation']));
  });

  it('§3.S plan_review §3.S verify_evidence send back a plan and evidence, and an action waits for the one that it depends on', async () => {
    const played = await runScenario('nc-plan-and-evidence-returned');
    const work = ['plan.submitted', 'plan.returned', 'plan.approved', 'action.opened', 'action.completed', 'action.returned', 'action.verified', 'evidence.verified'];
    expect(among(typesOf(played), work)).toEqual([
      'plan.submitted', 'plan.returned', 'plan.submitted', 'plan.approved', 'action.opened', 'action.completed', 'action.returned', 'action.completed', 'action.verified', 'action.opened', 'action.completed', 'action.verified', 'evidence.verified',
    ]);
    expect(standing(played)).toEqual({ status: 'effectiveness_wait', cycle: 1, owed: [], ended: false });
    told(played).toEqual(expect.arrayContaining(['noor chat task', 'mira chat task', 'dana chat notice', 'bela chat task']));
  });
});

describe('R-40 a near-miss', () => {
  it('§3.S raised is a nonconformity with the third like one inside the window, and its classification is owed', async () => {
    const played = await runScenario('nc-three-near-misses');
    expect(last(played, 'near_miss.promoted').body).toMatchObject({ person: null, rule: 'near_miss.promote_at', like: [expect.stringMatching(/^nc_/), expect.stringMatching(/^nc_/)] });
    expect(owedWith(played, 'near_miss.promoted')).toEqual(['classification by nc_coordinator']);
    expect(standing(played)).toEqual({ status: 'raised', cycle: 1, owed: ['classification by nc_coordinator'], ended: false });
    told(played).toEqual(expect.arrayContaining(['devon chat notice', 'noor chat task', 'maya chat escalation']));
  });

  it('§3.S raised owes nothing until the coordinator promotes it', async () => {
    const played = await runScenario('nc-near-miss-promoted-by-hand');
    expect([stateAfter(played, 'nonconformity.raised'), owedWith(played, 'nonconformity.raised')]).toEqual(['near_miss', []]);
    expect(last(played, 'near_miss.promoted').body).toMatchObject({ person: 'noor', rule: 'by_hand' });
    expect(standing(played)).toEqual({ status: 'raised', cycle: 1, owed: ['classification by nc_coordinator'], ended: false });
    told(played).toEqual(expect.arrayContaining(['devon chat notice', 'noor chat task']));
  });
});

describe('§3.03 a nonconformity whose class asks for little', () => {
  it.each([['observation'], ['opportunity']])('of class %s climbs to nobody: the manager reads of it in the digest, weeks after it was due', async (of) => {
    const played = await runScenario(`nc-silent-${of}`);
    expect([played.nc?.class, owedWith(played, 'nonconformity.classified')]).toEqual([of, ['action_plan by mira']]);
    const plan = played.nc?.obligations.find(({ kind }) => kind === 'action_plan');
    expect((plan?.due_at ?? '') < last(played, 'plan.submitted').at).toBe(true);
    expect([levelsOf(played), played.told.filter((one) => /reminder|escalation|board/.test(one))]).toEqual([[], []]);
    expect(played.digested).toEqual(['bruno']);
  });

  it.each([['observation'], ['opportunity']])('of class %s is closed with its evidence, without any wait for an effect', async (of) => {
    const played = await runScenario(`nc-${of}-closed`);
    expect([last(played, 'nonconformity.closed').body['rule'], among(typesOf(played), ['correction.recorded', 'root_cause.recorded', 'effectiveness.waiting'])]).toEqual(['§3.evidence_verified', []]);
    expect(standing(played)).toEqual({ status: 'closed', ...ENDED });
    told(played).toEqual(expect.arrayContaining(PARTIES));
  });

  it('R-29 from an audit, is held open after its evidence was verified until its risk is judged anew', async () => {
    const played = await runScenario('nc-audit-waits-for-its-risk');
    expect(owedWith(played, 'nonconformity.classified')).toContain('risk_reassessment by risk_member');
    expect([stateAfter(played, 'evidence.verified'), last(played, 'nonconformity.closed').at]).toEqual(['verify_evidence', last(played, 'risk.reassessed').at]);
    expect(standing(played)).toEqual({ status: 'closed', ...ENDED });
    told(played).toEqual(expect.arrayContaining(['ruth chat task', ...PARTIES]));
  });
});
