import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { otherNc, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
const SECOND = 'nc_00000000000000000000000008';
const REASON = { reason: 'because' };
const among = (...nonconformities: readonly NonconformityFact[]) => new Story({ nonconformities });
const decides = { of: EARLIER, confirmed: false, ...REASON };
/** Noor is the only coordinator there is. */
const ownedByNoor = (story: Story, cls: 'major' | 'minor' = 'major') => story.classified(cls, { owner: 'noor' });

describe('§3.09 what the only coordinator would judge of their own case', () => {
  it('is decided by a second person: whether it repeats an earlier one, asked before anybody owned it', () => {
    const story = among(otherNc(EARLIER)).raised();
    expect(story.owed('recurrence_decision')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    ownedByNoor(story);
    expect(story.owed('recurrence_decision')).toMatchObject({ owed_by: { role: 'ai_governance_lead' }, to: ['maya'] });
    expect(story.refusal('noor', 'decide-recurrence', decides)).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['maya'] } });
    expect(story.answer('maya', 'decide-recurrence', decides)).toBe('accepted');
  });

  it('is not decided by a second person while a coordinator may', () => {
    expect(among(otherNc(EARLIER)).classified().refusal('maya', 'decide-recurrence', decides)).toMatchObject({ refused: 'not_permitted', extra: { may: ['noor'] } });
    expect(new Story().classified().answer('maya', 'classify', { class: 'minor', owner: 'mira', ...REASON })).toBe('not_permitted');
  });

  it('stays with the second person who owes it when another coordinator comes', () => {
    const story = ownedByNoor(among(otherNc(EARLIER)).raised());
    story.house(({ people }) => ({ people: people.map((p) => (p.id === 'rohan' ? { ...p, roles: [...p.roles, 'nc_coordinator'] } : p)) }));
    expect(story.answer('maya', 'decide-recurrence', decides)).toBe('accepted');
  });

  it('as a raise of class that a rule proposes', () => {
    const story = ownedByNoor(among(otherNc(EARLIER), otherNc(SECOND)), 'minor');
    expect(story.owed('classification')).toMatchObject({ subject: { raise: 'major' }, owed_by: { role: 'ai_governance_lead' }, to: ['maya'] });
    const decline = { class: 'minor', owner: 'noor', ...REASON };
    expect(story.refusal('noor', 'classify', decline)).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['maya'] } });
    expect(story.answer('maya', 'classify', decline)).toBe('accepted');
    expect(story.owes()).not.toContain('classification');
  });

  it('as a raise of class that was asked of them before they owned it', () => {
    const story = among(otherNc(EARLIER), otherNc(SECOND)).classified('minor');
    const { to, due_at } = story.owed('classification');
    expect(to).toEqual(['noor']);
    story.does('maya', 'reassign', { obligation_id: story.owed('action_plan').id, to: 'noor', ...REASON });
    expect(story.owed('classification')).toMatchObject({ owed_by: { role: 'ai_governance_lead' }, to: ['maya'], due_at });
  });

  it('as the proposals to reject and to cancel it, which a third person decides', () => {
    const story = ownedByNoor(new Story(), 'minor');
    expect(story.refusal('noor', 'reject', REASON)).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['maya'] } });
    story.does('maya', 'reject', REASON);
    expect(story.owed('second_person')).toMatchObject({ owed_by: { role: 'risk_head' }, to: ['rafael'] });
    expect(story.does('rafael', 'reject', REASON).state.status).toBe('rejected_as_nc');
    expect(ownedByNoor(new Story(), 'minor').does('maya', 'cancel', REASON).does('rafael', 'cancel', REASON).state.status).toBe('cancelled');
  });

  it('as merging it', () => {
    const wider = otherNc(SECOND, { status: 'implementing', class: 'minor', closed_at: null, title: 'Invoices were paid twice in Lisbon', controls: [] });
    const story = ownedByNoor(among(wider), 'minor');
    for (const { id } of story.state.recurrence?.alike ?? []) story.does('maya', 'decide-recurrence', { ...decides, of: id });
    expect(story.refusal('noor', 'merge', { into: SECOND, ...REASON })).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['maya'] } });
    expect(story.answer('maya', 'merge', { into: SECOND, ...REASON })).toBe('accepted');
  });

  it('as the approval of its plan, where the lead owned it too', () => {
    const story = new Story().classified('major', { owner: 'noor' }).does('noor', 'classify', { class: 'major', owner: 'maya', ...REASON });
    story.does('maya', 'correct', { correction: 'undone', consequences: 'none', evidence: [] }).does('maya', 'root-cause', ROOT_CAUSE).does('maya', 'plan', story.plan('major'));
    expect(story.owed('plan_approval')).toMatchObject({ owed_by: { role: 'risk_head' }, to: ['rafael'] });
    expect(story.answer('rafael', 'approve-plan', { plan_digest: story.state.plans[0]?.plan_digest })).toBe('accepted');
  });

  it('as the re-assessment of its risk, for the head of risk', () => {
    const judgedBy = (role: string) => new Story().with(({ risk_reassessment }) => ({ risk_reassessment: { ...risk_reassessment, role } }));
    const story = judgedBy('risk_head').classified('major', { owner: 'rafael', reassess_risk: true });
    expect(story.owed('risk_reassessment')).toMatchObject({ owed_by: { role: 'ai_governance_lead' }, to: ['maya'] });
    expect(story.answer('maya', 'complete', { obligation_id: story.owed('risk_reassessment').id, evidence: [], comment: 'looked' })).toBe('accepted');
  });

  it('keeps a case from closing only until the second person has decided', () => {
    const story = ownedByNoor(among(otherNc(EARLIER)).raised(), 'minor');
    story.does('noor', 'classify', { class: 'minor', owner: 'mira', ...REASON }).contained('minor').analysed('minor').waited('minor').checked();
    expect([story.state.status, story.owes()]).toEqual(['effectiveness_check', ['recurrence_decision']]);
    expect(story.does('maya', 'decide-recurrence', decides).state.status).toBe('closed');
  });
});
