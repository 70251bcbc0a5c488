import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { OTHER_SYSTEM, otherNc, ROOT_CAUSE, Story, SYSTEM } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
const among = (...nonconformities: readonly NonconformityFact[]) => new Story({ nonconformities });
const decides = (confirmed: boolean, of = EARLIER) => ({ of, confirmed, reason: 'compared' });

describe('R-46 §3.12 recurrence', () => {
  it('like ones inside the window are suggested when it is raised, and the coordinator owes a decision', () => {
    const story = among(otherNc(EARLIER)).raised();
    expect(story.state.recurrence?.alike.map(({ id }) => id)).toEqual([EARLIER]);
    expect(story.owed('recurrence_decision')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, sla: { business_days: 2 } });
  });

  it.each([
    ['closed before the window', { raised_at: '2024-06-01T09:00:00.000Z', closed_at: '2025-03-01T09:00:00.000Z' }],
    ['rejected', { status: 'rejected_as_nc' }],
    ['cancelled', { status: 'cancelled' }],
    ['merged', { status: 'merged' }],
    ['a near-miss', { status: 'near_miss', near_miss: true }],
    ['itself', { id: 'nc_00000000000000000000000001' }],
    ['of another kind', { title: 'Invoices were paid twice in Lisbon', controls: ['A.9.9'], cause_class: 'supplier', systems: [OTHER_SYSTEM] }],
  ] as const)('one that is %s is not suggested', (_what, change) => {
    expect(among(otherNc(EARLIER, change as Partial<NonconformityFact>)).raised().state.recurrence).toBeNull();
  });

  it.each([
    ['closed inside the window, raised before it', { raised_at: '2024-06-01T09:00:00.000Z', closed_at: '2025-04-01T09:00:00.000Z' }],
    ['still open since before it', { raised_at: '2024-06-01T09:00:00.000Z', status: 'implementing', closed_at: null }],
  ] as const)('one that is %s is suggested', (_what, change) => {
    expect(among(otherNc(EARLIER, change)).raised().state.recurrence?.alike).toHaveLength(1);
  });

  it('once the class of the cause is known more are suggested, under the decision that is owed already', () => {
    const byCause = otherNc('nc_00000000000000000000000008', { title: 'Invoices were paid twice in Lisbon', controls: ['A.9.9'], systems: [OTHER_SYSTEM] });
    const story = among(otherNc(EARLIER), byCause).contained();
    const owed = story.owed('recurrence_decision').id;
    expect(story.state.recurrence?.alike.map(({ id }) => id)).toEqual([EARLIER]);
    story.analysed();
    expect(story.state.recurrence).toMatchObject({ obligation_id: owed, alike: [{ id: EARLIER }, { id: byCause.id }] });
    expect(story.owes().filter((kind) => kind === 'recurrence_decision')).toHaveLength(1);
  });

  it('dismissed one by one, nothing follows', () => {
    const second = otherNc('nc_00000000000000000000000008');
    const story = among(otherNc(EARLIER), second).classified('minor').does('noor', 'decide-recurrence', decides(false));
    expect(story.owes()).toContain('recurrence_decision');
    story.does('noor', 'decide-recurrence', decides(false, second.id));
    expect(story.owes()).not.toContain('recurrence_decision');
    expect(story.answer('mira', 'correct', { correction: 'c', consequences: 'c', evidence: [] })).toBe('accepted');
    expect(story.answer('mira', 'root-cause', ROOT_CAUSE)).toBe('accepted');
  });

  it('confirmed, a graver class is proposed and the root cause must be systemic', () => {
    const story = among(otherNc(EARLIER)).contained('minor').does('noor', 'decide-recurrence', decides(true));
    expect(story.state.class_proposals).toMatchObject([{ class: 'major', rule: 'recurrence.confirmed', alike: [{ id: EARLIER }] }]);
    expect(story.owes()).not.toContain('recurrence_decision');
    expect(story.refusal('mira', 'root-cause', ROOT_CAUSE)).toMatchObject({ pointer: '/systemic' });
    expect(story.answer('mira', 'root-cause', { ...ROOT_CAUSE, systemic: true })).toBe('accepted');
  });

  it('confirmed after a cause was found that is not systemic, the cause is owed again before a plan', () => {
    const story = among(otherNc(EARLIER)).analysed().does('noor', 'decide-recurrence', decides(true));
    expect(story.owes()).toContain('root_cause');
    expect(story.answer('mira', 'plan', story.plan())).toBe('wrong_state');
    story.does('mira', 'root-cause', { ...ROOT_CAUSE, systemic: true });
    expect(story.answer('mira', 'plan', story.plan())).toBe('accepted');
  });

  it('confirmed while its actions are worked on, a new cycle begins', () => {
    const story = among(otherNc(EARLIER)).implementing().does('noor', 'decide-recurrence', decides(true));
    expect(story.state).toMatchObject({ status: 'reopened', cycle: 2 });
    expect(story.owes().sort()).toEqual(['action_plan', 'root_cause']);
  });

  it('keeps it from closing until it is decided', () => {
    const story = among(otherNc(EARLIER)).checked();
    expect([story.state.status, story.owes()]).toEqual(['effectiveness_check', ['recurrence_decision']]);
    expect(story.does('noor', 'decide-recurrence', decides(false)).state.status).toBe('closed');
  });

  it.each([
    ['by somebody else than the coordinator', 'mira', decides(true), 'not_permitted', 'noor'],
    ['on one that was not suggested', 'noor', decides(true, 'nc_00000000000000000000000004'), 'unknown_case', EARLIER],
  ])('is not decided %s', (_how, by, body, code, names) => {
    const refused = among(otherNc(EARLIER)).classified().refusal(by, 'decide-recurrence', body);
    expect(refused.refused).toBe(code);
    expect(refused.detail).toContain(names);
  });

  it('is decided once', () => {
    const story = among(otherNc(EARLIER)).classified().does('noor', 'decide-recurrence', decides(false));
    expect(story.refusal('noor', 'decide-recurrence', decides(true))).toMatchObject({ refused: 'already_decided', detail: expect.stringContaining('noor dismissed') });
  });

  it('a near-miss suggests nothing', () => {
    expect(among(otherNc(EARLIER)).raised({ near_miss: true }).state.recurrence).toBeNull();
  });
});

describe('§3.01 three like minor ones in a year', () => {
  const two = [otherNc(EARLIER), otherNc('nc_00000000000000000000000008')];
  it.each([
    ['after two like minor ones a major one is proposed', two, ['major']],
    ['after one nothing is', two.slice(0, 1), []],
    ['after two of which one is an observation nothing is', [otherNc(EARLIER), otherNc('nc_00000000000000000000000008', { class: 'observation' })], []],
  ] as const)('%s', (_what, nonconformities, proposed) => {
    const { class_proposals } = new Story({ nonconformities }).classified('minor').state;
    expect(class_proposals.filter(({ rule }) => rule === 'recurrence.minor_to_major').map((one) => one.class)).toEqual(proposed);
  });

  it('the coordinator decides: classed major, the proposal is done', () => {
    const story = new Story({ nonconformities: two }).classified('minor').classified('major');
    expect([story.state.class, story.state.class_proposals]).toEqual(['major', []]);
  });
});

describe('§0.04 major nonconformities on one system', () => {
  const old = (change: Partial<NonconformityFact> = {}) => otherNc(EARLIER, { status: 'implementing', class: 'major', open_since: '2026-02-20T09:00:00.000Z', closed_at: null, ...change });
  const told = (story: Story) => story.types().filter((type) => type === 'board.triggered').length;
  const AFTER_60 = '2026-05-01T12:00:00.000Z';
  const BEFORE_60 = '2026-04-30T12:00:00.000Z';

  it('two that are open for more than 60 days rouse the board, once', () => {
    const story = among(old()).classified().runTo(BEFORE_60);
    expect(told(story)).toBe(0);
    story.runTo('2026-05-01T12:00:00.000Z');
    expect(told(story)).toBe(1);
    expect(story.state.obligations.filter(({ subject }) => subject['trigger'] === 'major_nonconformities')).toMatchObject([{ kind: 'escalation', subject: { level: 'L5', system: SYSTEM }, to: ['beatrix', 'olu'] }]);
    story.runTo('2026-05-20T12:00:00.000Z');
    expect(told(story)).toBe(1);
  });

  it.each([
    ['on another system', [old({ systems: [OTHER_SYSTEM] })]],
    ['that is minor', [old({ class: 'minor' })]],
    ['that is closed', [old({ status: 'closed', closed_at: '2026-04-01T09:00:00.000Z' })]],
    ['that is younger', [old({ open_since: '2026-04-20T09:00:00.000Z' })]],
    ['that is not there', []],
  ])('not with one %s, and nothing wakes for it in a circle', (_what, others) => {
    const story = among(...others).classified().runTo(AFTER_60);
    expect(told(story)).toBe(0);
    expect(story.agenda().wake_at === null || story.agenda().wake_at! > story.now).toBe(true);
  });

  it('at once when the extent comes to reach the other\'s system later', () => {
    const story = among(old({ systems: [OTHER_SYSTEM] })).classified().runTo(AFTER_60);
    story.classified('major', { systems: [OTHER_SYSTEM] }).runTo(AFTER_60);
    expect(told(story)).toBe(1);
  });
});
