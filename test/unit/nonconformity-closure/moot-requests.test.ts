import { describe, expect, it } from '@jest/globals';
import { ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const REASON = { reason: 'because' };
const DAY_MS = 86_400_000;
/** The owner asks for a week more for a step. */
function asks(story: Story, kind: string): Story {
  const { id, due_at } = story.owed(kind);
  return story.does('mira', 'extend', { obligation_id: id, until: new Date(Date.parse(due_at ?? '') + 7 * DAY_MS).toISOString(), ...REASON, interim_control: 'by hand' });
}
const PUT_RIGHT = { correction: 'undone', consequences: 'none', evidence: [] };

describe('R-45 a request for more time', () => {
  it.each([
    ['correction', 'it is put right', () => asks(new Story().classified(), 'correction').does('mira', 'correct', PUT_RIGHT)],
    ['root_cause', 'the cause is recorded', () => asks(new Story().contained(), 'root_cause').does('mira', 'root-cause', ROOT_CAUSE)],
    ['action_plan', 'the plan is submitted', () => asks(new Story().analysed(), 'action_plan').planned()],
    ['correction', 'the new class asks for none', () => asks(new Story().classified('minor'), 'correction').classified('observation')],
    ['corrective_action', 'its evidence is accepted', () => {
      const story = new Story().implementing();
      const { id, due_at } = story.owed('corrective_action');
      story.does('dana', 'extend', { obligation_id: id, until: new Date(Date.parse(due_at ?? '') + DAY_MS).toISOString(), ...REASON, interim_control: 'by hand' });
      return story.verified();
    }],
  ])('for a %s ends, with the decision owed on it, once %s', (_kind, _how, ended) => {
    const story = ended();
    expect([story.owes().includes('extension_decision'), story.state.extensions.map(({ state }) => state)]).toEqual([false, ['withdrawn']]);
  });

  it('stays open while its step does, whatever else is done', () => {
    const story = asks(new Story().classified(), 'action_plan').does('mira', 'correct', PUT_RIGHT);
    expect(story.owes()).toContain('extension_decision');
  });
});

describe('§0.03 time that was granted', () => {
  const granted = () => {
    const story = asks(new Story().classified('minor'), 'action_plan');
    return story.does('bruno', 'decide-extension', { obligation_id: story.owed('extension_decision').id, granted: true, ...REASON });
  };

  it.each([
    ['raised', 'major'],
    ['lowered to one that gives less than was granted', 'observation'],
  ] as const)('is kept when the class is %s', (_what, cls) => {
    const story = granted();
    const until = story.owed('action_plan').due_at ?? '';
    story.with(({ classes }) => ({ classes: { ...classes, observation: { ...classes.observation, plan: { business_days: 5 } } } }));
    expect(story.classified(cls).owed('action_plan').due_at).toBe(until);
  });

  it('gives way to a class that leaves more time', () => {
    const story = granted();
    const until = story.owed('action_plan').due_at ?? '';
    story.with(({ classes }) => ({ classes: { ...classes, observation: { ...classes.observation, plan: { business_days: 60 } } } }));
    expect((story.classified('observation').owed('action_plan').due_at ?? '') > until).toBe(true);
  });
});
