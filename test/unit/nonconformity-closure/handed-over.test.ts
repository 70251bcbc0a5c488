import { describe, expect, it } from '@jest/globals';
import { otherNc, Story, SYSTEM } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
/** The owner changes, and nothing else. */
const handOver = (story: Story, owner = 'bruno') => story.does('noor', 'classify', { class: story.state.class, owner, reason: 'moved on' });

describe('§3.09 to give a case away frees nobody to judge what they did with it', () => {
  it('who analysed and planned it does not check its effect', () => {
    const story = handOver(new Story().verified());
    story.runTo(story.state.wait_until ?? '');
    const owed = story.owed('effectiveness_check').id;
    expect(story.refusal('maya', 'reassign', { obligation_id: owed, to: 'mira', reason: 'knows it' })).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
    expect(story.refusal('mira', 'check-effect', { verdict: 'effective', measured: 'none', evidence: [], comment: 'fine' })).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('mira owns this nonconformity, or did') });
  });

  it('who owned it before does not give the second word on its end, nor judge its plan', () => {
    const before = new Story().classified('minor', { owner: 'maya' });
    handOver(before, 'mira').does('noor', 'reject', { reason: 'it is none' });
    expect(before.refusal('maya', 'reject', { reason: 'agreed' })).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('rafael') });
    const planned = new Story().classified('minor', { owner: 'maya' });
    handOver(planned, 'mira').planned('minor');
    expect(planned.refusal('maya', 'approve-plan', { plan_digest: planned.state.plans[0]?.plan_digest })).toMatchObject({ refused: 'separation_of_duties' });
  });
});

describe('§1.T2 a finding about a unit', () => {
  it('still holds the unit when its systems are named as they were', () => {
    const story = new Story().raised({ system_id: undefined, unit: 'claims' }).analysed('major', { extent: { looked_at: 'everything', found_in: [SYSTEM] } });
    const wide = story.state.classified?.wide;
    expect(wide).toEqual({ scope: 'unit', id: 'claims' });
    story.does('noor', 'classify', { class: 'major', owner: 'bruno', systems: [SYSTEM], reason: 'moved on' });
    expect(story.state.classified?.wide).toEqual(wide);
  });
});

describe('§3.04 the depth of a class that is raised late', () => {
  it('is asked for in the wait for the effect too: a new cycle begins', () => {
    const story = new Story().analysed('minor', { fishbone: [], escape: undefined }).verified('minor');
    story.does('noor', 'classify', { class: 'major', owner: 'mira', reason: 'it reaches people' });
    expect([story.state.status, story.state.cycle, story.last('nonconformity.reopened').body['rule']]).toEqual(['reopened', 2, '§3.class_raised']);
  });
});

describe('§3.12 a recurrence that is confirmed when nobody looked for a cause', () => {
  it('begins a new cycle, whose cause must be systemic', () => {
    const story = new Story({ nonconformities: [otherNc(EARLIER)] }).implementing('observation');
    story.does('noor', 'decide-recurrence', { of: EARLIER, confirmed: true, reason: 'compared' });
    expect([story.state.status, story.state.cycle]).toEqual(['reopened', 2]);
    expect(story.refusal('mira', 'plan', story.plan())).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('systemic') });
  });
});
