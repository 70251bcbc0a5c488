import { describe, expect, it } from '@jest/globals';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { holding, otherNc, OTHER_SYSTEM, PROOF, Story, SYSTEM } from '../../support/nonconformity.ts';
import { digest } from '../../support/world.ts';

const REASON = { reason: 'it is none' };

describe('§3.S rejected_as_nc', () => {
  it('is proposed by the coordinator and decided by a second person', () => {
    const story = new Story().raised().does('noor', 'reject', REASON);
    expect([story.state.status, story.owes()]).toEqual(['raised', ['classification', 'second_person']]);
    // the coordinator holds the last of the second roles, so the first that somebody else holds is asked
    expect(story.owed('second_person')).toMatchObject({ owed_by: { role: 'ai_governance_lead' }, to: ['maya'], subject: { what: 'reject' } });
    story.does('maya', 'reject', { reason: 'agreed' });
    expect([story.state.status, story.owes()]).toEqual(['rejected_as_nc', []]);
    expect(story.last('nonconformity.rejected').body).toMatchObject({ person: 'maya', proposed_by: 'noor' });
  });

  it('§3.09 the one who proposed is not the second person, nor is whose case it is', () => {
    const story = new Story().classified('major', { owner: 'rafael' }).does('noor', 'reject', REASON);
    expect(story.refusal('noor', 'reject', REASON)).toMatchObject({ refused: 'second_person_needed', extra: { may: ['maya'] } });
    expect(story.refusal('rafael', 'reject', REASON)).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('maya') });
    expect(nonconformityClosure.blockers(story.state)).toHaveLength(1);
    expect(story.answer('maya', 'reject', REASON)).toBe('accepted');
    expect(nonconformityClosure.blockers(story.state)).toEqual([]);
  });

  it('the second person may decline: it goes on, and who proposed it hears of it', () => {
    const story = new Story().raised().does('noor', 'reject', REASON);
    expect(story.refusal('noor', 'decline', REASON)).toMatchObject({ refused: 'second_person_needed', extra: { may: ['maya', 'rafael'] } });
    story.does('maya', 'decline', { reason: 'it is one' });
    expect([story.state.status, story.state.proposal, story.owes()]).toEqual(['raised', null, ['classification']]);
    expect(nonconformityClosure.messages(story.last('proposal.declined'), story.state, story.facts).map(({ recipient }) => recipient)).toEqual(['noor']);
    expect(story.refusal('maya', 'decline', REASON)).toMatchObject({ refused: 'wrong_state' });
  });

  it('is not proposed by anybody but the coordinator, who is named', () => {
    expect(new Story().raised().refusal('maya', 'reject', REASON)).toMatchObject({ refused: 'not_permitted', extra: { may: ['noor'] } });
  });

  it('is not confirmed either once its plan was approved; cancelled it is still, and declined', () => {
    const proposed = () => new Story().planned().does('noor', 'reject', REASON).implementing();
    expect(proposed().refusal('rafael', 'reject', REASON)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('cancel') });
    expect(proposed().does('noor', 'cancel', REASON).does('rafael', 'cancel', REASON).state.status).toBe('cancelled');
    expect(proposed().does('rafael', 'decline', REASON).owes()).toEqual(['corrective_action']);
  });

  it('becomes a cancellation where a dispute is upheld only once its actions are worked on', () => {
    const story = new Story().planned().does('mira', 'dispute', REASON).implementing().does('rafael', 'decide-dispute', { upheld: true, reason: 'it was in force' });
    expect(story.state.proposal).toMatchObject({ what: 'cancel', person: 'rafael' });
    expect(story.does('noor', 'cancel', REASON).state.status).toBe('cancelled');
  });

  it('is not possible any more once its actions are worked on', () => {
    expect(new Story().implementing().refusal('noor', 'reject', REASON)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('cancel') });
  });
});

describe('§3.S cancelled', () => {
  it('needs a second person too, also late', () => {
    const story = new Story().handedIn().does('noor', 'cancel', { reason: 'no longer needed' });
    expect(story.state.status).toBe('verify_evidence');
    story.does('rafael', 'cancel', { reason: 'agreed' });
    expect([story.state.status, story.owes()]).toEqual(['cancelled', []]);
  });

  it('§3.13 removed by the retirement of its model, with evidence', () => {
    const removed = { reason: 'the model is gone', removed_by: 'ret_00000000000000000000000001' };
    const story = new Story().implementing();
    expect(story.refusal('noor', 'cancel', removed)).toMatchObject({ refused: 'evidence_missing', pointer: '/evidence' });
    expect(story.refusal('noor', 'cancel', { ...removed, evidence: [digest('nowhere')] })).toMatchObject({ refused: 'evidence_missing' });
    expect(story.refusal('noor', 'cancel', { ...removed, removed_by: 'dep_1', evidence: [PROOF] })).toMatchObject({ refused: 'invalid', pointer: '/removed_by' });
    story.does('noor', 'cancel', { ...removed, evidence: [PROOF] }).does('maya', 'cancel', { reason: 'seen' });
    expect(story.last('nonconformity.cancelled').body).toMatchObject({ removed_by: removed.removed_by, evidence: [PROOF], proposed_by: 'noor' });
  });

  it('another proposal takes the place of the first', () => {
    const story = new Story().raised().does('noor', 'reject', REASON).does('noor', 'cancel', { reason: 'rather so' });
    expect(story.state.proposal?.what).toBe('cancel');
    expect(story.owes()).toEqual(['classification', 'second_person']);
    expect(story.answer('maya', 'reject', REASON)).toBe('not_permitted');
  });

  it('is refused when it is over', () => {
    expect(new Story().checked().answer('noor', 'cancel', { reason: 'r' })).toBe('wrong_state');
  });
});

describe('§3.S merged', () => {
  const into = (change = {}) => otherNc('nc_00000000000000000000000009', { status: 'implementing', class: 'major', closed_at: null, holds: holding(SYSTEM, OTHER_SYSTEM), ...change });
  const merges = (story: Story, by = 'noor', id = into().id) => story.as(by, 'merge', { into: id, reason: 'the same cause' });

  it('§3.19 the same cause across units is carried on by one, and nothing is owed here any more', () => {
    const story = new Story({ nonconformities: [into({ systems: [SYSTEM, OTHER_SYSTEM] })] }).classified();
    merges(story);
    expect(story.state).toMatchObject({ status: 'merged', merged_into: into().id });
    expect(story.owes()).toEqual([]);
    expect(nonconformityClosure.blockers(story.state)).toEqual([]);
  });

  it.each([
    ['itself', [into()], 'nc_00000000000000000000000001', 'invalid', 'another'],
    ['one that nobody knows', [], into().id, 'unknown_case', into().id],
    ['one that is over', [into({ status: 'closed', closed_at: '2026-03-01T09:00:00.000Z' })], into().id, 'wrong_state', 'closed'],
    ['one that is merged itself', [into({ status: 'merged' })], into().id, 'wrong_state', 'merged'],
    ['one whose risk is accepted', [into({ status: 'risk_accepted' })], into().id, 'wrong_state', 'risk_accepted'],
    ['a lighter one, which would open the gate', [into({ class: 'minor' })], into().id, 'wrong_state', 'minor'],
    ['one that nobody classified', [into({ class: null })], into().id, 'wrong_state', 'not classified'],
    ['one that does not reach its system', [into({ systems: [OTHER_SYSTEM] })], into().id, 'wrong_state', SYSTEM],
  ])('is not merged into %s', (_what, nonconformities, id, refused, names) => {
    const decision = merges(new Story({ nonconformities }).classified(), 'noor', id);
    expect(decision).toMatchObject({ refused, pointer: '/into', detail: expect.stringContaining(names) });
  });

  const DEADLINE = '2026-06-01T09:00:00.000Z';
  it.each([
    ['one without a deadline from outside, which this has', null, false],
    ['one with a later deadline', '2026-06-02T09:00:00.000Z', false],
    ['one with the same deadline', DEADLINE, true],
    ['one with an earlier deadline', '2026-05-01T09:00:00.000Z', true],
  ])('§3.11 into %s (%s): %s', (_what, deadline, may) => {
    const story = new Story({ nonconformities: [into({ deadline })] }).raised({ source: 'certification_body', deadline: DEADLINE }).classified();
    story.does('ruth', 'complete', { obligation_id: story.owed('risk_reassessment').id, evidence: [], comment: 'as before' });
    const decision = merges(story);
    if (may) expect(decision).not.toHaveProperty('refused');
    else expect(decision).toMatchObject({ refused: 'wrong_state', pointer: '/into', detail: expect.stringContaining(`merge ${into().id} into this one`) });
  });

  const FIRST = 'nc_00000000000000000000000007';
  const decided = (confirmed: boolean, ...others: readonly ReturnType<typeof into>[]) =>
    new Story({ nonconformities: [otherNc(FIRST), ...others] }).classified().does('noor', 'decide-recurrence', { of: FIRST, confirmed, reason: 'compared' });

  it('R-46 not before it is said of each earlier one whether this repeats it', () => {
    const story = new Story({ nonconformities: [otherNc(FIRST), into()] }).classified();
    expect(merges(story)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining(FIRST) });
    story.does('noor', 'decide-recurrence', { of: FIRST, confirmed: false, reason: 'compared' });
    expect(merges(story)).not.toHaveProperty('refused');
  });

  it('R-46 that it is like the one that carries it on is no question any more', () => {
    const story = new Story({ nonconformities: [into()] }).classified();
    expect(story.owed('recurrence_decision').owed_by).toEqual({ role: 'nc_coordinator' });
    expect(merges(story)).not.toHaveProperty('refused');
  });

  it('R-46 §3.12 a confirmed recurrence is not lost: only into one whose cause must be systemic as well', () => {
    expect(merges(decided(true, into()))).toMatchObject({ refused: 'wrong_state', pointer: '/into', detail: expect.stringContaining('systemic') });
    expect(merges(decided(true, into({ systemic: true })))).not.toHaveProperty('refused');
  });

  it('§0.02 not while a raise of its class is undecided', () => {
    const story = new Story({ nonconformities: [into({ systemic: true }), otherNc(FIRST)] }).classified('minor').does('noor', 'decide-recurrence', { of: FIRST, confirmed: true, reason: 'compared' });
    expect(merges(story)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('classify') });
  });

  it('what it must meet is known to the others', () => {
    const { nonconformity } = nonconformityClosure.summary(new Story({ nonconformities: [otherNc(FIRST)] }).raised({ deadline: DEADLINE }).classified().does('noor', 'decide-recurrence', { of: FIRST, confirmed: true, reason: 'compared' }).state);
    expect(nonconformity).toMatchObject({ deadline: DEADLINE, systemic: true });
  });

  it('is for the coordinator, unless it is the coordinator\'s own', () => {
    expect(merges(new Story({ nonconformities: [into()] }).classified(), 'mira')).toMatchObject({ refused: 'not_permitted', extra: { may: ['noor'] } });
    expect(merges(new Story({ nonconformities: [into()] }).classified('major', { owner: 'noor' }))).toMatchObject({ refused: 'separation_of_duties' });
  });
});

describe('§3.S risk_accepted', () => {
  const accept = (change = {}) => ({ until: '2026-06-01T09:00:00.000Z', reason: 'cheaper', compensating_control: 'looked at by hand', ...change });
  const minor = (change = {}) => new Story().raised(change).contained('minor');

  it('is for a minor one after its correction, for a time, and ends what is owed', () => {
    const story = minor().does('rafael', 'accept-risk', accept());
    expect(story.state).toMatchObject({ status: 'risk_accepted', accepted: { until: accept().until, person: 'rafael' } });
    expect(story.owes()).toEqual([]);
  });

  it('is reopened by itself when it ends', () => {
    const story = minor().does('rafael', 'accept-risk', accept()).runTo('2026-06-02T09:00:00.000Z');
    expect(story.state).toMatchObject({ status: 'reopened', cycle: 2, accepted: null, reopened: [{ rule: '§3.acceptance_expired', at: accept().until }] });
    expect(story.owes()).toEqual(['root_cause', 'action_plan']);
  });

  it.each([
    ['a major one, by anybody', () => new Story().contained(), 'viktor', accept(), 'not_permitted', 'major'],
    ['one against a law', () => minor({ requirement: 'legal' }), 'rafael', accept(), 'not_permitted', 'legal'],
    ['one against a clause', () => minor({ requirement: 'clause' }), 'rafael', accept(), 'not_permitted', 'clause'],
    ['one without correction', () => new Story().classified('minor'), 'rafael', accept(), 'wrong_state', 'correct'],
    ['one whose risk is being judged anew', () => minor({ source: 'audit' }), 'rafael', accept(), 'wrong_state', 're-assessment'],
    ['one that nobody classified', () => new Story().raised(), 'rafael', accept(), 'wrong_state', 'classified'],
    ['by somebody without the role', minor, 'noor', accept(), 'not_permitted', 'rafael'],
    ['by whose own it is', () => new Story().classified('minor', { owner: 'rafael' }).does('rafael', 'correct', { correction: 'c', consequences: 'none', evidence: [] }), 'rafael', accept(), 'separation_of_duties', 'viktor'],
    ['for longer than the class lets it', minor, 'rafael', accept({ until: '2026-10-01T09:00:00.000Z' }), 'limit_reached', 'at most'],
    ['into the past', minor, 'rafael', accept({ until: '2026-01-01T09:00:00.000Z' }), 'invalid', 'future'],
    ['beyond the deadline from outside', () => minor({ deadline: '2026-05-01T09:00:00.000Z' }), 'rafael', accept(), 'limit_reached', '2026-05-01'],
  ])('is refused for %s', (_what, from, by, body, refused, names) => {
    expect(from().refusal(by, 'accept-risk', body)).toMatchObject({ refused, detail: expect.stringContaining(names) });
  });

  it('takes the sign-in that a vote on the system takes', () => {
    expect(minor().act({ kind: 'person', id: 'rafael' }, 'accept-risk', accept(), 'none' as never)).toMatchObject({ refused: 'assurance_too_weak' });
  });
});
