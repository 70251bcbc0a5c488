import { describe, expect, it } from '@jest/globals';
import { Story } from '../../support/nonconformity.ts';

const fired = (story: Story) => story.events.filter(({ type, body }) => type === 'rung.fired' && !String(body['rung']).startsWith('reminder')).map(({ at, body }) => [body['rung'], at.slice(0, 10), (body['to'] as string[]).join()]);

describe('§3.03 an overdue action climbs by the ladder of its class', () => {
  it('major: owner and manager at once, the board after twenty business days', () => {
    const story = new Story().implementing();
    const { due_at } = story.owed('corrective_action');
    expect(due_at).toBe('2026-04-01T09:00:00.000Z');
    story.runTo('2026-05-10T09:00:00.000Z');
    expect(fired(story)).toEqual([
      ['overdue', '2026-04-01', 'dana'],
      ['breach', '2026-04-01', 'bruno'],
      ['head', '2026-04-08', 'yuki'],
      ['governance', '2026-04-10', 'maya'],
      ['executive', '2026-04-17', 'viktor'],
      ['board', '2026-05-04', 'beatrix,olu'],
    ]);
    expect(story.owed('corrective_action').due_at).toBe(due_at);
    expect(story.state.status).toBe('implementing');
  });

  it('minor: half as fast', () => {
    const story = new Story().implementing('minor').runTo('2026-06-10T09:00:00.000Z');
    expect(fired(story).map(([rung, at]) => [rung, at])).toEqual([
      ['overdue', '2026-04-01'], ['breach', '2026-04-01'], ['head', '2026-04-10'], ['governance', '2026-04-17'], ['executive', '2026-05-04'], ['board', '2026-06-03'],
    ]);
  });

  it('observation: nobody is told but by the manager\'s digest, and it is owed all the same', () => {
    const story = new Story().implementing('observation').runTo('2026-08-01T09:00:00.000Z');
    expect(story.types()).not.toContain('rung.fired');
    expect([story.owes(), story.agenda().open]).toEqual([['corrective_action'], true]);
  });

  it('ends with what it stands above, and a new date ends the old rungs', () => {
    const story = new Story().implementing().runTo('2026-04-02T09:00:00.000Z');
    expect(story.state.obligations.filter((o) => o.kind === 'escalation' && o.state === 'open')).toHaveLength(1);
    story.handedIn().verified();
    expect(story.state.obligations.filter((o) => o.kind === 'escalation' && o.state === 'open')).toEqual([]);
    const count = fired(story).length;
    expect(fired(story.runTo('2026-05-20T09:00:00.000Z'))).toHaveLength(count);
  });

  it('§3.08 of somebody who leaves it is the manager\'s at once, with its due instant', () => {
    const story = new Story().implementing();
    const { due_at } = story.owed('corrective_action');
    story.leaves('dana');
    expect(story.owed('corrective_action')).toMatchObject({ owed_by: { person: 'bruno' }, due_at, to: ['bruno'] });
    expect(story.messages.at(-1)).toMatchObject({ recipient: 'bruno', kind: 'task' });
  });

  it('§3.08 of an accountable manager who left, or who has come to owe it, is the next manager\'s', () => {
    const late = (story: Story) => fired(story.runTo('2026-04-01T09:00:00.000Z')).filter(([rung]) => rung === 'breach');
    expect(late(new Story().implementing().leaves('bruno'))).toEqual([['breach', '2026-04-01', 'yuki']]);
    expect(late(new Story().implementing().leaves('dana'))).toEqual([['breach', '2026-04-01', 'yuki']]);
  });

  it('nobody classifies: the finding reaches the board, and stays open', () => {
    const story = new Story().raised().runTo('2026-03-20T09:00:00.000Z');
    expect(fired(story).at(-1)?.[0]).toBe('board');
    expect(story.state.status).toBe('raised');
  });
});

describe('§0.04 the board hears of major ones that stay open on one system', () => {
  const major = (id: string, classified_at: string) => ({ id, title: 'Other', status: 'implementing' as const, class: 'major' as const, near_miss: false, cause_class: null, clauses: [], controls: [], systems: ['sys_00000000000000000000000001'], raised_at: classified_at, classified_at, open_since: classified_at, closed_at: null });

  it('once, when two have been open for more than sixty days', () => {
    const story = new Story({ nonconformities: [major('nc_9', '2026-02-01T09:00:00.000Z')] }).raised().classified();
    story.runTo('2026-06-01T09:00:00.000Z');
    const told = story.events.filter(({ type }) => type === 'board.triggered');
    expect(told.map(({ at, body }) => [at.slice(0, 10), body['trigger']])).toEqual([['2026-05-01', 'major_nonconformities']]);
    expect(new Story().classified().runTo('2026-06-01T09:00:00.000Z').types()).not.toContain('board.triggered');
  });
});

describe('what its workflow waits for', () => {
  it('is the next rung, the end of the wait, and nothing once it is over', () => {
    const story = new Story().verified('minor');
    expect(story.agenda()).toMatchObject({ open: true, stage: 'effectiveness_wait', step: null, wake_at: story.state.wait_until });
    story.checked();
    expect(story.agenda()).toMatchObject({ open: false, stage: 'closed', wake_at: null });
    expect(story.answer('mira', 'escalate')).toBe('not_permitted');
    expect(story.workflow('escalate')).toEqual({ events: [] });
  });

  it('wakes when somebody who owes goes away or leaves', () => {
    const story = new Story().classified().house(({ people }) => ({ people: people.map((p) => (p.id === 'mira' ? { ...p, left_on: '2026-03-03' } : p)) }));
    expect(story.agenda().wake_at).toBe('2026-03-03T00:00:00.000Z');
  });
});
