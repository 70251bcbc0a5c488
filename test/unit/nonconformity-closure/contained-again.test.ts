import { describe, expect, it } from '@jest/globals';
import { EFFECTIVENESS, otherNc, PROOF, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
const CORRECTION = { correction: 'Rolled back to version 4', consequences: 'Looked at 12 decisions', evidence: [PROOF] };
const again = (because = 'recurrence') => new Story().checked().does('noor', 'reopen', { reason: 'it is back', because });

describe('§3.12 what happened again is put right again', () => {
  it('the correction is owed anew by the owner, by the clock of the class from now on', () => {
    const story = again();
    expect(story.owes()).toEqual(['correction', 'root_cause', 'action_plan']);
    expect(story.owed('correction')).toMatchObject({ owed_by: { person: 'mira' }, to: ['mira'], sla: { business_days: 2 }, opened_at: story.now, ladder: 'nonconformity_major' });
  });

  it('its cause waits for the correction, as in the first cycle', () => {
    const story = again();
    const cause = { ...ROOT_CAUSE, systemic: true };
    expect(story.refusal('mira', 'root-cause', cause)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('correction first') });
    expect(story.refusal('mira', 'plan', story.plan())).toMatchObject({ refused: 'wrong_state' });
    story.does('mira', 'correct', CORRECTION);
    expect([story.state.status, story.owes(), story.state.correction?.correction]).toEqual(['contained', ['root_cause', 'action_plan'], CORRECTION.correction]);
    expect(story.answer('mira', 'correct', CORRECTION)).toBe('already_decided');
    expect(story.answer('mira', 'root-cause', cause)).toBe('accepted');
  });

  it.each([
    ['its evidence was false', 'evidence_false'],
    ['of another reason', 'other'],
  ])('it is not owed anew when it is reopened since %s: what was put right is', (_why, because) => {
    expect(again(because).owes()).toEqual(['root_cause', 'action_plan']);
  });

  it('it is not owed anew where the case itself turns out to repeat an earlier one', () => {
    const story = new Story({ nonconformities: [otherNc(EARLIER)] }).implementing().does('noor', 'decide-recurrence', { of: EARLIER, confirmed: true, reason: 'compared' });
    expect([story.state.status, story.owes()]).toEqual(['reopened', ['root_cause', 'action_plan']]);
    expect(story.last('nonconformity.reopened').body).toMatchObject({ rule: 'recurrence.confirmed' });
  });

  it('whoever corrected it the first time still does not check the effect', () => {
    const story = again().classified('major', { owner: 'yuki' });
    story.does('yuki', 'correct', CORRECTION).does('yuki', 'root-cause', { ...ROOT_CAUSE, systemic: true });
    expect(story.refusal('yuki', 'plan', { ...story.plan(), effectiveness: { ...EFFECTIVENESS, checker: 'mira' } })).toMatchObject({ refused: 'separation_of_duties', pointer: '/effectiveness/checker' });
  });

  it('of a class that asks for no correction none is owed', () => {
    const story = new Story().classified('observation').does('mira', 'plan', new Story().plan('observation')).implementing('observation').verified('observation');
    expect(story.does('noor', 'reopen', { reason: 'it is back', because: 'recurrence' }).owes()).toEqual(['action_plan']);
  });
});
