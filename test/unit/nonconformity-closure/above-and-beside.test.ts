import { describe, expect, it } from '@jest/globals';
import { EFFECTIVENESS, Story } from '../../support/nonconformity.ts';

const days = (from: string | null | undefined, count: number) => new Date(Date.parse(from ?? '') + count * 86_400_000).toISOString();
const firstAction = (story: Story) => (story.plan()['actions'] as Record<string, unknown>[])[0] ?? {};
/** The directory says that somebody reports to somebody else. */
const reports = (story: Story, who: string, manager: string) => story.house(({ people }) => ({ people: people.map((p) => (p.id === who ? { ...p, manager } : p)) }));

describe('R-45 more time is granted above who owes it', () => {
  const asks = (story: Story, by = 'dana') => {
    const { id, due_at } = story.owed('corrective_action');
    return story.does(by, 'extend', { obligation_id: id, until: days(due_at, 10), reason: 'late', interim_control: 'by hand' });
  };
  const word = (story: Story) => ({ obligation_id: story.owed('corrective_action').id, granted: true, reason: 'sound' });
  const answeredBy = (accountable: string) => {
    const story = new Story().analysed();
    return story.planned('major', { actions: [{ ...firstAction(story), accountable }] }).implementing();
  };

  it.each([
    ['the line manager, who was named', 'bruno', 'bruno'],
    ['a manager further above, who was named', 'yuki', 'yuki'],
    ['the line manager, where somebody beside was named', 'rohan', 'bruno'],
  ])('by %s', (_who, accountable, decides) => {
    const story = asks(answeredBy(accountable));
    expect(story.owed('extension_decision').owed_by).toEqual({ person: decides });
    if (accountable !== decides) expect(story.refusal(accountable, 'decide-extension', word(story))).toMatchObject({ refused: 'not_permitted', detail: expect.stringContaining(decides) });
  });

  it('by nobody below, who was named as accountable', () => {
    const story = answeredBy('rohan');
    reports(story, 'rohan', 'dana');
    expect(asks(story).owed('extension_decision').owed_by).toEqual({ person: 'bruno' });
  });

  it('by nobody to whom the decision was only given', () => {
    const story = asks(new Story().implementing());
    story.does('yuki', 'reassign', { obligation_id: story.owed('extension_decision').id, to: 'rohan', reason: 'is free' });
    const refused = story.refusal('rohan', 'decide-extension', word(story));
    expect(refused).toMatchObject({ refused: 'not_permitted', detail: expect.stringContaining('bruno') });
    expect(refused.extra?.['may']).not.toContain('rohan');
    expect(story.answer('bruno', 'decide-extension', word(story))).toBe('accepted');
  });

  it('by the deputy of a manager who is away', () => {
    const story = new Story().implementing();
    story.house(({ absences }) => ({ absences: [...absences, { person: 'bruno', starts_at: story.now, until: days(story.now, 60), deputy: 'rohan' }] }));
    expect(asks(story).owed('extension_decision').to).toContain('rohan');
    expect(story.answer('rohan', 'decide-extension', word(story))).toBe('accepted');
  });
});

describe('§3.11 a deadline from outside that has passed', () => {
  it('is no limit of what is planned after it: the cure gets the time of its class', () => {
    const deadline = '2026-03-10T09:00:00.000Z';
    const story = new Story().raised({ source: 'certification_body', deadline }).classified().contained();
    story.runTo('2026-03-12T09:00:00.000Z').analysed();
    const plan = (due_at: string) => ({ ...story.plan(), actions: [{ ...firstAction(story), due_at }] });
    expect(story.refusal('mira', 'plan', plan(days(story.now, 46))).pointer).toBe('/actions/0/due_at');
    expect(story.answer('mira', 'plan', plan(days(story.now, 30)))).toBe('accepted');
  });
});

describe('R-44 who had a part in an action of an earlier cycle does not check the effect', () => {
  const others = (story: Story) => ({ actions: [{ ...firstAction(story), owner: 'theo', verifier: 'renate' }] });
  const again = () => new Story().checked('ineffective').analysed();

  it.each(['dana', 'bela'])('%s is not planned as its checker', (checker) => {
    const story = again();
    story.planned('major', others(story)).implementing().handedIn().verified().checked('ineffective').analysed();
    expect(story.refusal('mira', 'plan', { ...others(story), effectiveness: { ...EFFECTIVENESS, checker } })).toMatchObject({ refused: 'separation_of_duties', pointer: '/effectiveness/checker' });
  });

  it('nor given the check, nor heard when it is due', () => {
    const story = again();
    story.planned('major', others(story)).implementing().handedIn().verified().waited();
    const { id } = story.owed('effectiveness_check');
    expect(story.refusal('rafael', 'reassign', { obligation_id: id, to: 'dana', reason: 'is free' })).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
    expect(story.refusal('bela', 'check-effect', { verdict: 'ineffective', measured: 'some', evidence: [], comment: 'looked' })).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('verifies') });
  });
});
