import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { among, daysOf, hasEnded, last, levelsOf, owedWith, standing, stateAfter, typesOf } from '../support/scenario/reading.ts';
import { endScenarios, type Played, runScenario } from '../support/scenario/run.ts';

const PROCEDURE = [
  'nonconformity.raised', 'nonconformity.classified', 'correction.recorded', 'root_cause.recorded', 'plan.submitted', 'plan.approved', 'action.opened', 'action.completed',
  'action.verified', 'evidence.verified', 'effectiveness.waiting', 'effectiveness.opened', 'effectiveness.checked', 'nonconformity.reopened', 'nonconformity.closed',
];

afterAll(endScenarios);

describe('§3.S closed: a major nonconformity driven by its workflow', () => {
  let whole: Played;
  beforeAll(async () => {
    whole = await runScenario('nc-major-closed');
  });

  it('§3.S effectiveness_wait §3.S effectiveness_check goes through every state, and the check opens by itself after 90 days', () => {
    expect(among(typesOf(whole), PROCEDURE)).toEqual(PROCEDURE.filter((type) => type !== 'nonconformity.reopened'));
    const opened = last(whole, 'effectiveness.opened');
    expect(opened.actor.kind).toBe('workflow');
    expect(opened.at >= String(last(whole, 'effectiveness.waiting').body['until'])).toBe(true);
  });

  it.each([
    ['raised', 'nonconformity.raised', ['classification by nc_coordinator'], 'noor chat task'],
    ['classified', 'nonconformity.classified', ['correction by mira', 'root_cause by mira', 'action_plan by mira'], 'mira chat task'],
    ['contained', 'correction.recorded', [], 'mira chat task'],
    ['rca', 'root_cause.recorded', [], 'mira chat task'],
    ['plan_review', 'plan.submitted', ['plan_approval by ai_governance_lead'], 'maya chat task'],
    ['implementing', 'plan.approved', ['corrective_action by dana'], 'dana chat task'],
    ['verify_evidence', 'action.completed', ['evidence_verification by bela'], 'bela chat task'],
    ['effectiveness_wait', 'evidence.verified', [], 'mira chat notice'],
    ['effectiveness_check', 'effectiveness.opened', ['effectiveness_check by rohan'], 'rohan chat task'],
    ['closed', 'nonconformity.closed', [], 'mira chat decision'],
  ])('§3.S %s begins with %s, which makes owed %j, and tells (%s)', (state, type, owed, told) => {
    expect([stateAfter(whole, type), owedWith(whole, type)]).toEqual([state, owed]);
    expect(whole.told).toContain(told);
  });

  it('tells whoever found it and whoever answers for it once it is closed, and ends its workflow with the record', () => {
    expect(whole.told).toEqual(expect.arrayContaining(['devon chat decision', 'mira chat decision', 'bruno chat decision']));
    expect(standing(whole)).toEqual({ status: 'closed', cycle: 1, owed: [], ended: true });
  });
});

describe('§3.06 an effectiveness check that fails after 90 days', () => {
  it('§3.S reopened opens it again with a new cycle, proposes nothing above major, and owes a new analysis', async () => {
    const played = await runScenario('nc-ineffective-and-reopened');
    expect(among(typesOf(played), [...PROCEDURE, 'class.proposed']).slice(-3)).toEqual(['effectiveness.opened', 'effectiveness.checked', 'nonconformity.reopened']);
    expect(standing(played)).toEqual({ status: 'reopened', cycle: 2, owed: ['root_cause by mira', 'action_plan by mira', 'risk_reassessment by risk_member'], ended: false });
  });

  it('§3.S reopened has the coordinator say within two business days whether a minor one is major now', async () => {
    const played = await runScenario('nc-ineffective-minor');
    expect(last(played, 'class.proposed').body).toMatchObject({ class: 'major', rule: '§3.ineffective' });
    expect(owedWith(played, 'class.proposed')).toContain('classification by nc_coordinator');
    expect(played.nc?.obligations.findLast(({ kind }) => kind === 'classification')).toMatchObject({ sla: { business_days: 2 }, state: 'open' });
    expect([played.nc?.status, hasEnded(played)]).toEqual(['reopened', false]);
  });
});

describe('§0.02 §3.03 silence on a nonconformity climbs to the board', () => {
  it.each([
    ['major', 'nc-silent-major-to-the-board'],
    ['minor', 'nc-silent-minor-to-the-board'],
  ])('of a %s one, level by level, and it stays open', async (_class, scenario) => {
    const played = await runScenario(scenario);
    expect(levelsOf(played, 'correction')).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    expect(played.told).toEqual(expect.arrayContaining(['mira chat reminder', 'bruno chat escalation', 'maya chat escalation', 'viktor chat escalation', 'beatrix chat board']));
    expect([played.nc?.status, hasEnded(played)]).toEqual(['classified', false]);
  });

  it('§3.S raised of one that nobody classifies, too: to the board, level by level', async () => {
    const played = await runScenario('nc-nobody-classifies-it');
    expect(levelsOf(played, 'classification')).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    expect(played.told).toEqual(expect.arrayContaining(['noor chat reminder', 'maya chat escalation', 'viktor chat escalation', 'beatrix chat board']));
    expect(standing(played)).toEqual({ status: 'raised', cycle: 1, owed: ['classification by nc_coordinator'], ended: false });
  });
});

describe('§3.07 a year of one nonconformity', () => {
  let year: Played;
  beforeAll(async () => {
    year = await runScenario('nc-a-year-with-two-extensions');
  });

  it('lasts a year at least from the finding to the end, in one history', () => {
    expect(daysOf(year)).toBeGreaterThanOrEqual(365);
    expect([year.facts[0]?.type, standing(year)]).toEqual(['nonconformity.raised', { status: 'closed', cycle: 1, owed: [], ended: true }]);
    expect(year.history.events?.filter((event) => event.workflowExecutionStartedEventAttributes != null)).toHaveLength(1);
    expect(year.history.events?.filter((event) => event.workflowExecutionContinuedAsNewEventAttributes != null)).toEqual([]);
  });

  it('§3.S extension_requested has two granted extensions and a third refused; an executive grants the second', () => {
    const asked = year.facts.filter(({ type, body }) => type.startsWith('extension.') || (type === 'command.refused' && body['command'] === 'extend'));
    expect(asked.map(({ type, actor, body }) => [type, actor.kind === 'person' && actor.id, body['granted'] ?? body['code']])).toEqual([
      ['extension.requested', 'dana', undefined],
      ['extension.decided', 'bruno', true],
      ['extension.requested', 'dana', undefined],
      ['extension.decided', 'viktor', true],
      ['command.refused', 'dana', 'limit_reached'],
    ]);
    expect(year.told).toEqual(expect.arrayContaining(['bruno chat task', 'viktor chat task', 'dana chat notice']));
  });

  it('climbs to the board once no more time is granted and the action is late', () => {
    expect(levelsOf(year, 'corrective_action')).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    expect(year.told).toEqual(expect.arrayContaining(['dana chat reminder', 'beatrix chat board']));
  });

  it('§3.06 waits once more after an inconclusive check, and no second time', () => {
    const waits = year.facts.filter(({ type }) => type === 'effectiveness.waiting').map(({ body }) => body['extended']);
    const verdicts = year.facts.filter(({ type }) => type === 'effectiveness.checked').map(({ body }) => body['verdict']);
    expect([waits, verdicts]).toEqual([[false, true], ['inconclusive', 'effective']]);
    expect(year.facts.filter(({ type, body }) => type === 'command.refused' && body['command'] === 'check-effect').map(({ body }) => body['code'])).toEqual(['limit_reached']);
  });
});
