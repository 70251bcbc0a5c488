import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDuration, workingTimeBetween } from '../../../domain/time/calendar.ts';
import { laneCalendar } from '../../../domain/directory.ts';
import { World } from '../../support/world.ts';

const HOUR = 3_600_000;
const fresh = (): World => new World('medium').house(() => ({ delegations: [], absences: [] })).leaves('walt').reviewed();
const calendar = (world: World) => laneCalendar(world.facts.policy, 'risk');
const ask = (world: World, by = 'ruth', lane = 'risk') => world.refusal(world.as(by, 'ask', { obligation_id: world.signOff(lane).id, question: 'Why?' }));
const answer = (world: World, by = 'mira') => world.refusal(world.as(by, 'answer', { obligation_id: world.owed('answer').id, answer: 'So.' }));
/** Working time that the risk lane's clock stood still. */
const paused = (world: World) => world.signOff('risk').pauses.reduce((ms, p) => ms + workingTimeBetween(p.from, p.until ?? world.now, calendar(world)), 0);
/** Three business days of eight hours: one SLA of the medium tier. */
const SLA = 24 * HOUR;
const after = (world: World, business_hours: number) => addDuration(world.now, { business_hours }, calendar(world));

describe('§0.06 a question to the requester', () => {
  it('stops the clock of its lane alone until the answer, and the lane keeps the time that was left', () => {
    const world = fresh();
    const due = world.signOff('risk').due_at;
    world.now = after(world, 5);
    expect(ask(world)).toBe('accepted');
    expect([world.signOff('risk').state, world.signOff('technical').state]).toEqual(['paused', 'open']);
    expect(world.owed('answer')).toMatchObject({ owed_by: { person: 'mira' }, to: ['mira'], state: 'open' });
    world.now = after(world, 4);
    expect(answer(world)).toBe('accepted');
    expect(world.signOff('risk').state).toBe('open');
    expect(world.signOff('risk').due_at).toBe(addDuration(due ?? '', { business_hours: 4 }, calendar(world)));
  });

  it('is answered by requester or owner, or who stands in for a requester who is away or left, and by nobody else', () => {
    const answers = (by: string, change: (world: World) => World = (w) => w) => {
      const world = fresh();
      ask(world);
      return answer(change(world), by);
    };
    expect([answers('mira'), answers('dana'), answers('bela'), answers('ruth')]).toEqual(['accepted', 'accepted', 'not_permitted', 'not_permitted']);
    expect(answers('bela', (w) => w.away('mira', 'bela'))).toBe('accepted');
    expect(answers('bruno', (w) => w.leaves('mira'))).toBe('accepted');
  });

  it('is for those who may sign', () => {
    expect([ask(fresh(), 'mira'), ask(fresh(), 'theo'), ask(fresh(), 'rohan')]).toEqual(['not_eligible', 'not_eligible', 'accepted']);
  });

  it('may be asked twice in a lane, one at a time', () => {
    const world = fresh();
    ask(world);
    expect(ask(world, 'rohan')).toBe('wrong_state');
    answer(world);
    expect(ask(world)).toBe('accepted');
    answer(world);
    expect(ask(world)).toBe('limit_reached');
    expect(ask(world, 'theo', 'technical')).toBe('accepted');
  });

  it('stops the clock for one SLA at most; then the requester still owes and the clock runs', () => {
    const world = fresh();
    ask(world);
    const end = addDuration(world.now, { business_days: 3 }, calendar(world));
    expect(world.state.questions[0]?.resume_by).toBe(end);
    world.runTo(end);
    expect([world.signOff('risk').state, world.state.questions[0]?.state, world.owed('answer').state]).toEqual(['open', 'lapsed', 'open']);
    expect(answer(world)).toBe('accepted');
  });

  it('ends at its instant also when nobody looked for days: the clock ran since then, and every rung that fell due fires', () => {
    const world = fresh();
    const due = world.signOff('risk').due_at ?? '';
    ask(world);
    const end = world.state.questions[0]?.resume_by ?? '';
    world.now = addDuration(end, { business_days: 4 }, calendar(world));
    world.workflow('escalate');
    expect(world.signOff('risk').due_at).toBe(addDuration(due, { business_days: 3 }, calendar(world)));
    expect(world.signOff('risk').pauses).toEqual([{ from: '2026-03-02T09:00:00.000Z', until: end }]);
    expect(world.signOff('risk').fired.map((r) => r.id)).toEqual(['reminder_50', 'reminder_80', 'breach']);
  });

  it('over a weekend uses up working time only, so that the second question has what is really left', () => {
    const world = fresh();
    world.now = '2026-03-06T14:00:00.000Z'; // Friday, 15:00 in Berlin: two working hours are left
    ask(world);
    world.now = '2026-03-09T10:00:00.000Z'; // Monday, 11:00 in Berlin: four working hours later
    answer(world);
    ask(world);
    expect(world.state.questions[1]?.resume_by).toBe(addDuration(world.now, { business_hours: 24 - 4 }, calendar(world)));
  });

  it('is owed no more when the lane has passed without it', () => {
    const world = fresh();
    ask(world);
    world.vote('rohan', 'risk');
    expect(world.state.obligations.find((o) => o.kind === 'answer')?.state).toBe('withdrawn');
  });
});

describe('§0.06 a request for changes', () => {
  it('stops the clocks of all open lanes, and the requester owes a revision on the lane’s SLA', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    expect(world.state.lanes.map((l) => world.signOff(l.lane).state)).toEqual(['paused', 'paused', 'paused']);
    expect(world.owed('revision')).toMatchObject({ owed_by: { person: 'mira' }, sla: { business_days: 3 }, state: 'open' });
  });

  it('holds them for one SLA at most, then they run on while the requester owes', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    world.runTo(addDuration(world.now, { business_days: 3 }, calendar(world)));
    expect(world.state.lanes.map((l) => world.signOff(l.lane).state)).toEqual(['open', 'open', 'open']);
    expect([world.state.status, world.owed('revision').state]).toEqual(['changes_requested', 'open']);
  });

  it('by a second lane gives no second allowance', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    const end = world.state.changes_resume_by;
    world.now = after(world, 20);
    world.vote('ruth', 'risk', 'request_changes');
    expect(world.state.changes_resume_by).toBe(end);
    expect(world.state.obligations.filter((o) => o.kind === 'revision')).toHaveLength(1);
  });

  it('taken back and made again counts what it used', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    world.now = after(world, 20);
    world.vote('theo', 'technical', 'withdraw');
    world.vote('theo', 'technical', 'request_changes');
    expect(world.state.changes_resume_by).toBe(addDuration(world.now, { business_hours: 4 }, calendar(world)));
  });

  it('does not stop a clock whose allowance a question has used up, nor end the pause of the others for it', () => {
    const world = fresh();
    ask(world);
    world.runTo(addDuration(world.now, { business_days: 3 }, calendar(world)));
    world.vote('theo', 'technical', 'request_changes');
    expect([world.signOff('risk').state, world.signOff('technical').state]).toEqual(['open', 'paused']);
    expect((world.state.changes_resume_by ?? '') > world.now).toBe(true);
  });

  it('and a question hold a clock together: it runs only when neither does', () => {
    const world = fresh();
    ask(world);
    world.now = after(world, 1);
    world.vote('theo', 'technical', 'request_changes');
    world.now = after(world, 1);
    answer(world);
    expect(world.signOff('risk').state).toBe('paused');
    world.vote('theo', 'technical', 'withdraw');
    expect(world.signOff('risk').state).toBe('open');
  });

  it('whose pause is over leaves no clock standing when a late answer comes', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    world.now = after(world, 8);
    world.vote('theo', 'technical', 'withdraw');
    world.now = after(world, 1);
    ask(world);
    world.vote('theo', 'technical', 'request_changes');
    world.runTo(world.state.changes_resume_by ?? '');
    answer(world);
    expect([world.state.status, world.signOff('risk').state]).toEqual(['changes_requested', 'open']);
  });
});

describe('§0.06 pauses of all kinds', () => {
  const step = fc.record({ what: fc.constantFrom('ask', 'answer', 'change', 'back', 'wait'), hours: fc.integer({ min: 1, max: 60 }), by: fc.constantFrom('ruth', 'rohan', 'renate', 'theo') });
  it('never hold a clock for more than one SLA in all, and in the end it runs', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const world = fresh();
        for (const { what, hours, by } of steps) {
          const lane = by === 'theo' ? 'technical' : 'risk';
          if (what === 'ask') ask(world, by, lane);
          else if (what === 'answer') world.as('mira', 'answer', { obligation_id: world.state.questions.find((q) => q.answer === null)?.obligation_id, answer: 'So.' });
          else if (what === 'change') world.vote(by, lane, 'request_changes');
          else if (what === 'back') world.vote(by, lane, 'withdraw');
          world.runTo(new Date(Date.parse(world.now) + hours * HOUR).toISOString());
          if (world.state.outcome !== null) return;
          expect(paused(world)).toBeLessThanOrEqual(SLA);
        }
        world.runTo(new Date(Date.parse(world.now) + 10 * 24 * HOUR).toISOString());
        if (world.state.outcome === null) expect(world.state.obligations.filter((o) => o.state === 'paused')).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
