import { describe, expect, it } from '@jest/globals';
import { blockers } from '../../../domain/nonconformity-closure/blockers.ts';
import { otherNc, OTHER_SYSTEM, ROOT_CAUSE, Story, SYSTEM } from '../../support/nonconformity.ts';
import { World } from '../../support/world.ts';

const GIVEN = { class: 'major', owner: 'mira', reason: 'by the table' };
const dues = (story: Story) => Object.fromEntries(['correction', 'root_cause', 'action_plan'].map((kind) => [kind, story.state.obligations.findLast((o) => o.kind === kind && o.state === 'open')?.due_at]));

describe('§3.S classified: the coordinator classifies, and the steps up to the plan are owed', () => {
  it.each([
    ['major', { correction: '2026-03-04T09:00:00.000Z', root_cause: '2026-03-16T09:00:00.000Z', action_plan: '2026-03-18T09:00:00.000Z' }],
    ['minor', { correction: '2026-03-09T09:00:00.000Z', root_cause: '2026-03-23T09:00:00.000Z', action_plan: '2026-03-25T09:00:00.000Z' }],
    ['observation', { correction: undefined, root_cause: undefined }],
  ] as const)('§3.03 opens at once what class %s asks for, counted from now', (cls, expected) => {
    const story = new Story().classified(cls);
    expect(story.state).toMatchObject({ status: 'classified', class: cls, owner: 'mira', accountable: 'bruno' });
    expect(dues(story)).toMatchObject(expected);
    expect(story.state.classified?.due.plan).toBe(dues(story)['action_plan']);
  });

  it.each([
    ['its owner to be, who is no coordinator', 'mira', {}, 'not_permitted'],
    ['the AI governance lead', 'maya', {}, 'not_permitted'],
    ['the coordinator, for an owner who is nobody', 'noor', { owner: 'nobody' }, 'unknown_person'],
    ['the coordinator, for a system that is not registered', 'noor', { systems: ['sys_9'] }, 'unknown_system'],
  ])('is refused to %s', (_who, by, change, refused) => {
    const decision = new Story().raised().refusal(by, 'classify', { ...GIVEN, ...change });
    expect(decision.refused).toBe(refused);
    if (refused === 'not_permitted') expect(decision.detail).toContain('noor');
  });

  it('§3.11 dates no step later than the deadline of the certification body', () => {
    const story = new Story().raised({ source: 'certification_body', deadline: '2026-03-10T12:00:00.000Z' }).classified();
    expect(dues(story)).toEqual({ correction: '2026-03-04T09:00:00.000Z', root_cause: '2026-03-10T12:00:00.000Z', action_plan: '2026-03-10T12:00:00.000Z' });
  });

  it('§3.10 of a finding against a vendor, runs by the clock of the contract where that is shorter', () => {
    const story = new Story().raised({ source: 'vendor', vendor: 'Modelworks', requirement: 'contract', deadline: '2026-03-03T12:00:00.000Z' });
    expect(story.owed('classification').due_at).toBe('2026-03-03T09:00:00.000Z');
    expect(dues(story.classified())).toEqual({ correction: '2026-03-03T12:00:00.000Z', root_cause: '2026-03-03T12:00:00.000Z', action_plan: '2026-03-03T12:00:00.000Z' });
  });

  it('§3.10 of a deadline that has passed, is overdue at once', () => {
    const story = new Story().raised({ source: 'vendor', found_at: '2026-02-01T09:00:00.000Z', deadline: '2026-02-20T09:00:00.000Z' }).classified();
    story.workflow('escalate');
    expect(story.owed('correction').fired.map(({ id }) => id)).toEqual(expect.arrayContaining(['overdue', 'breach']));
  });

  it.each([
    ['audit', 'R-29: an audit finding'],
    ['certification_body', 'R-29: an audit finding, of the body'],
    ['gap_assessment', 'it finds what an audit would'],
    ['incident', 'R-29: an incident'],
    ['monitoring', 'R-29: a breach that monitoring saw'],
  ])('R-29 has the risk judged anew for a finding of %s (%s)', (source, _why) => {
    expect(new Story().raised({ source }).classified().owes()).toContain('risk_reassessment');
  });

  it('R-29 has the risk judged anew for a near-miss that was promoted, once it is classified', () => {
    const story = new Story().raised({ near_miss: true }).does('noor', 'promote', { reason: 'It could have' });
    expect(story.owes()).not.toContain('risk_reassessment');
    expect(story.classified().owes()).toContain('risk_reassessment');
    expect(story.last('risk.reassessment_due').body).toMatchObject({ rule: 'near_miss.promoted' });
  });

  it('R-29 has the risk judged anew where the coordinator says so, and not for a mere review', () => {
    expect(new Story().raised().classified('minor', { reassess_risk: true }).owes()).toContain('risk_reassessment');
    expect(new Story().raised().classified().owes()).not.toContain('risk_reassessment');
  });
});

describe('§3.01 the class', () => {
  it('is lowered by a coordinator with a reason, never by who owns the case', () => {
    const story = new Story().raised({ class: 'major' });
    expect(story.refusal('noor', 'classify', { ...GIVEN, class: 'minor', owner: 'noor' })).toMatchObject({ refused: 'separation_of_duties', pointer: '/class', detail: expect.stringContaining('there is none at present') });
    expect(story.classified('minor').state.class).toBe('minor');
    const own = new Story().raised().classified('major', { owner: 'noor' });
    own.house(({ people }) => ({ people: people.map((p) => (p.id === 'walt' ? { ...p, roles: ['nc_coordinator'] } : p)) }));
    expect(own.refusal('noor', 'classify', { ...GIVEN, class: 'minor' }).detail).toContain('walt');
    expect(own.answer('walt', 'classify', { ...GIVEN, class: 'minor' })).toBe('accepted');
  });

  it('is not lowered by a coordinator who owns one of its actions', () => {
    const story = new Story().analysed();
    const [action] = story.plan()['actions'] as object[];
    story.planned('major', { actions: [{ ...action, owner: 'noor' }] });
    expect(story.answer('noor', 'classify', { ...GIVEN, class: 'minor' })).toBe('separation_of_duties');
    expect(story.answer('noor', 'classify', { ...GIVEN, class: 'major' })).toBe('accepted');
  });

  it('re-dates the open steps when it is raised, on the ladder of the new class', () => {
    const story = new Story().classified('minor');
    const before = story.owed('correction');
    story.runTo('2026-03-03T10:00:00.000Z').classified('major');
    expect(story.owed('correction')).toMatchObject({ id: before.id, due_at: '2026-03-04T09:00:00.000Z', ladder: 'nonconformity_major', version: before.version + 1 });
    const head = story.owed('correction').rungs.find(({ id }) => id === 'head');
    expect(head?.at).toBe('2026-03-09T09:00:00.000Z');
  });

  it('withdraws what a lighter one does not ask for, and owes it again with a graver one', () => {
    const story = new Story().classified('major').classified('observation');
    expect(story.owes()).toEqual(['action_plan']);
    expect(story.owed('action_plan').rungs).toEqual([]);
    story.classified('minor');
    expect(story.owes().sort()).toEqual(['action_plan', 'correction', 'root_cause']);
    expect(dues(story)).toMatchObject({ correction: '2026-03-09T09:00:00.000Z' });
  });

  it('makes overdue at once what the graver class wanted earlier, and the ladder says so', () => {
    const story = new Story().classified('minor').runTo('2026-03-06T10:00:00.000Z').classified('major');
    expect(story.owed('correction').due_at).toBe('2026-03-04T09:00:00.000Z');
    story.workflow('escalate');
    expect(story.owed('correction').fired.map(({ id }) => id)).toEqual(expect.arrayContaining(['breach']));
  });

  it('keeps the plan of an observation from closing a minor one unchecked: a new cycle begins', () => {
    const story = new Story().classified('observation');
    story.does('mira', 'plan', story.plan('observation'));
    story.implementing('observation');
    story.classified('minor');
    expect(story.state).toMatchObject({ status: 'reopened', cycle: 2 });
    expect(story.owes().sort()).toEqual(['action_plan', 'correction', 'root_cause']);
    story.contained('minor').analysed('minor').implementing('minor');
    expect(story.state.status).toBe('implementing');
    expect(story.state.actions.map(({ state }) => state)).toEqual(['dropped', 'open']);
  });

  it('asks for a deeper cause when it is raised: owed anew before a plan, and a new cycle once there is one', () => {
    const light = { fishbone: [], escape: undefined };
    const story = new Story().analysed('minor', light).classified('major');
    expect([story.state.status, story.owes().sort()]).toEqual(['rca', ['action_plan', 'root_cause']]);
    expect(story.refusal('mira', 'plan', story.plan()).detail).toContain('a deeper root cause first');
    story.does('mira', 'root-cause', ROOT_CAUSE).planned();
    expect(story.state.status).toBe('plan_review');

    const late = new Story().analysed('minor', light);
    late.implementing('minor').classified('major');
    expect([late.state.status, late.state.cycle, late.owes().sort()]).toEqual(['reopened', 2, ['action_plan', 'root_cause']]);
    expect(new Story().implementing('minor').classified('major').state.status).toBe('implementing');
  });

  it('hands the steps to the new owner, with due instant and fired rungs as they were', () => {
    const story = new Story().classified('major').runTo('2026-03-03T17:00:00.000Z');
    const { due_at, fired } = story.owed('correction');
    expect(fired.length).toBeGreaterThan(0);
    story.classified('major', { owner: 'dana' });
    expect(story.owed('correction')).toMatchObject({ owed_by: { person: 'dana' }, due_at, fired });
    expect(story.state).toMatchObject({ owner: 'dana', accountable: 'bruno' });
  });

  it('is proposed as major for so many like minor ones inside the window', () => {
    const others = [otherNc('nc_1'), otherNc('nc_2')];
    expect(new Story({ nonconformities: others }).raised().classified('minor').state.class_proposals).toMatchObject([{ class: 'major', rule: 'recurrence.minor_to_major' }]);
    expect(new Story({ nonconformities: others.slice(1) }).raised().classified('minor').state.class_proposals).toEqual([]);
  });

  it('is not changed for what is over, and a near-miss is promoted first', () => {
    expect(new Story().raised({ near_miss: true }).refusal('noor', 'classify', GIVEN).detail).toContain('promote');
    const closed = new Story().checked();
    expect(closed.refusal('noor', 'classify', GIVEN).detail).toContain('reopen');
  });
});

describe('R-11 what it does to the gates', () => {
  const held = (story: Story) => blockers(story.state).map(({ extent }) => ('id' in extent ? extent.id : null));

  it('halts every system in the extent of a major one, and none for a lighter one', () => {
    expect(held(new Story().raised().classified('major', { systems: [OTHER_SYSTEM] }))).toEqual([SYSTEM, OTHER_SYSTEM]);
    expect(held(new Story().raised({ class: 'major' }))).toEqual([]);
    expect(held(new Story().classified('minor'))).toEqual([]);
  });

  it('reaches the systems in which the like was found', () => {
    const story = new Story().contained();
    expect(held(story)).toEqual([SYSTEM]);
    story.analysed('major', { extent: { looked_at: 'All pipelines', found_in: [OTHER_SYSTEM] } });
    expect(held(story)).toEqual([SYSTEM, OTHER_SYSTEM]);
    expect(blockers(story.state)[1]).toMatchObject({ id: `${story.state.id}/system/${OTHER_SYSTEM}`, owner: 'mira', ends_by: 'cure', holds: ['gate', 'permit', 'live'], source_case: story.state.id });
  });

  it('lets go of a gate by a new classification only on a proof as strong as a vote needs, and never by its owner', () => {
    const story = new Story({ system: new World('high').facts.system }).raised().classified('major', { systems: [OTHER_SYSTEM] });
    expect(story.as('noor', 'classify', { ...GIVEN, class: 'minor' }, 'chat')).toMatchObject({ refused: 'assurance_too_weak' });
    expect(story.as('noor', 'classify', { ...GIVEN, systems: [] }, 'chat')).toMatchObject({ refused: 'assurance_too_weak' });
    expect(story.as('noor', 'classify', { ...GIVEN, severity: 'high' }, 'chat')).not.toHaveProperty('refused');
    expect(story.refusal('noor', 'classify', { ...GIVEN, systems: [], owner: 'noor' })).toMatchObject({ refused: 'separation_of_duties', pointer: '/systems' });
    expect(held(story.does('noor', 'classify', { ...GIVEN, systems: [] }))).toEqual([SYSTEM]);
  });

  it('is a condition once the evidence is verified, and blocks again after an ineffective verdict', () => {
    const story = new Story().handedIn();
    expect(held(story)).toEqual([SYSTEM]);
    expect(held(story.verified())).toEqual([]);
    expect(held(story.checked('ineffective'))).toEqual([SYSTEM]);
  });
});
