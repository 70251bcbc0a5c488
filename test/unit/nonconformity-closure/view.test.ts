import { describe, expect, it } from '@jest/globals';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { nonconformityView } from '../../../domain/nonconformity-closure/view.ts';
import { otherNc, PROOF, Story, SYSTEM } from '../../support/nonconformity.ts';

const viewOf = (story: Story) => nonconformityView(story.state, { ...story.facts, now: story.now });
const steps = (story: Story) => Object.fromEntries(viewOf(story).steps.map(({ step, state }) => [step, state]));

/** A graver class is proposed by one rule, and while nobody has decided on it by a second one. */
function proposedTwice(): Story {
  const story = new Story({ nonconformities: [otherNc('nc_00000000000000000000000007'), otherNc('nc_00000000000000000000000008')] }).classified('minor');
  story.now = '2026-03-02T10:00:00.000Z';
  return story.does('noor', 'decide-recurrence', { of: 'nc_00000000000000000000000007', confirmed: true, reason: 'compared' });
}

/** A deputy's evidence comes back while the owner is there again. */
function returnedToTheOwner(): Story {
  const away = { person: 'dana', deputy: 'theo', starts_at: '2026-03-01T09:00:00.000Z', until: '2026-03-20T09:00:00.000Z' };
  const story = new Story().implementing().house(({ absences }) => ({ absences: [...absences, away] }));
  const { obligation_id, action_id } = story.action();
  story.does('theo', 'complete', { obligation_id, evidence: [PROOF], comment: 'done' }).runTo('2026-03-23T09:00:00.000Z').does('bela', 'verify', { action_id, accepted: false, comment: 'blurred' });
  expect(story.owed('corrective_action').to).toEqual(['dana']);
  return story;
}

describe('a nonconformity as everybody sees it', () => {
  it.each([
    ['raised', () => new Story().raised(), { classify: 'open', correct: 'ahead', check_effect: 'ahead' }],
    ['classified', () => new Story().classified(), { classify: 'done', correct: 'open', root_cause: 'open', plan: 'open', approve_plan: 'ahead' }],
    ['of a class that asks for little', () => new Story().classified('observation'), { correct: 'not_asked', root_cause: 'not_asked', plan: 'open', wait: 'not_asked', check_effect: 'not_asked' }],
    ['under review', () => new Story().planned(), { plan: 'done', approve_plan: 'open', implement: 'ahead' }],
    ['returned', () => new Story().planned().does('maya', 'return-plan', { reason: 'thin' }), { plan: 'open', approve_plan: 'ahead' }],
    ['worked on', () => new Story().implementing(), { approve_plan: 'done', implement: 'open', verify: 'ahead' }],
    ['handed in', () => new Story().handedIn(), { implement: 'done', verify: 'open', wait: 'ahead' }],
    ['waiting for its effect', () => new Story().verified(), { implement: 'done', verify: 'done', wait: 'open', check_effect: 'ahead' }],
    ['being checked', () => new Story().waited(), { wait: 'done', check_effect: 'open' }],
    ['closed', () => new Story().checked(), { root_cause: 'done', verify: 'done', wait: 'done', check_effect: 'done' }],
    ['found ineffective', () => new Story().waited().runTo('2026-06-03T09:00:00.000Z').checked('ineffective'), { correct: 'done', root_cause: 'open', plan: 'open', approve_plan: 'ahead', implement: 'ahead', verify: 'ahead', wait: 'ahead', check_effect: 'ahead' }],
    ['a near-miss', () => new Story().raised({ near_miss: true }), { classify: 'not_asked', plan: 'not_asked' }],
  ])('shows how far it is: %s', (_what, story, expected) => {
    expect(steps(story())).toMatchObject(expected);
  });

  it('holds what a page needs, as plain JSON', () => {
    const view = viewOf(new Story().implementing());
    expect(view).toMatchObject({
      kind: 'nonconformity', state: 'implementing', system_id: SYSTEM, system_name: 'Claims triage', unit: 'claims', raised_by: 'devon', owner: 'mira', accountable: 'bruno',
      actions: [{ key: 'gate', owing: 'dana', due_now: '2026-04-01T09:00:00.000Z', plan: 1 }], plans: [{ state: 'approved', approved_by: 'maya' }], blockers: [{ kind: 'nonconformity' }],
    });
    expect(view.next_rungs[0]).toMatchObject({ level: 'L0', to: ['dana'] });
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });

  it('names who may approve the plan, while it is under review', () => {
    expect(viewOf(new Story().planned()).may_approve_plan).toEqual(['maya', 'noor']);
    expect(viewOf(new Story().implementing()).may_approve_plan).toEqual([]);
  });

  it('gives lists and other cases what they see of it', () => {
    const story = new Story().checked();
    expect(nonconformityClosure.summary(story.state)).toMatchObject({ kind: 'nonconformity', state: 'closed', closed: true, owner: 'mira', system_id: SYSTEM, nonconformity: { cause_class: 'missing_control', closed_at: story.now } });
    expect(nonconformityClosure.summary(new Story().state).closed).toBe(false);
  });
});

describe('who hears of it', () => {
  const told = (story: Story, event: string) => story.messages.filter(({ about }) => about['event'] === event).map(({ recipient }) => recipient);

  it.each([
    ['a major one', () => new Story().classified(), 'nonconformity.classified', ['devon', 'mira', 'bruno', 'maya']],
    ['a lighter one, which holds no gate', () => new Story().classified('minor'), 'nonconformity.classified', ['devon', 'mira', 'bruno']],
    ['its end', () => new Story().checked(), 'nonconformity.closed', ['devon', 'mira', 'bruno']],
    ['evidence that was returned, where a deputy had handed it in, who does not owe it now', returnedToTheOwner, 'action.returned', ['theo']],
    ['a new cycle', () => new Story().checked('ineffective'), 'nonconformity.reopened', ['devon', 'mira', 'bruno', 'noor']],
    ['a graver class that another rule proposes as well', proposedTwice, 'class.proposed', ['noor']],
  ])('%s is told to those whom it concerns, once each', (_what, story, event, expected) => {
    expect(told(story(), event)).toEqual(expected);
  });

  it('a raise of its class is told by what is owed on it, and by no notice beside', () => {
    const story = new Story().waited('minor').checked('ineffective');
    expect(told(story, 'class.proposed')).toEqual([]);
    expect(story.messages.filter(({ about }) => about['raise'] === 'major').map(({ kind, recipient }) => [kind, recipient])).toEqual([['task', 'noor']]);
  });

  it('tells nobody twice under one key', () => {
    const keys = new Story().checked('ineffective').messages.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
