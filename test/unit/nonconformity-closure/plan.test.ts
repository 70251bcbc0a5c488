import { describe, expect, it } from '@jest/globals';
import { planNow } from '../../../domain/nonconformity-closure/state.ts';
import { EFFECTIVENESS, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';
import { World } from '../../support/world.ts';

type Action = Record<string, unknown>;
const first = (story: Story, cls: 'major' | 'minor' | 'observation' = 'major'): Action => (story.plan(cls)['actions'] as Action[])[0] ?? {};
const digestNow = (story: Story) => ({ plan_digest: planNow(story.state)?.plan_digest });

/** After what the first action is due, and still inside the time of a major one. */
const LATER = '2026-04-10T09:00:00.000Z';

describe('§3.S plan_review: what removes the cause is planned', () => {
  it('§3.05 is submitted by the owner, and its approval is owed', () => {
    const story = new Story().planned();
    expect(story.state.status).toBe('plan_review');
    expect(story.owes()).toEqual(['plan_approval']);
    expect(story.owed('plan_approval')).toMatchObject({ owed_by: { role: 'ai_governance_lead' }, due_at: '2026-03-05T09:00:00.000Z', to: ['maya'] });
    expect(story.action()).toMatchObject({ state: 'waiting', accountable: 'bruno', plan: 1 });
  });

  it.each([
    ['an action owned by its verifier', (a: Action) => ({ actions: [{ ...a, verifier: 'dana' }] }), 'separation_of_duties', '/actions/0/verifier'],
    ['an action that the case\'s owner verifies', (a: Action) => ({ actions: [{ ...a, verifier: 'mira' }] }), 'separation_of_duties', '/actions/0/verifier'],
    ['a checker who owns an action', () => ({ effectiveness: { ...EFFECTIVENESS, checker: 'dana' } }), 'separation_of_duties', '/effectiveness/checker'],
    ['a checker who verifies one', () => ({ effectiveness: { ...EFFECTIVENESS, checker: 'bela' } }), 'separation_of_duties', '/effectiveness/checker'],
    ['a checker who owns the case', () => ({ effectiveness: { ...EFFECTIVENESS, checker: 'mira' } }), 'separation_of_duties', '/effectiveness/checker'],
    ['no criteria of its effect', () => ({ effectiveness: undefined }), 'invalid', '/effectiveness'],
    ['a sample of no size', () => ({ effectiveness: { ...EFFECTIVENESS, sample_size: undefined } }), 'invalid', '/effectiveness/sample_size'],
    ['a due date in the past', (a: Action) => ({ actions: [{ ...a, due_at: '2026-03-02T08:00:00.000Z' }] }), 'invalid', '/actions/0/due_at'],
    ['a due date after the 45 days of a major one', (a: Action) => ({ actions: [{ ...a, due_at: '2026-04-17T09:00:00.000Z' }] }), 'invalid', '/actions/0/due_at'],
    ['an owner who is nobody', (a: Action) => ({ actions: [{ ...a, owner: 'nobody' }] }), 'unknown_person', '/actions/0/owner'],
    ['two actions of one key', (a: Action) => ({ actions: [a, a] }), 'invalid', '/actions/1/key'],
    ['an action that depends on none of them', (a: Action) => ({ actions: [{ ...a, depends_on: ['gone'] }] }), 'invalid', '/actions/0/depends_on/0'],
    ['a circle', (a: Action) => ({ actions: [{ ...a, depends_on: ['two'] }, { ...a, key: 'two', depends_on: ['gate'] }] }), 'invalid', '/actions/0/depends_on'],
    ['an action due when the one is that it waits for', (a: Action) => ({ actions: [a, { ...a, key: 'two', depends_on: ['gate'] }] }), 'invalid', '/actions/1/due_at'],
    ['a deployment for what changes no model', (a: Action) => ({ actions: [{ ...a, deployment: 'dep_00000000000000000000000001' }] }), 'invalid', '/actions/0/deployment'],
    ['a deployment that there is not', (a: Action) => ({ actions: [{ ...a, type: 'model_change', deployment: 'dep_00000000000000000000000001' }] }), 'invalid', '/actions/0/deployment'],
    ['a deployment that is none', (a: Action) => ({ actions: [{ ...a, type: 'model_change', deployment: 'inc_00000000000000000000000001' }] }), 'invalid', '/actions/0/deployment'],
  ])('§3.05 is refused with %s', (_what, change, refused, pointer) => {
    const story = new Story().analysed();
    expect(story.refusal('mira', 'plan', { ...story.plan(), ...change(first(story)) })).toMatchObject({ refused, pointer });
  });

  it('§3.05 names a deployment that carries it out, once there is one', () => {
    const story = new Story({ known_deployments: ['dep_00000000000000000000000001'] }).analysed();
    const carried = (deployment: string) => ({ ...story.plan(), actions: [{ ...first(story), type: 'model_change', deployment }] });
    expect(story.refusal('mira', 'plan', carried('dep_00000000000000000000000002')).detail).toContain('there is no deployment dep_00000000000000000000000002');
    expect(story.answer('mira', 'plan', carried('dep_00000000000000000000000001'))).toBe('accepted');
  });

  it('§3.11 is due no later than the deadline of the certification body', () => {
    const story = new Story().raised({ source: 'certification_body', deadline: '2026-03-20T09:00:00.000Z' });
    story.classified().analysed();
    expect(story.refusal('mira', 'plan', story.plan()).detail).toContain('2026-03-20T09:00:00.000Z');
    expect(story.answer('mira', 'plan', { ...story.plan(), actions: [{ ...first(story), due_at: '2026-03-20T09:00:00.000Z' }] })).toBe('accepted');
  });

  it('comes after the root cause, and straight after the classification where the class asks for none', () => {
    const story = new Story().contained();
    expect(story.refusal('mira', 'plan', story.plan()).detail).toContain('its root cause first, by mira');
    const light = new Story().classified('observation');
    expect(light.does('mira', 'plan', light.plan('observation')).state.status).toBe('plan_review');
  });

  it('is made by the owner or who owes it, and not by whom it is meant for', () => {
    const story = new Story().analysed();
    expect(story.refusal('dana', 'plan', story.plan())).toMatchObject({ refused: 'not_permitted', detail: expect.stringContaining('mira') });
  });

  it('names everything that is wrong at once', () => {
    const story = new Story().analysed();
    const { errors } = story.refusal('mira', 'plan', { actions: [{ ...first(story), verifier: 'dana', due_at: '2026-03-02T08:00:00.000Z' }] });
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/actions/0/verifier', '/actions/0/due_at', '/effectiveness']);
  });
});

describe('§3.S implementing: a plan is approved by somebody whose own it is not', () => {
  it('owes its actions from then on, due at the instants of the plan', () => {
    const story = new Story().implementing();
    expect(story.state.status).toBe('implementing');
    expect(story.owes()).toEqual(['corrective_action']);
    expect(story.owed('corrective_action')).toMatchObject({ due_at: story.action().due_at, owed_by: { person: 'dana' }, ladder: 'nonconformity_major' });
  });

  it('makes owed what waits for another action only when that one is verified', () => {
    const story = new Story().analysed();
    story.planned('major', { actions: [first(story), { ...first(story), key: 'train', due_at: LATER, depends_on: ['gate'] }] }).implementing();
    expect([story.action('gate').state, story.action('train').state]).toEqual(['open', 'waiting']);
    story.handedIn();
    expect(story.action('train').state).toBe('waiting');
    story.does('bela', 'verify', { action_id: story.action('gate').action_id, accepted: true, comment: 'seen' });
    expect(story.action('train').state).toBe('open');
  });

  it('§3.09 is approved by a holder of the roles who neither wrote it nor owns the case or an action', () => {
    const story = new Story().raised().classified('major', { owner: 'maya' });
    story.does('maya', 'correct', { correction: 'c', consequences: 'none' });
    story.does('maya', 'root-cause', ROOT_CAUSE);
    story.does('maya', 'plan', story.plan('major'));
    expect(story.owed('plan_approval').owed_by).toEqual({ role: 'nc_coordinator' });
    expect(story.refusal('maya', 'approve-plan', digestNow(story))).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['noor'] } });
    expect(story.refusal('rafael', 'approve-plan', digestNow(story))).toMatchObject({ refused: 'not_permitted', detail: expect.stringContaining('noor') });
    expect(story.answer('noor', 'approve-plan', digestNow(story))).toBe('accepted');

    const doer = new Story().analysed();
    doer.planned('major', { actions: [{ ...first(doer), owner: 'noor' }] });
    expect([doer.answer('noor', 'approve-plan', digestNow(doer)), doer.answer('noor', 'return-plan', { reason: 'late' })]).toEqual(['separation_of_duties', 'separation_of_duties']);
  });

  it('is approved as it stands now, by a proof as strong as a vote on its system needs, and never by a machine', () => {
    const story = new Story({ system: new World('high').facts.system }).planned();
    const stale = digestNow(story);
    story.does('maya', 'return-plan', { reason: 'too late' }).planned();
    expect(story.answer('maya', 'approve-plan', stale)).toBe('stale_package');
    expect(story.as('maya', 'approve-plan', digestNow(story), 'chat')).toMatchObject({ refused: 'assurance_too_weak' });
    expect(story.act({ kind: 'machine', id: 'bot', on_behalf_of: 'maya' }, 'approve-plan', digestNow(story))).toMatchObject({ refused: 'machine_cannot_sign' });
    expect(story.answer('maya', 'approve-plan', digestNow(story))).toBe('accepted');
  });

  it('is not approved once the time of an action has passed', () => {
    const story = new Story().planned();
    story.runTo('2026-04-02T09:00:00.000Z');
    expect(story.refusal('maya', 'approve-plan', digestNow(story)).detail).toContain('return-plan');
  });

  it('goes back with a reason, and is owed again in the time that was left', () => {
    const story = new Story().planned();
    const { due_at } = story.state.obligations.find(({ kind }) => kind === 'action_plan') ?? {};
    story.does('maya', 'return-plan', { reason: 'too thin' });
    expect(story.state).toMatchObject({ status: 'rca', plans: [{ state: 'returned', returned_reason: 'too thin' }] });
    expect(story.owes()).toEqual(['action_plan']);
    expect(story.owed('action_plan').due_at).toBe(due_at);
    story.planned();
    expect([story.state.plans.length, story.state.actions.map(({ state }) => state)]).toEqual([2, ['dropped', 'waiting']]);
  });
});
