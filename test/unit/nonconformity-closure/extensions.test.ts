import { describe, expect, it } from '@jest/globals';
import type { NcClass } from '../../../contracts/nonconformity-closure.ts';
import { Story } from '../../support/nonconformity.ts';

const plusDays = (at: string | null | undefined, days: number) => new Date(Date.parse(at ?? '') + days * 86_400_000).toISOString();
const due = (story: Story) => story.owed('corrective_action').due_at;
const asks = (story: Story, change = {}) => ({ obligation_id: story.owed('corrective_action').id, until: plusDays(due(story), 20), reason: 'the supplier is late', interim_control: 'every release is looked at by hand', ...change });
const decides = (story: Story, granted = true) => ({ obligation_id: story.owed('corrective_action').id, granted, reason: 'sound' });

/** An extension asked for by the owner and granted. */
const extended = (story: Story, by = 'bruno') => story.does('dana', 'extend', asks(story)).does(by, 'decide-extension', decides(story));

describe('§3.S extension_requested', () => {
  it('is decided by the accountable manager, and re-dates nothing before', () => {
    const story = new Story().implementing();
    const before = due(story);
    story.does('dana', 'extend', asks(story));
    expect(story.owed('extension_decision').owed_by).toEqual({ person: 'bruno' });
    expect(story.state.extensions).toMatchObject([{ state: 'requested', number: 1, interim_control: 'every release is looked at by hand' }]);
    expect(due(story)).toBe(before);
  });

  it('§0.03 granted, the action has a new ladder and its old rungs and escalations end', () => {
    const story = new Story().implementing();
    story.runTo(plusDays(due(story), 4));
    expect(story.owed('escalation')).toMatchObject({ subject: { source: story.owed('corrective_action').id, level: 'L1' }, to: ['bruno'], due_at: null });
    const { version } = story.owed('corrective_action');
    const until = plusDays(due(story), 20);
    extended(story);
    expect(story.owed('corrective_action')).toMatchObject({ due_at: until, version: version + 1, fired: [], ladder: 'nonconformity_major' });
    expect(story.state.obligations.filter((o) => o.state === 'open').map(({ kind }) => kind)).toEqual(['corrective_action']);
  });

  it('refused, it stays due when it was', () => {
    const story = new Story().implementing();
    const before = due(story);
    story.does('dana', 'extend', asks(story)).does('bruno', 'decide-extension', decides(story, false));
    expect([due(story), story.state.extensions[0]?.state, story.owes()]).toEqual([before, 'refused', ['corrective_action']]);
  });

  it('is moot once the action is handed in', () => {
    const story = new Story().implementing();
    story.does('dana', 'extend', asks(story)).handedIn();
    expect([story.state.extensions[0]?.state, story.owes()]).toEqual(['withdrawn', ['evidence_verification']]);
  });

  it('may be asked for on the owner\'s other steps, and means the source where an escalation is named', () => {
    const story = new Story().classified();
    story.runTo(plusDays(story.owed('root_cause').due_at, 1));
    const escalation = story.state.obligations.find((o) => o.kind === 'escalation' && o.subject['source'] === story.owed('root_cause').id);
    story.does('mira', 'extend', { ...asksFor(story), obligation_id: escalation?.id });
    expect(story.state.extensions[0]?.obligation_id).toBe(story.owed('root_cause').id);
  });

  const asksFor = (story: Story) => ({ obligation_id: story.owed('root_cause').id, until: plusDays(story.owed('root_cause').due_at, 10), reason: 'r', interim_control: 'c' });
});

describe('§3.07 an extension is decided above the owner', () => {
  it.each([
    ['the one who owes it and asked', 'dana', 'separation_of_duties'],
    ['the verifier', 'bela', 'not_permitted'],
    ['the coordinator', 'noor', 'not_permitted'],
    ['the manager', 'bruno', 'accepted'],
    ['the manager above', 'yuki', 'accepted'],
    ['an executive', 'viktor', 'accepted'],
  ])('by %s: %s is %s', (_who, by, answer) => {
    const story = new Story().implementing();
    story.does('dana', 'extend', asks(story));
    const decision = story.as(by, 'decide-extension', decides(story));
    expect('refused' in decision ? decision.refused : 'accepted').toBe(answer);
    if ('refused' in decision) expect(decision.detail).toContain('bruno');
  });

  it('a second one of a major nonconformity is decided by an executive', () => {
    const story = extended(new Story().implementing());
    story.does('dana', 'extend', asks(story));
    expect(story.owed('extension_decision').owed_by).toEqual({ role: 'cro' });
    expect(story.refusal('bruno', 'decide-extension', decides(story))).toMatchObject({ refused: 'not_permitted', detail: expect.stringContaining('viktor') });
    expect(story.answer('viktor', 'decide-extension', decides(story))).toBe('accepted');
  });

  it('a second one of a minor nonconformity is still the manager\'s', () => {
    const story = extended(new Story().implementing('minor'));
    expect(extended(story).state.extensions.map(({ state }) => state)).toEqual(['granted', 'granted']);
  });

  it.each([
    ['their manager', 'bruno', { person: 'yuki' }, [['dana', 'separation_of_duties'], ['bruno', 'separation_of_duties'], ['yuki', 'accepted']]],
    ['a manager further above', 'yuki', { person: 'helena' }, [['yuki', 'separation_of_duties'], ['bruno', 'not_permitted'], ['helena', 'accepted']]],
  ] as const)('%s may ask for who owes it, and somebody above that manager decides', (_who, asker, decider, words) => {
    const story = new Story().implementing();
    story.does(asker, 'extend', asks(story));
    expect(story.state.extensions).toMatchObject([{ person: asker, state: 'requested' }]);
    expect(story.owed('extension_decision').owed_by).toEqual(decider);
    expect(words.map(([by]) => [by, story.answer(by, 'decide-extension', decides(story))])).toEqual(words);
  });

  it('passes an accountable manager who owes the action, to the next above', () => {
    const story = new Story().implementing();
    story.does('maya', 'reassign', { obligation_id: story.owed('corrective_action').id, to: 'bruno', reason: 'himself' });
    story.does('bruno', 'extend', asks(story));
    expect(story.owed('extension_decision').owed_by).toEqual({ person: 'yuki' });
    expect(story.answer('bruno', 'decide-extension', decides(story))).toBe('separation_of_duties');
  });
});

describe('R-45 the limits of an extension', () => {
  it.each(['major', 'minor', 'observation'] as const)('a third one of a %s nonconformity is refused, saying who could act', (cls: NcClass) => {
    const story = cls === 'observation' ? new Story().classified(cls).does('mira', 'plan', new Story().plan(cls)).implementing(cls) : new Story().implementing(cls);
    extended(story);
    extended(story, 'viktor');
    expect(story.refusal('dana', 'extend', asks(story))).toMatchObject({ refused: 'limit_reached', detail: expect.stringMatching(/2 extensions.*bruno.*nc_coordinator/) });
  });

  it('one that was refused does not count, and one that is open bars another', () => {
    const story = new Story().implementing();
    for (let i = 0; i < 3; i += 1) story.does('dana', 'extend', asks(story)).does('bruno', 'decide-extension', decides(story, false));
    story.does('dana', 'extend', asks(story));
    expect(story.refusal('dana', 'extend', asks(story))).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('bruno') });
  });

  it('counts also after the step was owed anew, with another class', () => {
    const story = new Story().classified();
    const more = () => ({ obligation_id: story.owed('root_cause').id, until: plusDays(story.owed('root_cause').due_at, 5), reason: 'r', interim_control: 'c' });
    for (const by of ['bruno', 'viktor']) story.does('mira', 'extend', more()).does(by, 'decide-extension', { obligation_id: story.owed('root_cause').id, granted: true, reason: 'r' });
    story.classified('observation').classified('major');
    expect(story.answer('mira', 'extend', more())).toBe('limit_reached');
  });

  it.each([
    ['that ends when it is due anyway', 0, 'invalid'],
    ['as long as the class lets it', 30, 'accepted'],
    ['a day longer', 31, 'limit_reached'],
  ])('more time %s (%s days): %s', (_what, more, answer) => {
    const story = new Story().implementing();
    expect(story.answer('dana', 'extend', asks(story, { until: plusDays(due(story), more) }))).toBe(answer);
  });

  it('ends by the deadline that somebody outside has set', () => {
    const deadline = '2026-04-10T09:00:00.000Z';
    const story = new Story().raised({ source: 'certification_body', deadline }).implementing();
    expect(story.refusal('dana', 'extend', asks(story))).toMatchObject({ refused: 'limit_reached', detail: expect.stringContaining(deadline) });
    expect(story.answer('dana', 'extend', asks(story, { until: deadline }))).toBe('accepted');
  });

  it('is asked for by who owes the action, not by anybody beside', () => {
    const story = new Story().implementing();
    expect(story.refusal('bela', 'extend', asks(story))).toMatchObject({ refused: 'not_permitted', extra: { may: ['dana'] } });
    expect(story.answer('maya', 'extend', asks(story))).toBe('not_permitted');
  });

  it('there is none for what others owe', () => {
    const story = new Story().implementing();
    const asked = asks(story);
    story.handedIn();
    expect(story.refusal('bela', 'extend', { ...asked, obligation_id: story.owed('evidence_verification').id })).toMatchObject({ refused: 'wrong_state', pointer: '/obligation_id' });
  });

  it('granted too late, it is asked for anew', () => {
    const story = new Story().implementing();
    const until = plusDays(due(story), 1);
    story.does('dana', 'extend', asks(story, { until })).runTo(until);
    expect(story.refusal('bruno', 'decide-extension', decides(story))).toMatchObject({ refused: 'not_due', detail: expect.stringContaining('dana asks anew') });
    expect(story.answer('bruno', 'decide-extension', decides(story, false))).toBe('accepted');
  });

  it('nobody decides what nobody asked for', () => {
    const story = new Story().implementing();
    expect(story.answer('bruno', 'decide-extension', decides(story))).toBe('unknown_obligation');
  });
});
