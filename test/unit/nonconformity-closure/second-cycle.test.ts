import { describe, expect, it } from '@jest/globals';
import { isRefusal, type NonconformityFact } from '../../../domain/aggregate.ts';
import { othersMatterSince } from '../../../domain/nonconformity-closure/compared.ts';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { otherNc, Story, SYSTEM } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
const SECOND = 'nc_00000000000000000000000008';
const REASON = { reason: 'because' };
const reopens = (because = 'other') => ({ ...REASON, because });
const cancelled = (story: Story) => story.does('noor', 'cancel', REASON).does('maya', 'cancel', REASON);
const rejected = (story: Story) => story.does('noor', 'reject', REASON).does('maya', 'reject', REASON);
const among = (...nonconformities: readonly NonconformityFact[]) => new Story({ nonconformities });

describe('R-46 a recurrence that nobody decided on before the end', () => {
  it('keeps the risk from being accepted; it is owed again when a case that was cancelled is reopened', () => {
    const story = among(otherNc(EARLIER)).contained('minor');
    const accepts = { until: '2026-06-01T09:00:00.000Z', reason: 'cheaper', compensating_control: 'by hand' };
    expect(story.refusal('rafael', 'accept-risk', accepts)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('"decide-recurrence"') });
    expect(cancelled(story).owes()).toEqual([]);
    story.does('noor', 'reopen', reopens());
    expect(story.owes()).toEqual(['root_cause', 'action_plan', 'recurrence_decision']);
    expect(story.state.recurrence?.obligation_id).toBe(story.owed('recurrence_decision').id);
    expect(story.does('noor', 'decide-recurrence', { of: EARLIER, confirmed: false, ...REASON }).owes()).toEqual(['root_cause', 'action_plan']);
  });

  it.each([
    ['some are dismissed and one is open', [false], true],
    ['one was confirmed', [true], false],
    ['all were dismissed', [false, false], false],
  ])('where %s (%j), it is owed again: %s', (_what, words, owed) => {
    const story = among(otherNc(EARLIER), otherNc(SECOND)).classified('minor');
    words.forEach((confirmed, i) => story.does('noor', 'decide-recurrence', { of: [EARLIER, SECOND][i], confirmed, ...REASON }));
    expect(rejected(story).does('noor', 'reopen', reopens()).owes().includes('recurrence_decision')).toBe(owed);
  });
});

describe('§3.15 a dispute that the end cut short', () => {
  it('may be raised anew when it is reopened', () => {
    const story = cancelled(new Story().classified().does('mira', 'dispute', REASON)).does('noor', 'reopen', reopens());
    expect(story.state.dispute).toBeNull();
    expect(story.does('mira', 'dispute', REASON).owes()).toContain('finding_dispute');
  });

  it('stays decided once it was', () => {
    const story = new Story().classified().does('mira', 'dispute', REASON).does('rafael', 'decide-dispute', { upheld: false, ...REASON });
    expect(cancelled(story).does('noor', 'reopen', reopens()).answer('mira', 'dispute', REASON)).toBe('already_decided');
  });

  it('stays owed when a new cycle begins meanwhile', () => {
    const story = among(otherNc(EARLIER)).planned().does('mira', 'dispute', REASON).implementing().does('noor', 'decide-recurrence', { of: EARLIER, confirmed: true, ...REASON });
    expect([story.state.cycle, story.owes().includes('finding_dispute'), story.state.dispute?.upheld]).toEqual([2, true, null]);
    expect(story.answer('rafael', 'decide-dispute', { upheld: false, ...REASON })).toBe('accepted');
  });
});

describe('§3.17 evidence that was found false', () => {
  const again = (because: string) => new Story().checked().does('noor', 'reopen', reopens(because));
  const building = (story: Story) => {
    story.analysed('major', { systemic: true });
    const plan = story.plan();
    return story.answer('mira', 'plan', { ...plan, actions: (plan['actions'] as object[]).map((action) => ({ ...action, depends_on: ['gate'] })) });
  };

  it('counts as done no more: the next plan can not depend on it', () => {
    expect(again('evidence_false').action().state).toBe('dropped');
    expect(building(again('evidence_false'))).toBe('invalid');
  });

  it('reopened for another reason, what was verified stays done', () => {
    expect(again('other').action().state).toBe('verified');
    expect(building(again('other'))).toBe('accepted');
  });

  it('is a finding of its own: the answer says where it is raised', () => {
    const story = new Story().checked();
    const decision = story.as('noor', 'reopen', reopens('evidence_false'));
    expect(isRefusal(decision) ? decision : decision.result).toMatchObject({ to_raise: { source_case: story.state.id, page: `/act/raiseNonconformity/new?source_case=${story.state.id}` } });
    const other = new Story().checked().as('noor', 'reopen', reopens());
    expect(isRefusal(other) ? other : other.result).toEqual({ state: 'reopened', cycle: 2 });
  });
});

describe('§3 what holds a gate in a later cycle', () => {
  it('is another blocker than before, so that an old waiver does not cover it', () => {
    const story = new Story().waited();
    const [first] = nonconformityClosure.blockers(new Story().classified().state);
    const [second] = nonconformityClosure.blockers(story.checked('ineffective').state);
    expect([first?.id, second?.id]).toEqual([`${story.state.id}/system/${SYSTEM}`, `${story.state.id}/system/${SYSTEM}/cycle/2`]);
  });
});

describe('§0.04 how long a major one is open', () => {
  const old = otherNc(EARLIER, { status: 'implementing', class: 'major', open_since: '2026-01-01T09:00:00.000Z', closed_at: null });
  const told = (story: Story) => story.types().filter((type) => type === 'board.triggered').length;

  it('counts from its coming back after it was over', () => {
    const story = cancelled(among(old).classified()).runTo('2026-09-01T09:00:00.000Z').does('noor', 'reopen', reopens());
    expect([told(story.runTo('2026-09-02T09:00:00.000Z')), nonconformityClosure.summary(story.state).nonconformity?.open_since]).toEqual([0, '2026-09-01T09:00:00.000Z']);
    expect(told(story.runTo('2026-11-02T09:00:00.000Z'))).toBe(1);
  });

  it('goes on where a new cycle begins of one that was never over', () => {
    const story = among(old).implementing().does('noor', 'decide-recurrence', { of: EARLIER, confirmed: true, ...REASON });
    expect([story.state.cycle, nonconformityClosure.summary(story.state).nonconformity?.open_since]).toEqual([2, story.state.classified?.at]);
  });
});

describe('which commands look at other nonconformities', () => {
  const looks = (name: string, story: Story) => othersMatterSince(story.state, { name }, { policy: story.facts.policy, now: story.now }) !== null;
  it.each([
    ['raise', true, 'it may be a duplicate'],
    ['promote', true, 'it may repeat an earlier one'],
    ['classify', true, 'like minor ones make a major one'],
    ['root-cause', true, 'a cause class is a likeness'],
    ['decide-recurrence', true, 'what is confirmed may begin a new cycle'],
    ['merge', true, 'the other must hold as much'],
    ['escalate', true, 'the board hears of several'],
    ['complete', false, 'evidence is compared with nothing'],
    ['verify', false, 'evidence is compared with nothing'],
    ['reassign', false, 'who owes it is compared with nothing'],
  ])('%s: %s, since %s', (name, does) => {
    expect(looks(name, new Story().classified())).toBe(does);
  });

  it('every command does that leaves a major one in which the board may have to hear of it', () => {
    const story = new Story().classified();
    story.now = '2026-05-02T09:00:00.000Z';
    expect([looks('complete', story), looks('complete', cancelled(new Story().classified()))]).toEqual([true, false]);
  });
});
