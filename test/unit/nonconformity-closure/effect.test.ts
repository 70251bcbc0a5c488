import { describe, expect, it } from '@jest/globals';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { EFFECTIVENESS, PROOF, Story } from '../../support/nonconformity.ts';
import { digest } from '../../support/world.ts';

const word = (verdict: string, change = {}) => ({ verdict, measured: 'none in 40', evidence: [PROOF], sample_size: 40, comment: 'looked', ...change });
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

describe('§3.S effectiveness_check', () => {
  it('opens by itself after the wait of 90 days, owed by the checker of the plan', () => {
    const story = new Story().verified();
    expect(Math.round(days(story.now, story.state.wait_until ?? ''))).toBe(90);
    expect(story.refusal('rohan', 'check-effect', word('effective'))).toMatchObject({ refused: 'not_due', detail: expect.stringContaining(story.state.wait_until ?? '-') });
    story.waited();
    expect(story.state.status).toBe('effectiveness_check');
    expect(story.owed('effectiveness_check').owed_by).toEqual({ person: 'rohan' });
    expect(story.types().filter((type) => type === 'effectiveness.opened')).toHaveLength(1);
  });

  it('§3.S closed: an effective verdict closes it, and nobody owes anything', () => {
    const story = new Story().checked();
    expect(story.state).toMatchObject({ status: 'closed', last_verdict: 'effective', closed_at: story.now });
    expect(story.last('nonconformity.closed').body).toEqual({ rule: '§3.effective' });
    expect(story.owes()).toEqual([]);
    expect(story.agenda()).toMatchObject({ open: false, wake_at: null });
  });

  it.each([
    ['who owns the case', 'mira', 'separation_of_duties'],
    ['who did an action', 'dana', 'separation_of_duties'],
    ['who verified one', 'bela', 'separation_of_duties'],
    ['who was not asked', 'theo', 'not_permitted'],
  ])('is not checked by one %s, who is told who does', (_who, by, code) => {
    const story = new Story().waited();
    const refused = story.refusal(by, 'check-effect', word('effective'));
    expect(refused).toMatchObject({ refused: code, extra: { may: ['rohan'] } });
    expect(refused.detail).toContain('rohan');
  });

  it('is judged at the act too: a checker who was given an action since stands back', () => {
    const story = new Story().implementing();
    story.does('bruno', 'reassign', { obligation_id: story.owed('corrective_action').id, to: 'rohan', reason: 'knows it' });
    story.does('rohan', 'complete', { obligation_id: story.action().obligation_id, evidence: [PROOF], comment: 'done' }).verified().waited();
    expect(story.owed('effectiveness_check')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(story.refusal('rohan', 'check-effect', word('effective')).refused).toBe('separation_of_duties');
    expect(story.answer('noor', 'check-effect', word('effective'))).toBe('accepted');
  });

  it.each(['mira', 'dana', 'bela'])('is not given to %s, who had a part in it', (to) => {
    const story = new Story().waited();
    const given = { obligation_id: story.owed('effectiveness_check').id, to, reason: 'is free' };
    expect(story.refusal('rafael', 'reassign', given)).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
    expect(story.answer('rafael', 'reassign', { ...given, to: 'renate' })).toBe('accepted');
    expect(story.answer('renate', 'check-effect', word('effective'))).toBe('accepted');
  });

  it('goes to the manager of a checker who left', () => {
    const story = new Story().verified().leaves('rohan').waited();
    expect(story.owed('effectiveness_check').owed_by).toEqual({ person: 'rafael' });
  });

  it.each([
    ['effective without what was measured', word('effective', { evidence: [] }), 'evidence_missing', '/evidence'],
    ['with evidence that is not stored', word('ineffective', { evidence: [digest('nowhere')] }), 'evidence_missing', '/evidence'],
    ['on a smaller sample than the plan fixed', word('effective', { sample_size: EFFECTIVENESS.sample_size - 1 }), 'invalid', '/sample_size'],
    ['on no sample', word('effective', { sample_size: undefined }), 'invalid', '/sample_size'],
  ])('refuses a verdict %s', (_how, body, refused, pointer) => {
    expect(new Story().waited().refusal('rohan', 'check-effect', body)).toMatchObject({ refused, pointer });
  });
});

describe('§3.06 effectiveness', () => {
  it('inconclusive extends the wait once; after that a verdict is asked for', () => {
    const story = new Story().checked('inconclusive');
    expect(story.state).toMatchObject({ status: 'effectiveness_wait', waits_extended: 1, last_verdict: 'inconclusive' });
    story.waited();
    expect(story.refusal('rohan', 'check-effect', word('inconclusive'))).toMatchObject({ refused: 'limit_reached', pointer: '/verdict', detail: expect.stringContaining('ineffective') });
    expect(story.checked().state.status).toBe('closed');
  });

  it('§3.S reopened: ineffective begins a new cycle, proposes a graver class, has the risk judged anew and holds the gate again', () => {
    const story = new Story().checked('ineffective');
    expect(story.state).toMatchObject({ status: 'reopened', cycle: 2, evidence_verified_at: null, reopened: [{ cycle: 2, rule: '§3.ineffective' }] });
    expect(story.owes().sort()).toEqual(['action_plan', 'risk_reassessment', 'root_cause']);
    expect(nonconformityClosure.blockers(story.state)).toHaveLength(1);
    const minor = new Story().verified('minor').waited('minor').checked('ineffective');
    expect(minor.state.class_proposals).toMatchObject([{ class: 'major', rule: '§3.ineffective' }]);
  });

  it('the new cycle needs a root cause and a plan of its own, and is closed by them', () => {
    const story = new Story().checked('ineffective');
    expect(story.answer('mira', 'plan', story.plan())).toBe('wrong_state');
    story.does('ruth', 'complete', { obligation_id: story.owed('risk_reassessment').id, evidence: [], comment: 'still medium' });
    story.analysed().planned().implementing().handedIn().verified().waited().checked();
    expect(story.state).toMatchObject({ status: 'closed', cycle: 2 });
    expect(story.state.actions.map(({ state }) => state)).toEqual(['verified', 'verified']);
  });
});

describe('R-29 a re-assessment of the risk', () => {
  const reassess = (story: Story, change = {}) => ({ obligation_id: story.owed('risk_reassessment').id, evidence: [], comment: 'residual medium', ...change });
  const found = () => new Story().raised({ source: 'audit' });

  it('is owed for a finding of an audit, and blocks closure until it is done', () => {
    const story = found().checked();
    expect([story.state.status, story.owes()]).toEqual(['effectiveness_check', ['risk_reassessment']]);
    expect(story.refusal('rohan', 'check-effect', word('ineffective'))).toMatchObject({ refused: 'already_decided', detail: expect.stringContaining('effective') });
    story.does('ruth', 'complete', reassess(story));
    expect([story.state.status, story.owes()]).toEqual(['closed', []]);
  });

  it('done before, it blocks nothing', () => {
    const story = found().classified();
    story.does('ruth', 'complete', reassess(story));
    expect(story.checked().state.status).toBe('closed');
  });

  it.each([
    ['somebody without the role', 'theo', {}, 'not_permitted'],
    ['who owns the case', 'mira', {}, 'separation_of_duties'],
    ['naming evidence that is not stored', 'ruth', { evidence: [digest('nowhere')] }, 'evidence_missing'],
  ])('is refused to one %s', (_who, by, change, code) => {
    const story = found().classified();
    const refused = story.refusal(by, 'complete', reassess(story, change));
    expect(refused.refused).toBe(code);
  });
});
