import { describe, expect, it } from '@jest/globals';
import { Story } from '../../support/nonconformity.ts';

const REASON = { reason: 'because' };
const RETURN = { reason: 'too thin' };
const later = (story: Story, days: number) => new Date(Date.parse(story.now) + days * 86_400_000).toISOString();
const classes = (story: Story, cls: string, owner: string) => story.does('noor', 'classify', { class: cls, owner, ...REASON });

describe('§3.S a plan that is returned', () => {
  it('is owed by who owns the case now, who alone is told', () => {
    const story = classes(new Story().planned(), 'major', 'rohan').does('maya', 'return-plan', RETURN);
    const owed = story.owed('action_plan');
    expect(owed).toMatchObject({ owed_by: { person: 'rohan' }, to: ['rohan'], ladder: 'nonconformity_major' });
    expect(story.messages.filter(({ key }) => key.includes(`${owed.id}@${String(owed.version)}/`)).map(({ recipient, kind }) => [recipient, kind])).toEqual([['rohan', 'task']]);
    expect(story.answer('rohan', 'plan', { ...story.plan(), effectiveness: { measure: 'm', target: 't', method: 'retest', checker: 'theo' } })).toBe('accepted');
  });

  it('is owed by whom it was given to, while the case has the same owner', () => {
    const story = new Story().analysed();
    story.does('maya', 'reassign', { obligation_id: story.owed('action_plan').id, to: 'theo', ...REASON }).does('theo', 'plan', story.plan()).does('maya', 'return-plan', RETURN);
    expect(story.owed('action_plan')).toMatchObject({ owed_by: { person: 'theo' }, to: ['theo'] });
  });

  it('is owed by the manager of an owner who left', () => {
    const story = new Story().planned().leaves('mira').does('maya', 'return-plan', RETURN);
    expect(story.owed('action_plan')).toMatchObject({ owed_by: { person: 'bruno' }, to: ['bruno'] });
    expect(story.state.step_owners).toEqual(['mira', 'bruno']);
  });

  it.each([
    ['a graver class', 'minor', 'major', 'nonconformity_major'],
    ['a lighter class', 'major', 'minor', 'nonconformity_minor'],
  ] as const)('of %s since is owed by the instant and on the ladder of that class', (_what, from, to, ladder) => {
    const story = new Story().analysed(from, { systemic: true });
    story.does('mira', 'plan', { ...story.plan('major') });
    classes(story, to, 'mira').does('maya', 'return-plan', RETURN);
    expect(story.owed('action_plan')).toMatchObject({ due_at: story.state.classified?.due.plan, ladder });
    const fresh = new Story().analysed(to).owed('action_plan');
    expect(story.owed('action_plan').rungs.filter(({ level }) => level !== 'L0')).toEqual(fresh.rungs.filter(({ level }) => level !== 'L0'));
  });

  it('stands still while it is under review, also where the class changed', () => {
    const story = new Story().planned('major');
    classes(story, 'minor', 'mira');
    story.now = later(story, 1);
    story.does('maya', 'return-plan', RETURN);
    expect((story.owed('action_plan').due_at ?? '') > (story.state.classified?.due.plan ?? '')).toBe(true);
  });

  it('keeps what was granted beyond the instant of the class', () => {
    const story = new Story().contained();
    const { id, due_at } = story.owed('action_plan');
    const until = new Date(Date.parse(due_at ?? '') + 25 * 86_400_000).toISOString();
    story.does('mira', 'extend', { obligation_id: id, until, reason: 'late', interim_control: 'by hand' }).does('bruno', 'decide-extension', { obligation_id: id, granted: true, ...REASON });
    classes(story.planned('major'), 'minor', 'mira').does('maya', 'return-plan', RETURN);
    expect(story.owed('action_plan')).toMatchObject({ id, due_at: until, ladder: 'nonconformity_minor' });
  });
});
