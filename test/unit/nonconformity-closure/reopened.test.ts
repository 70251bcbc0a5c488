import { describe, expect, it } from '@jest/globals';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const reopens = (because = 'other') => ({ reason: 'seen again', because });

describe('§3.S reopened by the coordinator', () => {
  it.each([
    ['§3.12 it recurred', 'recurrence', '§3.recurrence', ['correction', 'root_cause', 'action_plan']],
    ['§3.17 its evidence was false', 'evidence_false', '§3.evidence_false', ['root_cause', 'action_plan']],
    ['another reason', 'other', '§3.reopened', ['root_cause', 'action_plan']],
  ])('%s: a closed one begins a new cycle by rule %s', (_why, because, rule, owed) => {
    const story = new Story().checked().does('noor', 'reopen', reopens(because));
    expect(story.state).toMatchObject({ status: 'reopened', cycle: 2, closed_at: null });
    expect(story.last('nonconformity.reopened').body).toMatchObject({ rule, person: 'noor', reason: 'seen again' });
    expect(story.owes()).toEqual(owed);
    expect(nonconformityClosure.blockers(story.state)).toHaveLength(1);
    expect(story.agenda().open).toBe(true);
  });

  it('§3.12 after a recurrence the root cause must be systemic', () => {
    const story = new Story().checked().does('noor', 'reopen', reopens('recurrence')).contained();
    expect(story.refusal('mira', 'root-cause', ROOT_CAUSE)).toMatchObject({ refused: 'invalid', pointer: '/systemic' });
    expect(story.answer('mira', 'root-cause', { ...ROOT_CAUSE, systemic: true })).toBe('accepted');
  });

  it('§3.17 false evidence is not kept until the check: it reopens one that waits for its effect', () => {
    const story = new Story().waited().does('noor', 'reopen', reopens('evidence_false'));
    expect([story.state.status, story.state.wait_until, story.owes()]).toEqual(['reopened', null, ['root_cause', 'action_plan']]);
  });

  it('one that was rejected before anybody classified it is classified first', () => {
    const story = new Story().raised().does('noor', 'reject', { reason: 'r' }).does('maya', 'reject', { reason: 'r' }).does('noor', 'reopen', reopens());
    expect([story.state.status, story.owes()]).toEqual(['raised', ['classification']]);
    expect(story.classified().state.status).toBe('classified');
  });

  it('what was dropped with a cancellation is planned anew', () => {
    const story = new Story().implementing().does('noor', 'cancel', { reason: 'r' }).does('maya', 'cancel', { reason: 'r' }).does('noor', 'reopen', reopens());
    expect(story.action().state).toBe('dropped');
    expect(story.owes()).toEqual(['root_cause', 'action_plan']);
  });

  it('the re-assessment of the risk that was dropped with a rejection is owed again', () => {
    const story = new Story().raised({ source: 'audit' }).contained().does('noor', 'reject', { reason: 'r' }).does('maya', 'reject', { reason: 'r' }).does('noor', 'reopen', reopens());
    expect(story.owes()).toEqual(['root_cause', 'action_plan', 'risk_reassessment']);
  });

  it.each([
    ['one that is worked on', () => new Story().implementing(), 'noor', 'wrong_state'],
    ['a near-miss', () => new Story().raised({ near_miss: true }), 'noor', 'wrong_state'],
    ['by its owner', () => new Story().checked(), 'mira', 'not_permitted'],
  ])('is refused for %s', (_what, from, by, code) => {
    expect(from().refusal(by, 'reopen', reopens()).refused).toBe(code);
  });
});

describe('§3.15 dispute of the finding', () => {
  const REASON = { reason: 'the control was in force' };
  const disputed = () => new Story().classified().does('mira', 'dispute', REASON);
  const decides = (upheld: boolean) => ({ upheld, reason: 'looked at the record' });

  it('is decided by an independent reviewer, while everything stays owed', () => {
    const story = disputed();
    expect(story.owed('finding_dispute').owed_by).toEqual({ role: 'risk_head' });
    expect(story.owes()).toEqual(['correction', 'root_cause', 'action_plan', 'finding_dispute']);
    story.does('rafael', 'decide-dispute', decides(false));
    expect([story.state.dispute?.upheld, story.owes()]).toEqual([false, ['correction', 'root_cause', 'action_plan']]);
  });

  it('upheld, it is proposed to be rejected, which a second person decides', () => {
    const story = disputed().does('rafael', 'decide-dispute', decides(true));
    expect([story.state.status, story.state.proposal]).toMatchObject(['classified', { what: 'reject', person: 'rafael' }]);
    expect(story.answer('rafael', 'reject', REASON)).toBe('second_person_needed');
    expect(story.does('noor', 'reject', REASON).state.status).toBe('rejected_as_nc');
  });

  it.each([
    ['whoever classified it', () => new Story().house(({ people }) => ({ people: people.map((p) => (p.id === 'noor' ? { ...p, roles: ['nc_coordinator', 'risk_head'] } : p)) })).classified().does('mira', 'dispute', REASON), 'noor'],
    ['whoever raised it', () => new Story().raised({}, 'rosa').classified().does('mira', 'dispute', REASON), 'rosa'],
    ['its owner', () => new Story().classified('major', { owner: 'rosa' }).does('rosa', 'dispute', REASON), 'rosa'],
  ])('is not decided by %s', (_who, from, by) => {
    expect(from().refusal(by, 'decide-dispute', decides(true))).toMatchObject({ refused: 'separation_of_duties', extra: { may: expect.arrayContaining(['maya']) } });
  });

  it('is not decided by somebody who is no reviewer', () => {
    expect(disputed().refusal('theo', 'decide-dispute', decides(true))).toMatchObject({ refused: 'not_permitted', detail: expect.stringContaining('rafael') });
  });

  it.each([
    ['by somebody else than its owner', () => new Story().classified(), 'dana', 'not_permitted', 'mira'],
    ['a second time', disputed, 'mira', 'already_decided', 'mira'],
    ['once its actions are worked on', () => new Story().implementing(), 'mira', 'wrong_state', 'implementing'],
    ['before it is classified', () => new Story().raised(), 'mira', 'wrong_state', 'raised'],
  ])('is refused %s', (_how, from, by, code, names) => {
    const refused = from().refusal(by, 'dispute', REASON);
    expect(refused.refused).toBe(code);
    expect(refused.detail).toContain(names);
  });

  it('left open it keeps one that asks for no check from closing in silence', () => {
    const story = new Story().classified('observation').does('mira', 'dispute', REASON).does('mira', 'plan', new Story().plan('observation')).implementing('observation').verified('observation');
    expect([story.state.status, story.owes()]).toEqual(['verify_evidence', ['finding_dispute']]);
    expect(story.does('rafael', 'decide-dispute', decides(false)).state.status).toBe('closed');
  });
});

describe('R-48 costs of poor quality', () => {
  const cost = { kind: 'internal_failure', amount: 1200.5, currency: 'EUR' };
  it.each([
    ['the owner', 'mira', 'accepted'],
    ['who does an action', 'dana', 'accepted'],
    ['the accountable manager', 'bruno', 'accepted'],
    ['the coordinator', 'noor', 'accepted'],
    ['an outsider', 'theo', 'not_permitted'],
  ])('are entered by %s: %s is %s', (_who, by, answer) => {
    const story = new Story().implementing();
    expect(story.answer(by, 'record-cost', cost)).toBe(answer);
    expect(story.state.costs).toHaveLength(answer === 'accepted' ? 1 : 0);
  });

  it('are entered after the end too', () => {
    expect(new Story().checked().answer('mira', 'record-cost', { ...cost, note: 'late invoice' })).toBe('accepted');
  });
});
