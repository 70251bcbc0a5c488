import { describe, expect, it } from '@jest/globals';
import { PROOF, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';
import { digest } from '../../support/world.ts';

const FORGED = digest('forged');
const stored = () => new Story({ stored_evidence: [PROOF, FORGED] });
const falseIs = (evidence: readonly string[] = [FORGED]) => ({ reason: 'the log was of another day', because: 'evidence_false', evidence });
const putRight = (evidence: string) => ({ correction: 'Rolled back', consequences: 'none', evidence: [evidence] });
const corrected = () => stored().classified().does('mira', 'correct', putRight(FORGED));
const verdict = (evidence: string) => ({ verdict: 'effective', measured: 'none', evidence: [evidence], sample_size: 40, comment: 'by sample' });
const why = (digest: string) => ({ ...ROOT_CAUSE, whys: [{ because: 'the pipeline let it', evidence: [digest] }, ...ROOT_CAUSE.whys.slice(1)] });

describe('§3.17 a file that was found false', () => {
  /** Its second cycle, which began when a file of the first was found false. */
  const second = () => {
    const story = stored().implementing();
    story.does('dana', 'complete', { obligation_id: story.owed('corrective_action').id, evidence: [FORGED], comment: 'done' });
    return story.verified().waited().checked().does('noor', 'reopen', falseIs());
  };

  it.each([
    ['as the evidence of an action', () => second().analysed().planned().implementing(), 'dana', 'complete', (story: Story) => ({ obligation_id: story.owed('corrective_action').id, evidence: [FORGED], comment: 'done' })],
    ['behind a why', second, 'mira', 'root-cause', () => why(FORGED)],
    ['behind a verdict', () => second().analysed().planned().implementing().verified().waited(), 'rohan', 'check-effect', () => verdict(FORGED)],
    ['behind the new correction', () => corrected().does('noor', 'reopen', falseIs()), 'mira', 'correct', () => putRight(FORGED)],
    ['behind a cancellation', second, 'noor', 'cancel', () => ({ reason: 'retired', removed_by: 'ret_1', evidence: [FORGED] })],
  ] as const)('is taken no more in that case, %s, and the refusal names the cycle', (_where, story, person, command, body) => {
    const at = story();
    const refusal = at.refusal(person, command, body(at));
    expect(refusal).toMatchObject({ refused: 'evidence_missing' });
    expect(JSON.stringify(refusal)).toMatch(/found false in cycle 1/);
  });

  it('stays false in every later cycle', () => {
    const story = second().does('noor', 'reopen', falseIs([PROOF])).does('mira', 'correct', { ...putRight(PROOF), evidence: [] });
    expect(story.state.false_evidence).toEqual([{ digest: FORGED, cycle: 1 }, { digest: PROOF, cycle: 2 }]);
    expect(story.answer('mira', 'root-cause', why(FORGED))).toBe('evidence_missing');
  });

  it.each([
    ['contained', corrected],
    ['rca', () => corrected().analysed()],
    ['plan_review', () => corrected().analysed().planned()],
    ['implementing', () => corrected().analysed().planned().implementing()],
  ])('behind a correction is said while it is "%s", and the correction is owed again', (status, story) => {
    const at = story();
    expect(at.state.status).toBe(status);
    at.does('noor', 'reopen', falseIs());
    expect([at.state.status, at.state.cycle, at.owes()]).toEqual(['reopened', 2, ['correction', 'root_cause', 'action_plan']]);
    expect(at.does('mira', 'correct', putRight(PROOF)).state.status).toBe('contained');
  });

  it('behind a why, a re-assessment or the finding can be named', () => {
    const behindWhy = stored().contained().does('mira', 'root-cause', why(FORGED));
    expect(behindWhy.does('noor', 'reopen', falseIs()).owes()).toEqual(['root_cause', 'action_plan']);
    expect(stored().raised({ evidence: [FORGED] }).classified().answer('noor', 'reopen', falseIs())).toBe('accepted');
  });

  it('behind a re-assessment of the risk has the risk judged again', () => {
    const story = stored().classified('major', { reassess_risk: true });
    story.does('ruth', 'complete', { obligation_id: story.owed('risk_reassessment').id, evidence: [FORGED], comment: 'no more' });
    expect(story.does('noor', 'reopen', falseIs()).owes()).toContain('risk_reassessment');
  });

  it('is named, before anything is verified: else nobody knew what is to be done again', () => {
    expect(corrected().refusal('noor', 'reopen', falseIs([]))).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('"evidence"') });
  });
});
