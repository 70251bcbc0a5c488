import { describe, expect, it } from '@jest/globals';
import type { NcClass } from '../../../contracts/nonconformity-closure.ts';
import { EFFECTIVENESS, PROOF, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const REASON = { reason: 'because' };
const OWN_STEP = 'owes its correction, root cause or plan, or did one of these';
const verifies = (story: Story, accepted = true) => ({ action_id: story.action().action_id, accepted, comment: 'seen' });
const handsIn = (story: Story) => ({ obligation_id: story.owed('corrective_action').id, evidence: [PROOF], comment: 'done' });
const gives = (story: Story, kind: string, to: string) => story.does('maya', 'reassign', { obligation_id: story.owed(kind).id, to, ...REASON });
const firstAction = (story: Story) => (story.plan()['actions'] as Record<string, unknown>[])[0] ?? {};
const accepts = { until: '2026-06-01T09:00:00.000Z', ...REASON, compensating_control: 'by hand' };

/** Mira leaves after the correction; the manager, who inherits what she owed, does the rest up to the plan, so that nothing of it is open. */
const inheritedBy = (manager: string, cls: NcClass = 'major') => {
  const story = new Story().contained(cls);
  story.house(({ people }) => ({ people: people.map((p) => (p.id === 'mira' ? { ...p, manager } : p)) })).leaves('mira');
  return story.does(manager, 'root-cause', ROOT_CAUSE).does(manager, 'plan', story.plan(cls));
};

describe('§3.09 the heir of an owner who left, once every inherited step is done', () => {
  it('verifies no evidence of the case, and is not given it', () => {
    const story = inheritedBy('bruno').implementing().handedIn();
    expect(story.owes()).toEqual(['evidence_verification']);
    expect(story.refusal('maya', 'reassign', { obligation_id: story.owed('evidence_verification').id, to: 'bruno', ...REASON })).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
    expect(story.refusal('bruno', 'verify', verifies(story))).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining(OWN_STEP) });
  });

  it('does not lower its class as the coordinator', () => {
    const story = inheritedBy('noor');
    const lower = { class: 'minor', owner: 'rohan', ...REASON };
    expect(story.refusal('noor', 'classify', lower)).toMatchObject({ refused: 'separation_of_duties', pointer: '/class', detail: expect.stringContaining('maya') });
    expect(story.answer('maya', 'classify', lower)).toBe('accepted');
  });

  it('does not accept its risk as the head of risk, which somebody else may', () => {
    const story = inheritedBy('rafael', 'minor');
    expect(story.refusal('rafael', 'accept-risk', accepts)).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining(OWN_STEP) });
    expect(story.answer('viktor', 'accept-risk', accepts)).toBe('accepted');
  });

  it('judges no plan of it', () => {
    const story = inheritedBy('maya');
    expect(story.owed('plan_approval')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(story.refusal('maya', 'return-plan', REASON)).toMatchObject({ refused: 'separation_of_duties' });
  });
});

describe('§3.09 whom a step of the owner was given to for a while', () => {
  it.each(['correction', 'root_cause', 'action_plan'])('judges nothing of the case: %s', (kind) => {
    const story = gives(gives(new Story().classified(), kind, 'rohan'), kind, 'mira').analysed();
    const plan = { ...story.plan(), actions: [{ ...firstAction(story), verifier: 'rohan' }] };
    expect(story.refusal('mira', 'plan', plan).errors).toEqual([
      { pointer: '/actions/0/verifier', detail: expect.stringContaining(OWN_STEP) },
      { pointer: '/effectiveness/checker', detail: expect.stringContaining('verifies the action') },
    ]);
    expect(story.refusal('mira', 'plan', story.plan())).toMatchObject({ pointer: '/effectiveness/checker', detail: expect.stringContaining(OWN_STEP) });
  });
});

describe('R-43 everybody who ever owed or handed in an action', () => {
  it('does not verify it after it went back to who owned it', () => {
    const story = gives(gives(new Story().implementing(), 'corrective_action', 'bela'), 'corrective_action', 'dana').handedIn();
    expect(story.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(story.refusal('bela', 'verify', verifies(story))).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('owes the action "gate", or did') });
    expect(story.answer('noor', 'verify', verifies(story))).toBe('accepted');
  });

  it('does not verify what somebody else handed in after them', () => {
    const story = gives(new Story().implementing(), 'corrective_action', 'theo');
    story.does('theo', 'complete', handsIn(story)).does('bela', 'verify', verifies(story, false));
    gives(story, 'corrective_action', 'dana').does('dana', 'complete', handsIn(story));
    expect(story.action()).toMatchObject({ done_by: 'dana', doers: ['dana', 'theo'] });
    expect(story.refusal('maya', 'reassign', { obligation_id: story.owed('evidence_verification').id, to: 'theo', ...REASON })).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
  });

  it('does not check its effect', () => {
    const story = gives(gives(new Story().implementing(), 'corrective_action', 'rohan'), 'corrective_action', 'dana').waited();
    expect(story.owed('effectiveness_check')).toMatchObject({ owed_by: { role: 'nc_coordinator' } });
    expect(story.refusal('rohan', 'check-effect', { verdict: 'effective', measured: 'none', evidence: [], comment: 'fine' })).toMatchObject({ refused: 'separation_of_duties' });
  });

  it('is not planned as its checker in the next cycle, though it was never verified', () => {
    const story = gives(new Story().implementing(), 'corrective_action', 'theo');
    story.does('theo', 'complete', handsIn(story)).does('bela', 'verify', verifies(story, false));
    story.does('noor', 'cancel', { ...REASON, evidence: [] }).does('maya', 'cancel', { ...REASON, evidence: [] }).does('noor', 'reopen', { ...REASON, because: 'other' }).analysed();
    const plan = { ...story.plan(), effectiveness: { ...EFFECTIVENESS, checker: 'theo' } };
    expect(story.refusal('mira', 'plan', plan)).toMatchObject({ refused: 'separation_of_duties', pointer: '/effectiveness/checker' });
  });

  it('is an heir too: the manager of a doer who left does not verify', () => {
    const story = new Story().implementing().leaves('dana');
    story.does('bruno', 'complete', handsIn(story));
    expect(story.refusal('maya', 'reassign', { obligation_id: story.owed('evidence_verification').id, to: 'bruno', ...REASON })).toMatchObject({ refused: 'separation_of_duties' });
    expect(story.answer('bela', 'verify', verifies(story))).toBe('accepted');
  });
});

describe('R-43 an action that its verifier comes to owe', () => {
  it('is verified by a role that stands in', () => {
    const story = gives(new Story().implementing(), 'corrective_action', 'bela');
    story.does('bela', 'complete', handsIn(story));
    expect(story.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(story.answer('noor', 'verify', verifies(story))).toBe('accepted');
  });

  it('leaves no open verification with who comes to own the case, and hands it over once', () => {
    const story = new Story().handedIn().does('noor', 'classify', { class: 'major', owner: 'bela', ...REASON });
    const { id } = story.owed('evidence_verification');
    story.workflow('escalate');
    expect(story.owed('evidence_verification').to).toEqual(['noor']);
    expect(story.events.filter(({ type, body }) => type === 'obligation.reassigned' && body['obligation_id'] === id)).toHaveLength(1);
  });

  it('nor with whom a step of the owner is given to', () => {
    const story = new Story().classified('observation').does('mira', 'root-cause', ROOT_CAUSE).planned('observation', { effectiveness: EFFECTIVENESS }).handedIn('observation').classified('minor');
    expect([story.owed('evidence_verification').to, story.owes()]).toEqual([['bela'], ['evidence_verification', 'correction']]);
    gives(story, 'correction', 'bela');
    expect(story.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
  });

  it('nor with the manager who inherits the verification and does the action', () => {
    const story = new Story().analysed();
    story.planned('major', { actions: [{ ...firstAction(story), owner: 'bruno' }] }).handedIn().leaves('bela');
    expect(story.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(story.owes()).not.toContain('escalation');
  });
});
