import { describe, expect, it } from '@jest/globals';
import { PROOF, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';
import { digest } from '../../support/world.ts';

const LATER = digest('proof of the second cycle');
const UNDONE = digest('of the correction');
const reopens = (because = 'evidence_false', change = {}) => ({ reason: 'the log was of another day', because, ...change });
/** Two cycles, each with an action of its own that was verified: "gate" on the first file, "gate2" on a second one. */
function inTwoCycles(second = LATER): Story {
  const story = new Story({ stored_evidence: [PROOF, LATER, UNDONE] }).classified().does('mira', 'correct', { correction: 'Rolled back', consequences: 'none', evidence: [UNDONE] });
  story.waited().does('rohan', 'check-effect', { verdict: 'effective', measured: 'none', evidence: [LATER], sample_size: 40, comment: 'by sample' }).does('noor', 'reopen', reopens('other')).analysed().planned().implementing();
  story.does('dana', 'complete', { obligation_id: story.owed('corrective_action').id, evidence: [second], comment: 'done' });
  return story.verified();
}
const standing = (story: Story) => Object.fromEntries(story.state.actions.map(({ key, state }) => [key, state]));
/** What answers a plan whose action builds on an earlier one. */
const building = (story: Story, on: string) => {
  story.analysed('major', JSON.parse(JSON.stringify({ whys: ROOT_CAUSE.whys, fishbone: ROOT_CAUSE.fishbone }).replaceAll(PROOF, UNDONE)));
  const [action] = story.plan()['actions'] as Record<string, unknown>[];
  return story.answer('mira', 'plan', { ...story.plan(), actions: [{ ...action, key: 'built', depends_on: [on] }] });
};

describe('§3.17 evidence that was found false in a later cycle', () => {
  it('of which nobody says which it is leaves no action believed, of whatever cycle', () => {
    expect(standing(inTwoCycles().does('noor', 'reopen', reopens()))).toEqual({ gate: 'dropped', gate2: 'dropped' });
  });

  it.each([
    ['of the first cycle', PROOF, { gate: 'dropped', gate2: 'verified' }],
    ['of the second', LATER, { gate: 'verified', gate2: 'dropped' }],
  ])('that is named and is %s fells the actions that rest on it, and no other', (_which, evidence, left) => {
    const story = inTwoCycles().does('noor', 'reopen', reopens('evidence_false', { evidence: [evidence] }));
    expect(standing(story)).toEqual(left);
    expect(story.last('nonconformity.reopened').body).toMatchObject({ false_evidence: [evidence] });
  });

  it('fells the actions of every cycle that rest on the same file', () => {
    const story = inTwoCycles(PROOF).does('noor', 'reopen', reopens('evidence_false', { evidence: [PROOF] }));
    expect(standing(story)).toEqual({ gate: 'dropped', gate2: 'dropped' });
  });

  it('carries no later plan', () => {
    const named = (evidence: string) => inTwoCycles().does('noor', 'reopen', reopens('evidence_false', { evidence: [evidence] }));
    expect([building(named(LATER), 'gate2'), building(named(PROOF), 'gate2')]).toEqual(['invalid', 'accepted']);
  });

  it('has the correction made again where that rested on it', () => {
    const story = inTwoCycles().does('noor', 'reopen', reopens('evidence_false', { evidence: [UNDONE] }));
    expect([standing(story), story.owes()]).toEqual([{ gate: 'verified', gate2: 'verified' }, ['correction', 'root_cause', 'action_plan']]);
  });

  it('is said at once also while the cycle that builds on it runs', () => {
    const story = new Story().checked().does('noor', 'reopen', reopens('other')).analysed().planned().implementing();
    expect(story.answer('noor', 'reopen', reopens('other'))).toBe('wrong_state');
    story.does('noor', 'reopen', reopens());
    expect([story.state.status, story.state.cycle, standing(story)]).toEqual(['reopened', 3, { gate: 'dropped', gate2: 'dropped' }]);
  });

  it.each([
    ['evidence that nothing here rests on', 'evidence_false', digest('nowhere'), PROOF],
    ['evidence beside another reason', 'recurrence', PROOF, 'evidence_false'],
  ])('is refused with %s', (_what, because, evidence, names) => {
    expect(new Story().checked().refusal('noor', 'reopen', reopens(because, { evidence: [evidence] }))).toMatchObject({ refused: 'invalid', pointer: '/evidence', detail: expect.stringContaining(names) });
  });
});
