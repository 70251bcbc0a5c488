import { describe, expect, it } from '@jest/globals';
import { BLOCKER_KINDS } from '../../../contracts/blocker.ts';
import { DOCUMENTS, PATHS, RACI_STAGES } from '../../../contracts/policy.ts';
import { addDuration } from '../../../domain/time/calendar.ts';
import { checkPolicy } from '../../../domain/policy/check.ts';
import { formatProblem } from '../../../domain/policy/problem.ts';
import { exampleDirectory, fastPolicy, NOW, shippedPolicy } from './sample.ts';

const policy = shippedPolicy();
const fast = fastPolicy();
const { tiers, lanes, ladders, thresholds } = policy;
const days = (n: number) => ({ business_days: n });

describe('the shipped policy', () => {
  it('passes its own check with the example organisation', () => {
    expect(checkPolicy(policy, exampleDirectory(), NOW).map(formatProblem)).toEqual([]);
  });

  it('scores as the rule book says', () => {
    expect(tiers.scoring).toEqual({ high_from: 15, medium_from: 6, many_people_over: 10_000, step_up: ['no_human_in_loop', 'special_category_data', 'many_people'] });
    expect(tiers.executive_lane).toEqual({ lane: 'executive', any_of: ['many_people', 'special_category_data', 'no_human_in_loop'] });
    expect(tiers.novel_any_of).toEqual(['novel', 'autonomous']);
  });

  it.each([
    ['low', days(2), 'P12M', 'chat', false],
    ['medium', days(3), 'P9M', 'chat', false],
    ['high', days(5), 'P6M', 'mfa', true],
    ['high_novel', days(10), 'P3M', 'mfa', true],
  ] as const)('gives %s its time, validity, assurance and signature', (path, sla, valid_for, assurance, signature) => {
    expect(tiers.paths[path]).toMatchObject({ sla, valid_for, assurance, signature });
  });

  it.each([
    ['low', ['technical'], ['business'], {}],
    ['medium', ['technical', 'risk', 'business'], [], {}],
    ['high', ['legal', 'risk', 'technical', 'business', 'security', 'privacy'], [], { risk: 2 }],
    ['high_novel', ['legal', 'risk', 'technical', 'business', 'security', 'privacy', 'committee'], [], { risk: 2 }],
  ] as const)('asks these lanes at %s', (path, asked, notices, quorum) => {
    expect(tiers.paths[path]).toMatchObject({ lanes: asked, notices, quorum });
  });

  it('asks for the whole decision package from medium on, and for a rollback plan always', () => {
    for (const path of ['medium', 'high', 'high_novel'] as const) expect(tiers.paths[path].documents).toEqual([...DOCUMENTS]);
    for (const path of PATHS) expect(tiers.paths[path].documents).toEqual(expect.arrayContaining(['model_card', 'rollback_plan', 'oversight_plan']));
  });

  it('gives legal a veto at every tier, risk at high, and nobody else one', () => {
    const vetoes = Object.entries(lanes.lanes).filter(([, { veto }]) => veto.length > 0).map(([name, { veto }]) => [name, veto]);
    expect(vetoes).toEqual([['legal', ['low', 'medium', 'high']], ['risk', ['high']]]);
  });

  it('lets all lanes sign again for weights, dataset, prompt or an unknown component, and three for code and container', () => {
    const three = ['technical', 'risk', 'security'];
    expect(lanes.materiality).toEqual({ weights: 'all', dataset: 'all', prompt_config: 'all', code: three, container: three, documents: 'all', other: 'all' });
  });

  it('lets the committee decide with more than half and its chair', () => {
    expect(lanes.lanes['committee']?.committee).toEqual({ chair_role: 'ai_committee_chair', secretary_role: 'ai_committee_secretary', attendance_over: 0.5 });
  });

  it('climbs at 50, 80, 100, 150, 200, 300 and 400 % and lapses at 600 %, five business days after the board', () => {
    const climb = [['L0', 50], ['L0', 80], ['L1', 100], ['L2', 150], ['L3', 200], ['L4', 300], ['L5', 400]];
    for (const name of ['sign_off', 'standard']) expect(ladders.ladders[name]?.rungs.map(({ level, at }) => [level, 'percent' in at ? at.percent : at])).toEqual(climb);
    expect(ladders.ladders['sign_off']?.lapse).toEqual({ percent: 600, after_board: days(5) });
    expect(ladders.ladders['standard']?.lapse).toBe('never');
    expect(ladders.snooze).toEqual({ max_percent: 25, not_from: 'L4' });
    expect(ladders.board_triggers).toHaveLength(8);
  });

  it('holds the other numbers of the rule book', () => {
    expect(thresholds.risk.halt_at).toBe('high');
    expect(thresholds.waiver.at_most).toBe('P30D');
    expect(thresholds.questions).toEqual({ at_most: 2, pause_percent: 100 });
    expect(thresholds.carry_over_age).toBe('P30D');
    expect(thresholds.veto_override).toMatchObject({ within: days(5), executives: 2 });
    expect(thresholds.permit_life).toBe('PT24H');
    expect(thresholds.expiry_notices).toEqual(['P60D', 'P30D', 'P14D', 'P7D']);
    expect(thresholds.revoke_missed_condition_at).toBe('L4');
    expect(thresholds.revote_when_quorum_changes).toBe(false);
    expect(thresholds.evidence_max_bytes).toBe(50_000_000);
  });

  it('lets waivers be given only above the lane heads', () => {
    const heads = Object.values(lanes.lanes).map(({ head_role }) => head_role);
    expect(thresholds.waiver.approver_roles.filter((role) => heads.includes(role))).toEqual([]);
  });

  it('has one accountable and at least one responsible role per stage', () => {
    expect(Object.keys(policy.raci)).toEqual([...RACI_STAGES]);
    for (const stage of RACI_STAGES) expect([stage, policy.raci[stage].accountable !== '', policy.raci[stage].responsible.length > 0]).toEqual([stage, true, true]);
  });

  it('knows holidays of three countries, as dates', () => {
    expect(policy.calendars['berlin']?.holidays).toEqual(expect.arrayContaining(['2026-10-03', '2026-12-25', '2026-12-24']));
    expect(policy.calendars['new_york']?.holidays).toContain('2026-11-26');
    expect(policy.calendars['singapore']?.holidays).toContain('2026-08-09');
  });

  it('has kinds of blockers for everything that its thresholds make into one', () => {
    expect(BLOCKER_KINDS).toEqual(expect.arrayContaining(['risk', 'overdue_condition', 'approval_expired', 'pause_order', 'vacancy']));
  });
});

describe('the fast policy', () => {
  it('passes its check with the example organisation', () => {
    expect(checkPolicy(fast, exampleDirectory(), NOW).map(formatProblem)).toEqual([]);
  });

  it('differs from the shipped one in time alone', () => {
    expect(fast.lanes).toEqual(lanes);
    expect(fast.raci).toEqual(policy.raci);
    expect(fast.calendars).toEqual(policy.calendars);
    const timeless = (paths: typeof tiers.paths) => PATHS.map((path) => ({ ...paths[path], sla: '', valid_for: '' }));
    expect(timeless(fast.tiers.paths)).toEqual(timeless(tiers.paths));
    expect(fast.tiers.scoring).toEqual(tiers.scoring);
    expect(fast.ladders.ladders['sign_off']?.rungs).toEqual(ladders.ladders['sign_off']?.rungs);
  });

  it('reaches the board within 15 seconds and leaves a minute to go on afterwards', () => {
    const { sla } = fast.tiers.paths.high;
    const lapse = fast.ladders.ladders['sign_off']?.lapse;
    const seconds = (Date.parse(addDuration(NOW, sla, fast.calendars['berlin']!)) - Date.parse(NOW)) / 1000;
    expect(seconds * 4).toBeLessThanOrEqual(15);
    expect(lapse).toEqual({ percent: 3000, after_board: 'PT1M' });
  });

  it('counts no clock in days', () => {
    expect(JSON.stringify([fast.tiers, fast.ladders, fast.thresholds])).not.toMatch(/"P\d|business_/);
  });
});
