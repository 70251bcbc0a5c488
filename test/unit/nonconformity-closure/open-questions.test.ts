import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { EFFECTIVENESS, otherNc, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
const SECOND = 'nc_00000000000000000000000008';
const REASON = { reason: 'because' };
const ACCEPTS = { until: '2026-06-01T09:00:00.000Z', reason: 'cheaper', compensating_control: 'by hand' };
const PUT_RIGHT = { correction: 'undone', consequences: 'none', evidence: [] };
const among = (...nonconformities: readonly NonconformityFact[]) => new Story({ nonconformities });
const decides = (confirmed: boolean, of = EARLIER) => ({ of, confirmed, ...REASON });
const holdsOf = ({ state }: Story) => nonconformityClosure.blockers(state).flatMap(({ holds }) => holds);
const cancels = { ...REASON, evidence: [] };

describe('§3 `contained` a correction that is owed', () => {
  const raised = () => new Story().classified('observation').does('mira', 'root-cause', ROOT_CAUSE).classified('major');

  it('comes before the plan, also where the cause was recorded while the class asked for none', () => {
    const story = raised();
    expect(story.owes()).toContain('correction');
    expect(story.refusal('mira', 'plan', story.plan())).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('correction') });
    expect(story.does('mira', 'correct', PUT_RIGHT).answer('mira', 'plan', story.plan())).toBe('accepted');
  });

  /** Raised when its actions are worked on, with a cause and a plan that are good enough for the graver class. */
  const late = (cls: 'minor' | 'major') => {
    const story = new Story().classified('observation').does('mira', 'root-cause', ROOT_CAUSE);
    return story.does('mira', 'plan', { ...story.plan(), effectiveness: EFFECTIVENESS }).implementing('observation').classified(cls);
  };

  it('keeps the case open after an effective verdict, until it is made', () => {
    const story = late('minor').verified().waited().checked();
    expect([story.state.status, story.owes()]).toEqual(['effectiveness_check', ['correction']]);
    expect(story.does('mira', 'correct', PUT_RIGHT).state.status).toBe('closed');
  });

  it('keeps the gate shut although the evidence of the actions is verified', () => {
    const story = late('major').verified();
    expect([story.state.evidence_verified_at !== null, holdsOf(story)]).toEqual([true, ['gate', 'permit', 'live']]);
    expect(story.as('mira', 'correct', PUT_RIGHT, 'none' as never)).toMatchObject({ refused: 'assurance_too_weak' });
    expect(holdsOf(story.does('mira', 'correct', PUT_RIGHT))).toEqual([]);
  });
});

describe('§3.15 a proposal that is declined', () => {
  it('closes a case with which everything else was done meanwhile', () => {
    const story = new Story().planned('observation').does('mira', 'dispute', REASON).implementing('observation').verified('observation');
    expect([story.state.status, story.owes()]).toEqual(['verify_evidence', ['finding_dispute']]);
    story.does('rafael', 'decide-dispute', { upheld: true, ...REASON });
    expect(story.owes()).toEqual(['second_person']);
    expect(story.does('maya', 'decline', REASON).state.status).toBe('closed');
  });
});

describe('§3 `risk_accepted` during the wait for the effect', () => {
  it('waits for the end of the acceptance only', () => {
    const story = new Story().verified('minor');
    const waits = story.state.wait_until ?? '';
    story.does('rafael', 'accept-risk', { ...ACCEPTS, until: '2026-08-03T09:00:00.000Z' });
    expect([story.state.wait_until, waits < '2026-08-03T09:00:00.000Z', story.agenda().wake_at]).toEqual([null, true, '2026-08-03T09:00:00.000Z']);
  });

  it('forgets what was proposed before, so that a cancellation needs two words again', () => {
    const story = new Story().contained('minor').does('noor', 'cancel', cancels).does('rafael', 'accept-risk', ACCEPTS);
    expect([story.state.proposal, story.owes()]).toEqual([null, []]);
    expect(story.answer('maya', 'cancel', cancels)).toBe('not_permitted');
    expect(story.does('noor', 'cancel', cancels).state.status).toBe('risk_accepted');
  });
});

describe('R-29, R-46 what somebody still has to say', () => {
  it.each([
    ['whether it repeats an earlier one', () => among(otherNc(EARLIER)).contained('minor'), 'decide-recurrence'],
    ['on a dispute of the finding', () => new Story().contained('minor').does('mira', 'dispute', REASON), 'decide-dispute'],
    ['on the risk, judged anew', () => new Story().classified('minor', { reassess_risk: true }).contained('minor'), 'complete'],
    ['on a raise of the class', () => among(otherNc(EARLIER)).contained('minor').does('noor', 'decide-recurrence', decides(true)), 'classify'],
  ])('keeps its risk from being accepted: %s', (_what, story, command) => {
    expect(story().refusal('rafael', 'accept-risk', ACCEPTS)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining(`"${command}"`) });
  });

  it('another recurrence, confirmed while the risk is accepted, ends the acceptance, so that the raise can be decided', () => {
    const story = among(otherNc(EARLIER), otherNc(SECOND)).with(({ recurrence }) => ({ recurrence: { ...recurrence, minor_to_major: 9 } }));
    story.contained('minor').does('noor', 'decide-recurrence', decides(true)).classified('minor').analysed('minor', { systemic: true }).does('rafael', 'accept-risk', ACCEPTS);
    story.does('noor', 'decide-recurrence', decides(true, SECOND));
    expect([story.state.status, story.state.accepted, story.owes().includes('classification')]).toEqual(['reopened', null, true]);
    expect(story.classified('major').state.class).toBe('major');
  });

  it.each([
    ['on the risk, judged anew', () => new Story().classified('minor', { reassess_risk: true }), 'complete'],
    ['on a raise of the class', () => among(otherNc(EARLIER)).contained('minor').does('noor', 'decide-recurrence', decides(true)), 'classify'],
  ])('keeps the case from being cancelled, by the first word and the second: %s', (_what, story, command) => {
    expect(story().refusal('noor', 'cancel', cancels)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining(`"${command}"`) });
  });

  it('keeps the second word waiting too', () => {
    const story = new Story().classified('minor').does('noor', 'cancel', cancels).classified('minor', { reassess_risk: true });
    expect(story.refusal('maya', 'cancel', cancels)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('"complete"') });
    story.does('ruth', 'complete', { obligation_id: story.owed('risk_reassessment').id, evidence: [], comment: 'no more than before' });
    expect(story.does('maya', 'cancel', cancels).state.status).toBe('cancelled');
  });
});

describe('§3 class: the same minor one so often in a year', () => {
  const elsewhere = (change: Partial<NonconformityFact>) => ({ title: 'Invoices were paid twice in Lisbon', controls: ['A.9.9'], clauses: [], systems: [], cause_class: 'other', ...change });
  const three = (change: Partial<NonconformityFact>) => among(otherNc(EARLIER, elsewhere(change)), otherNc(SECOND, elsewhere(change)));

  it.each([
    ['not by the system alone', { systems: otherNc(EARLIER).systems }, undefined],
    ['by the control', { controls: ['A.6.2.4'] }, 'major'],
    ['by the words', { title: 'Model released without validation' }, 'major'],
  ])('is the same %s', (_what, change, raise) => {
    expect(three(change).classified('minor').state.class_proposals[0]?.class).toBe(raise);
  });

  it('is the same by the class of the cause, once that is known', () => {
    const story = three({ cause_class: ROOT_CAUSE.cause_class, systems: otherNc(EARLIER).systems }).contained('minor');
    expect(story.state.class_proposals).toEqual([]);
    expect(story.analysed('minor').state.class_proposals[0]?.class).toBe('major');
  });
});
