import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefusal } from '../../../domain/aggregate.ts';
import { managerOf } from '../../../domain/directory.ts';
import type { Context, Decision } from '../../../domain/aggregate.ts';
import { decideObligation, fireDue, pauseObligation, snooze, triggerBoard } from '../../../domain/obligations/index.ts';
import type { Obligation } from '../../../contracts/obligation.ts';
import { duty, Matter } from './matter.ts';
import { accepted, at, DAY, HOUR, later, MONDAY, pipeline, policy, refusal, withPeople, workflow } from './world.ts';

const ask = (matter: Matter, name: string, body: Record<string, unknown>, context: Context): Decision => {
  const decision = decideObligation(matter.list, { name, body }, context);
  if (!decision) throw new Error(`${name} was not answered`);
  return decision;
};
const until = (matter: Matter, hours: number): Obligation => {
  const now = at(later(MONDAY, hours * HOUR));
  matter.record(fireDue(matter.list, now), now);
  return matter.list[0]!;
};
const REASON = 'waiting for the vendor';

describe('acknowledging', () => {
  it('silences repeats to that person and stops no rung', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    const now = at(MONDAY, 'lena');
    matter.record(accepted(ask(matter, 'acknowledge', { obligation_id: id }, now)), now);
    const half = at(later(MONDAY, 2 * HOUR));
    expect(Matter.told(matter.record(fireDue(matter.list, half), half))).toEqual(['reminder priya']);
    expect(matter.of('rung.fired')[0]?.body).toMatchObject({ to: ['lena', 'priya'], tell: ['priya'] });
    expect(accepted(ask(matter, 'acknowledge', { obligation_id: id }, now))).toEqual([]);
  });

  it('of an escalation counts for its source too, and closes neither', () => {
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    until(matter, 4);
    const escalation = matter.find((o) => o.kind === 'escalation');
    const now = at(later(MONDAY, 5 * HOUR), 'paula');
    matter.record(accepted(ask(matter, 'acknowledge', { obligation_id: escalation.id }, now)), now);
    expect(matter.list.map((o) => [o.state, o.acknowledged_by])).toEqual([
      ['open', ['paula']],
      ['open', ['paula']],
    ]);
  });

  it.each([
    ['bruno', 'not_permitted', 'was never told'],
    ['stranger', 'not_permitted', 'is not in the directory'],
    ['walt', 'not_permitted', 'has left'],
  ])('refuses %s: %s (%s)', (person, code) => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    expect(refusal(ask(matter, 'acknowledge', { obligation_id: id }, at(MONDAY, person)))).toBe(code);
  });

  it('refuses machines, also for a person, and workflows', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    for (const actor of [pipeline('lena'), pipeline(null), workflow]) {
      expect(refusal(ask(matter, 'acknowledge', { obligation_id: id }, at(MONDAY, actor)))).toBe('machine_cannot_sign');
    }
  });

  it.each(['acknowledge', 'snooze', 'nudge', 'reassign', 'extend', 'complete'])('%s of nothing open is an unknown obligation', (name) => {
    expect(refusal(ask(new Matter(), name, { obligation_id: 'obl_none' }, at(MONDAY, 'maya')))).toBe('unknown_obligation /obligation_id');
  });

  it('leaves other commands to the case', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    expect(decideObligation(matter.list, { name: 'vote', body: { obligation_id: id } }, at(MONDAY, 'lena'))).toBeNull();
    expect(decideObligation(matter.list, { name: 'complete', body: { obligation_id: id } }, at(MONDAY, 'lena'))).toBeNull();
    expect(decideObligation(matter.list, { name: 'toString', body: {} }, at(MONDAY, 'lena'))).toBeNull();
  });
});

describe('§0.03 snoozing', () => {
  const snoozed = (matter: Matter, time: string, now = at(MONDAY, 'lena')) => ask(matter, 'snooze', { obligation_id: matter.list[0]!.id, for: time, reason: REASON }, now);

  it('moves the next rung, once, and no other', () => {
    const matter = new Matter();
    const before = matter.open({}, at(MONDAY));
    matter.record(accepted(snoozed(matter, 'PT1H')), at(MONDAY, 'lena'));
    const [first, ...rest] = matter.list[0]!.rungs;
    expect(first?.at).toBe(later(MONDAY, 3 * HOUR));
    expect(rest).toEqual(before.rungs.slice(1));
    expect(refusal(snoozed(matter, 'PT1M'))).toBe('limit_reached');
    until(matter, 3);
    expect(accepted(snoozed(matter, 'PT30M', at(later(MONDAY, 3 * HOUR), 'lena')))).toHaveLength(1);
  });

  it.each([
    ['PT1H1S', 0, 'lena', 'limit_reached /for', 'more than 25 % of four hours'],
    ['PT1H', 0, 'paula', 'not_permitted', 'does not owe it'],
    ['PT1H', 6, 'lena', 'limit_reached', 'the next rung is L3'],
    ['PT1M', 8, 'lena', 'limit_reached', 'the next rung is L4'],
    ['PT1M', 16, 'lena', 'wrong_state', 'every rung has fired'],
  ])('for %s after %i h by %s: %s (%s)', (time, hours, person, code) => {
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    until(matter, hours);
    expect(refusal(snoozed(matter, time, at(later(MONDAY, hours * HOUR), person)))).toBe(code);
  });

  it('refuses while the clock is paused', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    matter.record(pauseObligation(matter.list, id), at(MONDAY));
    expect(refusal(snoozed(matter, 'PT1M'))).toBe('wrong_state');
  });

  it('never past the first rung that tells L3', () => {
    const close = { ...policy.ladders.ladders['sign_off']!, rungs: [
      { id: 'first', level: 'L0' as const, at: { percent: 50 } },
      { id: 'lead', level: 'L3' as const, at: { percent: 60 } },
    ] };
    const steep = { ...policy, ladders: { ...policy.ladders, ladders: { ...policy.ladders.ladders, sign_off: close } } };
    const matter = new Matter();
    matter.open({}, at(MONDAY, undefined, { policy: steep }));
    expect(refusal(snoozed(matter, 'PT25M', at(MONDAY, 'lena', { policy: steep })))).toBe('limit_reached /for');
    expect(accepted(snoozed(matter, 'PT24M', at(MONDAY, 'lena', { policy: steep })))).toHaveLength(1);
  });

  it('whatever is asked for, a rung moves once, by at most a quarter, and L3 and above never', () => {
    const asks = fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 90 }), hours: fc.integer({ min: 0, max: 17 }) }), { maxLength: 12 });
    fc.assert(
      fc.property(asks, (list) => {
        const matter = new Matter();
        const { id, rungs: planned } = matter.open({}, at(MONDAY));
        for (const { minutes, hours } of [...list].sort((a, b) => a.hours - b.hours)) {
          until(matter, hours);
          const now = at(later(MONDAY, hours * HOUR), 'lena');
          const decision = snooze(matter.list, id, { for: `PT${minutes}M`, person: 'lena', reason: REASON }, now);
          if (!isRefusal(decision)) matter.record(decision.events, now);
        }
        const rungs = matter.list[0]!.rungs;
        planned.forEach((rung, i) => {
          const moved = Date.parse(rungs[i]!.at) - Date.parse(rung.at);
          expect(moved).toBeGreaterThanOrEqual(0);
          expect(moved).toBeLessThanOrEqual(['L3', 'L4', 'L5'].includes(rung.level) ? 0 : HOUR);
          expect(matter.of('obligation.snoozed').filter(({ body }) => body['rung'] === rung.id).length).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});

describe('nudging', () => {
  it('tells whoever owes it now, each time under a key of its own', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    for (const day of [MONDAY, later(MONDAY, 86_400_000)]) {
      const now = at(day, 'maya');
      expect(Matter.told(matter.record(accepted(ask(matter, 'nudge', { obligation_id: id }, now)), now))).toEqual(['reminder lena', 'reminder priya']);
    }
    expect(new Set(matter.messages.map(({ key }) => key)).size).toBe(6);
  });

  it('is for those whom the escalation reached, by its own obligation too', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    expect(refusal(ask(matter, 'nudge', { obligation_id: id }, at(MONDAY, 'paula')))).toBe('not_permitted');
    until(matter, 4);
    const escalation = matter.find((o) => o.kind === 'escalation');
    expect(accepted(ask(matter, 'nudge', { obligation_id: escalation.id }, at(MONDAY, 'paula')))[0]?.body).toMatchObject({ obligation_id: id });
  });

  it('is refused before the time of the policy is over, and says from when on it can be done', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    matter.record(accepted(ask(matter, 'nudge', { obligation_id: id }, at(MONDAY, 'maya'))), at(MONDAY, 'maya'));
    const almost = later(MONDAY, 86_399_999);
    expect(ask(matter, 'nudge', { obligation_id: id }, at(almost, 'maya'))).toMatchObject({ refused: 'limit_reached', detail: expect.stringContaining(later(MONDAY, 86_400_000)) });
  });

  it('gives no message to whom another one tells of it, and counts that as a nudge', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    const now = at(MONDAY, 'maya');
    expect(Matter.told(matter.record(accepted(ask(matter, 'nudge', { obligation_id: id, elsewhere: ['lena'] }, now)), now))).toEqual(['reminder priya']);
    expect(refusal(ask(matter, 'nudge', { obligation_id: id }, now))).toBe('limit_reached');
  });

  it('is for everybody above who owes it, from the first day on', () => {
    const matter = new Matter();
    const { id } = matter.open({ ...duty, owed_by: { person: 'lena' } }, at(MONDAY));
    const first = managerOf(at(MONDAY).directory, 'lena', MONDAY)!;
    const second = managerOf(at(MONDAY).directory, first, MONDAY)!;
    for (const manager of [first, second]) expect([manager, isRefusal(ask(matter, 'nudge', { obligation_id: id }, at(MONDAY, manager)))]).toEqual([manager, false]);
  });

  it('refuses when nobody else owes it', () => {
    const matter = new Matter();
    const { id } = matter.open({ ...duty, owed_by: { person: 'maya' } }, at(MONDAY));
    expect(refusal(ask(matter, 'nudge', { obligation_id: id }, at(MONDAY, 'maya')))).toBe('wrong_state');
  });
});

describe('§0.03 reassigning', () => {
  const reassigned = (matter: Matter, to: string, by: string) => ask(matter, 'reassign', { obligation_id: matter.list[0]!.id, to, reason: REASON }, at(later(MONDAY, HOUR), by));

  it('keeps due instant, level and fired rungs, and tells the new assignee', () => {
    const matter = new Matter();
    const before = matter.open(duty, at(MONDAY));
    until(matter, 2);
    const now = at(later(MONDAY, 2 * HOUR), 'bruno');
    const told = matter.record(accepted(reassigned(matter, 'mira', 'bruno')), now);
    expect(Matter.told(told)).toEqual(['task mira']);
    expect(matter.list[0]).toMatchObject({ owed_by: { person: 'mira' }, due_at: before.due_at, rungs: before.rungs, version: 2 });
    expect(matter.list[0]?.fired.map(({ id }) => id)).toEqual(['reminder_50']);
  });

  it.each([
    ['mira', 'bela', 'not_permitted', 'who owes it does not pass it on'],
    ['nobody', 'bruno', 'unknown_person /to', 'nobody of that name'],
    ['walt', 'bruno', 'unknown_person /to', 'a leaver'],
    ['bela', 'bruno', 'wrong_state /to', 'owes it already'],
  ])('to %s by %s: %s (%s)', (to, by, code) => {
    const matter = new Matter();
    matter.open(duty, at(MONDAY));
    expect(refusal(reassigned(matter, to, by))).toBe(code);
  });

  it('refuses what a role owes', () => {
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    expect(refusal(reassigned(matter, 'lena', 'maya'))).toBe('wrong_state');
  });

  it('to somebody without an address goes on to the next rung at once', () => {
    const mute = withPeople(({ email: _email, slack_user_id: _slack, ...person }) => (person.id === 'mira' ? person : { ...person, email: `${person.id}@example.com` }));
    const matter = new Matter();
    matter.open(duty, at(MONDAY));
    const decision = ask(matter, 'reassign', { obligation_id: matter.list[0]!.id, to: 'mira', reason: REASON }, at(MONDAY, 'bruno', { directory: mute }));
    expect(accepted(decision).map(({ type }) => type)).toContain('rung.fired');
  });
});

describe('§0.03 extending', () => {
  const extended = (matter: Matter, until_: string, by: string, now = later(MONDAY, 5 * HOUR)) =>
    ask(matter, 'extend', { obligation_id: matter.list[0]!.id, until: until_, reason: REASON }, at(now, by));

  it('opens a new due-revision: old rungs and escalations end, a whole ladder begins', () => {
    const matter = new Matter();
    matter.open(duty, at(MONDAY));
    until(matter, 5);
    expect(matter.list.map(({ kind, state }) => [kind, state])).toEqual([
      ['condition', 'open'],
      ['escalation', 'open'],
    ]);
    const now = at(later(MONDAY, 5 * HOUR), 'bruno');
    const told = matter.record(accepted(extended(matter, later(MONDAY, 25 * HOUR), 'bruno')), now);
    expect(Matter.told(told)).toEqual(['task bela']);
    expect(matter.list.map(({ state }) => state)).toEqual(['open', 'withdrawn']);
    expect(matter.list[0]).toMatchObject({ version: 2, due_at: later(MONDAY, 25 * HOUR), sla: 'PT72000S', fired: [] });
    expect(matter.list[0]?.rungs[0]?.at).toBe(later(MONDAY, 15 * HOUR));
    expect(fireDue(matter.list, now)).toEqual([]);
  });

  it.each([
    [later(MONDAY, DAY), 'bela', 'separation_of_duties', 'who owes it approves nothing'],
    [later(MONDAY, DAY), 'mira', 'not_permitted', 'has no say in it'],
    [later(MONDAY, 4 * HOUR), 'bruno', 'invalid /until', 'no later than before'],
    [later(MONDAY, -DAY), 'maya', 'invalid /until', 'in the past'],
  ])('until %s by %s: %s (%s)', (when, by, code) => {
    const matter = new Matter();
    matter.open(duty, at(MONDAY));
    expect(refusal(extended(matter, when, by, MONDAY))).toBe(code);
  });

  it('refuses an escalation without a source, which has no clock', () => {
    const matter = new Matter();
    matter.record(triggerBoard('sev1', {}, at(MONDAY)), at(MONDAY));
    expect(refusal(extended(matter, later(MONDAY, DAY), 'maya'))).toBe('wrong_state');
  });
});

describe('§0.07 the board’s answer', () => {
  const answer = (matter: Matter, by: string) =>
    ask(matter, 'complete', { obligation_id: matter.find((o) => o.subject['level'] === 'L5').id, evidence: [], comment: 'we accept the delay' }, at(later(MONDAY, 17 * HOUR), by));

  it('is entered by the secretary and meets the escalation, not its source', () => {
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    until(matter, 16);
    matter.record(accepted(answer(matter, 'sabine')), at(later(MONDAY, 17 * HOUR), 'sabine'));
    expect(matter.of('board.answered')).toHaveLength(1);
    expect(matter.find((o) => o.subject['level'] === 'L5').state).toBe('met');
    expect(matter.list[0]?.state).toBe('open');
  });

  it.each(['beatrix', 'maya'])('is refused from %s', (person) => {
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    until(matter, 16);
    expect(refusal(answer(matter, person))).toBe('not_permitted');
  });
});
