import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OBLIGATION_KINDS } from '../../../contracts/policy.ts';
import type { Ladder, Policy, Rung } from '../../../contracts/policy.ts';
import { LEVELS } from '../../../contracts/primitives.ts';
import type { Instant, Level, WorkCalendar } from '../../../contracts/primitives.ts';
import { expiryNotices, heightOf, lapseAt, nextWake, pendingRungs, planRungs } from '../../../domain/ladder/plan.ts';
import { NOW, shippedPolicy } from '../policy/sample.ts';

const shipped = shippedPolicy();
const UTC: WorkCalendar = { zone: 'UTC', hours: { from: '09:00', to: '17:00' }, workdays: [1, 2, 3, 4, 5], holidays: [] };
const hours = (n: number) => `PT${n}H`;
const plus = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString();
const HOUR = 3_600_000;

const withLadder = (rungs: readonly Rung[], lapse: Ladder['lapse'] = 'never'): Policy => ({
  ...shipped,
  ladders: { ...shipped.ladders, ladders: { ...shipped.ladders.ladders, sign_off: { rungs: [...rungs], lapse } } },
});

const someRungs = fc
  .array(
    fc.record({
      level: fc.constantFrom(...LEVELS),
      at: fc.oneof(
        fc.record({ percent: fc.integer({ min: 1, max: 600 }) }),
        fc.record({ after_due: fc.integer({ min: 0, max: 100 }).map(hours) }),
        fc.record({ before_due: fc.integer({ min: 0, max: 100 }).map(hours) }),
      ),
    }),
    { maxLength: 10 },
  )
  .map((rungs) => rungs.map((rung, i): Rung => ({ id: `r${i}`, ...rung })));

/** The plan as one would draw it on paper: each rung by itself, then put in order by looking at every pair. */
function onPaper(rungs: readonly Rung[], opened: Instant, sla: number): { id: string; level: Level; at: Instant }[] {
  const due = plus(opened, sla * HOUR);
  const parse = (duration: unknown) => Number(/\d+/.exec(String(duration))?.[0]) * HOUR;
  const all = rungs.flatMap(({ id, level, at }) => {
    let when = opened;
    if ('percent' in at) when = plus(opened, (sla * HOUR * at.percent) / 100);
    else if ('after_due' in at) when = plus(due, parse(at.after_due));
    else when = plus(due, -parse(at.before_due));
    if (Date.parse(when) < Date.parse(opened)) return level === 'L0' ? [] : [{ id, level, at: opened }];
    return [{ id, level, at: when }];
  });
  const before = (a: (typeof all)[number], b: (typeof all)[number]) =>
    Date.parse(a.at) < Date.parse(b.at) || (a.at === b.at && (LEVELS.indexOf(a.level) < LEVELS.indexOf(b.level) || (a.level === b.level && all.indexOf(a) < all.indexOf(b))));
  const place = (rung: (typeof all)[number]) => all.filter((other) => before(other, rung)).length;
  return all.reduce<typeof all>((order, rung) => {
    order[place(rung)] = rung;
    return order;
  }, []);
}

describe('planRungs', () => {
  it('agrees with a plan drawn by hand for any ladder', () => {
    fc.assert(
      fc.property(someRungs, fc.integer({ min: 1, max: 300 }), (rungs, sla) => {
        const plan = planRungs(withLadder(rungs), 'sign_off', NOW, hours(sla), UTC);
        expect(plan.due_at).toBe(plus(NOW, sla * HOUR));
        expect(plan.rungs).toEqual(onPaper(rungs, NOW, sla));
      }),
    );
  });

  it('plans the shipped ladder in shares of the time: reminders, breach, head, governance, executive, board', () => {
    const { due_at, rungs } = planRungs(shipped, 'sign_off', NOW, 'PT100S', UTC);
    const seconds = (n: number) => plus(NOW, n * 1000);
    expect(due_at).toBe(seconds(100));
    expect(rungs.map(({ level, at }) => [level, at])).toEqual([
      ['L0', seconds(50)],
      ['L0', seconds(80)],
      ['L1', seconds(100)],
      ['L2', seconds(150)],
      ['L3', seconds(200)],
      ['L4', seconds(300)],
      ['L5', seconds(400)],
    ]);
  });

  it('runs business days on the calendar, over a weekend', () => {
    // Friday noon UTC; the working day ends at 17:00 and goes on on Monday.
    const { due_at, rungs } = planRungs(shipped, 'sign_off', '2026-11-20T12:00:00.000Z', { business_days: 1 }, UTC);
    expect(due_at).toBe('2026-11-23T12:00:00.000Z');
    expect(rungs.find(({ id }) => id === 'reminder_80')?.at).toBe('2026-11-23T10:24:00.000Z');
  });

  it('plans something above every kind of obligation but an escalation', () => {
    for (const kind of OBLIGATION_KINDS) expect([kind, planRungs(shipped, kind, NOW, 'P1D', UTC).rungs.length > 0]).toEqual([kind, kind !== 'escalation']);
  });

  it('refuses to plan by a ladder that is not there, rather than to plan silence', () => {
    const policy = { ...shipped, ladders: { ...shipped.ladders, use: { ...shipped.ladders.use, answer: 'gone' } } };
    expect(() => planRungs(policy, 'answer', NOW, 'P1D', UTC)).toThrow('use.answer names the ladder "gone", which is not one of sign_off, standard');
  });
});

describe('what a ladder waits for', () => {
  const fired = (id: string) => ({ id, level: 'L0', at: NOW, to: [] });

  it('is the earliest rung that has not fired, as if one looked at every rung', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(someRungs, fc.integer({ min: 1, max: 99 }), fc.constantFrom('open', 'paused', 'met'), fc.func(fc.boolean())), { maxLength: 4 }), (all) => {
        const obligations = all.map(([rungs, sla, state, isFired]) => {
          const plan = planRungs(withLadder(rungs), 'sign_off', NOW, hours(sla), UTC);
          return { state, rungs: plan.rungs, fired: plan.rungs.filter(({ id }) => isFired(id)).map(({ id }) => fired(id)) } as const;
        });
        const waiting = obligations.filter(({ state }) => state === 'open').flatMap(({ rungs, fired: gone }) => rungs.filter(({ id }) => !gone.some((each) => each.id === id)).map(({ at }) => Date.parse(at)));
        const expected = waiting.length === 0 ? null : new Date(Math.min(...waiting)).toISOString();
        expect(nextWake(obligations)).toBe(expected);
      }),
    );
  });

  it('is nothing while the obligation is paused or closed', () => {
    const { rungs } = planRungs(shipped, 'sign_off', NOW, 'P1D', UTC);
    expect(pendingRungs({ state: 'open', rungs, fired: [fired('reminder_50')] })).toHaveLength(rungs.length - 1);
    for (const state of ['paused', 'met', 'failed', 'withdrawn'] as const) expect(pendingRungs({ state, rungs, fired: [] })).toEqual([]);
  });
});

describe('lapseAt', () => {
  const ladder = shipped.ladders.ladders['sign_off']!;
  const due = plus(NOW, HOUR);
  const obligation = { due_at: due, sla: 'PT1H' };
  const sixHours = plus(NOW, 6 * HOUR);

  it('is never without a board that was told, for a ladder that never lapses, or for an escalation', () => {
    expect(lapseAt(obligation, ladder, null, UTC)).toBeNull();
    expect(lapseAt(obligation, { ...ladder, lapse: 'never' }, NOW, UTC)).toBeNull();
    expect(lapseAt({ due_at: null, sla: null }, ladder, NOW, UTC)).toBeNull();
  });

  it('is the later of 600 % of the time and five business days after the board was told', () => {
    const early = plus(NOW, -30 * 24 * HOUR);
    expect(lapseAt(obligation, ladder, early, UTC)).toBe(sixHours);
    // Told on Monday at opening time, the fifth working day is over on Friday at closing time.
    expect(lapseAt(obligation, ladder, NOW, UTC)).toBe('2026-11-27T17:00:00.000Z');
  });

  it('moves with the due instant, so that a pause counts', () => {
    const paused = { due_at: plus(due, 2 * HOUR), sla: 'PT1H' };
    expect(lapseAt(paused, { ...ladder, lapse: { percent: 600, after_board: 'PT1S' } }, NOW, UTC)).toBe(plus(sixHours, 2 * HOUR));
  });

  it('is never before the board was told, nor before the time is over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 2000 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 500 }), (percent, sla, told) => {
        const board = plus(NOW, told * HOUR);
        const at = lapseAt({ due_at: plus(NOW, sla * HOUR), sla: hours(sla) }, { ...ladder, lapse: { percent, after_board: 'PT2H' } }, board, UTC)!;
        expect(Date.parse(at)).toBe(Math.max(Date.parse(NOW) + Math.round((sla * HOUR * percent) / 100), Date.parse(board) + 2 * HOUR));
      }),
    );
  });
});

describe('expiryNotices', () => {
  const until = '2027-03-01T12:00:00.000Z';

  it('come 60, 30, 14 and 7 days before the end', () => {
    expect(expiryNotices(shipped, NOW, until, UTC)).toEqual(['2026-12-31T12:00:00.000Z', '2027-01-30T12:00:00.000Z', '2027-02-15T12:00:00.000Z', '2027-02-22T12:00:00.000Z']);
  });

  it('leave out what is past when the approval is given', () => {
    expect(expiryNotices(shipped, '2027-02-01T00:00:00.000Z', until, UTC)).toEqual(['2027-02-15T12:00:00.000Z', '2027-02-22T12:00:00.000Z']);
  });
});

describe('heightOf', () => {
  it('rises from the assignee to the board', () => {
    expect(LEVELS.map(heightOf)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
