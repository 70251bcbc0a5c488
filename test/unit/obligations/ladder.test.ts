import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fireDue, meetObligation, nextWake, openObligation, triggerBoard } from '../../../domain/obligations/index.ts';
import type { ObligationEventBody } from '../../../contracts/obligation-events.ts';
import { duty, lane, Matter } from './matter.ts';
import { at, DAY, directory, HOUR, later, MONDAY, policy, without, withPeople } from './world.ts';

const fired = (matter: Matter) => matter.of('rung.fired').map((event) => event.body as ObligationEventBody<'rung.fired'>);

describe('§0.03 a rung that fires late', () => {
  const lateAt = (ms: number, rung_late_after?: string) => {
    const thresholds = { ...policy.thresholds, ...(rung_late_after === undefined ? {} : { rung_late_after }) };
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    const now = at(later(MONDAY, 2 * HOUR + ms), undefined, { policy: { ...policy, thresholds } });
    matter.record(fireDue(matter.list, now), now);
    return fired(matter).map(({ late }) => late);
  };

  it('is marked late once the time of the policy is over, and not before', () => {
    expect([lateAt(0), lateAt(60_000), lateAt(60_001)]).toEqual([[false], [false], [true]]);
    expect([lateAt(60_001, 'PT5M'), lateAt(300_001, 'PT5M'), lateAt(1, 'PT0S')]).toEqual([[false], [true], [true]]);
  });
});

describe('opening an obligation', () => {
  it('records due instant and rungs as absolute instants and tells the members of the lane', () => {
    const matter = new Matter();
    const opened = matter.open({}, at(MONDAY));
    expect(opened.due_at).toBe(later(MONDAY, 4 * HOUR));
    expect(opened.rungs.map(({ id, at: when }) => [id, when])).toEqual([
      ['reminder_50', later(MONDAY, 2 * HOUR)],
      ['reminder_80', later(MONDAY, 3.2 * HOUR)],
      ['breach', later(MONDAY, 4 * HOUR)],
      ['head', later(MONDAY, 6 * HOUR)],
      ['governance', later(MONDAY, 8 * HOUR)],
      ['executive', later(MONDAY, 12 * HOUR)],
      ['board', later(MONDAY, 16 * HOUR)],
    ]);
    expect(Matter.told(matter.messages)).toEqual(['sign_off lena', 'sign_off priya']);
    expect(matter.messages[0]).toMatchObject({ key: `dep_1/${opened.id}@1/opened/lena/sign_off`, channels: ['chat', 'email'], mutable: true, late: false });
    expect(nextWake(matter.list)).toBe(later(MONDAY, 2 * HOUR));
  });

  it.each([
    ['a lane runs on its own calendar', lane('security'), 'new_york'],
    ['a person runs on the person’s calendar', { ...duty, owed_by: { person: 'yann' } }, 'singapore'],
    ['a role without a lane runs on its first holder’s calendar', { ...duty, owed_by: { role: 'cto' } }, 'new_york'],
    ['nobody known runs on the policy’s first calendar', { ...duty, owed_by: { person: 'nobody' } }, 'berlin'],
  ])('%s', (_, spec, calendar) => {
    const [opened] = openObligation(spec, at(MONDAY));
    expect(opened?.body['calendar']).toBe(calendar);
  });

  it('goes on to the next rung at once when nobody can be told, and says so', () => {
    const matter = new Matter();
    const nobody = without('legal_member');
    const messages = matter.record(openObligation(lane('legal'), at(MONDAY, undefined, { directory: nobody })), at(MONDAY, undefined, { directory: nobody }));
    expect(fired(matter).map(({ rung, to, late }) => [rung, to, late])).toEqual([
      ['reminder_50', [], false],
      ['reminder_80', [], false],
      ['breach', ['paula'], false],
    ]);
    expect(Matter.told(messages)).toEqual(['escalation paula']);
  });

  it('counts people without an address and leavers as nobody', () => {
    const gone = withPeople(({ email: _email, slack_user_id: _slack, ...person }) =>
      person.id === 'bela' ? person : { ...person, email: `${person.id}@example.com` },
    );
    const matter = new Matter();
    matter.record(openObligation(duty, at(MONDAY, undefined, { directory: gone })), at(MONDAY, undefined, { directory: gone }));
    expect(fired(matter).at(-1)).toMatchObject({ rung: 'head', to: ['bruno'] });
    const left = { ...directory, people: directory.people.map((person) => (person.id === 'bela' ? { ...person, left_on: '2026-01-01' } : person)) };
    const other = new Matter();
    other.record(openObligation(duty, at(MONDAY, undefined, { directory: left })), at(MONDAY, undefined, { directory: left }));
    expect(fired(other).at(-1)).toMatchObject({ rung: 'head', to: ['bruno'] });
  });

  it('raises the alarm when the whole ladder reaches nobody', () => {
    const empty = { ...directory, people: directory.people.map(({ email: _email, slack_user_id: _slack, ...person }) => person) };
    const matter = new Matter();
    matter.record(openObligation(lane('legal'), at(MONDAY, undefined, { directory: empty })), at(MONDAY, undefined, { directory: empty }));
    expect(fired(matter)).toHaveLength(7);
    expect(matter.of('ladder.stuck').map(({ body }) => body['tell'])).toEqual([[]]);
    expect(matter.messages).toEqual([]);
    expect(nextWake(matter.list)).toBeNull();
  });

  it('tells L3 of a ladder whose top reaches nobody', () => {
    const noBoard = without('board_risk_committee');
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    const end = at(later(MONDAY, 16 * HOUR), undefined, { directory: noBoard });
    expect(Matter.told(matter.record(fireDue(matter.list, end), end))).toContain('stuck maya');
    expect(matter.of('ladder.stuck')).toHaveLength(1);
  });
});

describe('rungs that fall due', () => {
  it.each([
    [1.9, [], 'before the first reminder nobody hears again'],
    [2, ['reminder lena', 'reminder priya'], '50 %: those who owe it'],
    [3.2, ['reminder lena', 'reminder priya'], '80 %: those who owe it'],
    [4, ['escalation paula'], '100 %: the backups'],
    [6, ['escalation rosa'], '150 %: the lane head'],
    [8, ['escalation maya'], '200 %: the AI governance lead'],
    [12, ['escalation gregor'], '300 %: the executive of the topic'],
    [16, ['board beatrix', 'board olu'], '400 %: the board'],
  ])('after %s h: %j (%s)', (hours, expected) => {
    const matter = new Matter();
    const { rungs } = matter.open({}, at(MONDAY));
    const before = rungs.filter((rung) => rung.at < later(MONDAY, hours * HOUR));
    for (const rung of before) matter.record(fireDue(matter.list, at(rung.at)), at(rung.at));
    const now = at(later(MONDAY, hours * HOUR));
    expect(Matter.told(matter.record(fireDue(matter.list, now), now))).toEqual(expected);
  });

  it('fires at its instant, not a millisecond before', () => {
    const matter = new Matter();
    const { rungs } = matter.open({}, at(MONDAY));
    const due = rungs[0]!.at;
    expect(fireDue(matter.list, at(later(due, -1)))).toEqual([]);
    expect(fireDue(matter.list, at(due))).toHaveLength(1);
  });

  it('is marked late from a minute after its instant, and names the rule', () => {
    const matter = new Matter();
    const { rungs } = matter.open({}, at(MONDAY));
    const lateness = (ms: number) => fireDue(matter.list, at(later(rungs[0]!.at, ms)))[0]?.body;
    expect(lateness(60_000)).toMatchObject({ late: false, rule: 'ladders.sign_off.reminder_50', planned_at: rungs[0]!.at });
    expect(lateness(60_001)).toMatchObject({ late: true });
  });

  it('opens an escalation for those told from L1 on, which has no clock and closes with its source', () => {
    const matter = new Matter();
    const source = matter.open({}, at(MONDAY));
    const end = at(later(MONDAY, 20 * HOUR));
    matter.record(fireDue(matter.list, end), end);
    const escalations = matter.list.filter((o) => o.kind === 'escalation');
    expect(escalations.map((o) => [o.subject['level'], o.owed_by, o.to, o.due_at, o.rungs])).toEqual([
      ['L1', { person: 'paula' }, ['paula'], null, []],
      ['L2', { person: 'rosa' }, ['rosa'], null, []],
      ['L3', { person: 'maya' }, ['maya'], null, []],
      ['L4', { person: 'gregor' }, ['gregor'], null, []],
      ['L5', { role: 'board_risk_committee' }, ['beatrix', 'olu'], null, []],
    ]);
    expect(fired(matter).map(({ escalation_id }) => escalation_id)).toEqual([null, null, ...escalations.map(({ id }) => id)]);
    matter.record(meetObligation(matter.list, source.id), end);
    expect(matter.list.map(({ state }) => state)).toEqual(['met', 'met', 'met', 'met', 'met', 'met']);
  });

  it('fires nothing for what is met, and says nothing twice when the whole is repeated', () => {
    const matter = new Matter();
    const { id } = matter.open({}, at(MONDAY));
    const end = at(later(MONDAY, 20 * HOUR));
    matter.record(fireDue(matter.list, end), end);
    expect(fireDue(matter.list, end)).toEqual([]);
    matter.record(meetObligation(matter.list, id), end);
    expect(meetObligation(matter.list, id)).toEqual([]);
    expect(fireDue(matter.list, at(later(MONDAY, 9 * DAY)))).toEqual([]);
  });

  it('after an outage records every missed rung and gives each person one message, for the highest, marked late', () => {
    // paula is backup, head and executive at once: three rungs reach her
    const wearer = withPeople((person) => (person.id === 'paula' ? { ...person, roles: [...person.roles, 'legal_head', 'general_counsel'] } : person));
    const matter = new Matter();
    matter.open({}, at(MONDAY));
    const end = at(later(MONDAY, 13 * HOUR), undefined, { directory: wearer });
    const messages = matter.record(fireDue(matter.list, end), end);
    expect(fired(matter).map(({ rung, late }) => [rung, late])).toEqual([
      ['reminder_50', true],
      ['reminder_80', true],
      ['breach', true],
      ['head', true],
      ['governance', true],
      ['executive', true],
    ]);
    expect(messages.map(({ recipient, about, late }) => [recipient, about['rung'], late]).sort()).toEqual([
      ['gregor', 'executive', true],
      ['lena', 'reminder_80', true],
      ['maya', 'governance', true],
      ['paula', 'executive', true],
      ['priya', 'reminder_80', true],
      ['rosa', 'head', true],
    ]);
  });
});

describe('a board trigger', () => {
  it('tells the board at once, by an escalation that has no source', () => {
    const matter = new Matter();
    const messages = matter.record(triggerBoard('prohibited_practice', { system: 'sys_1' }, at(MONDAY)), at(MONDAY));
    expect(Matter.told(messages)).toEqual(['board beatrix', 'board olu']);
    expect(matter.list[0]).toMatchObject({ kind: 'escalation', subject: { trigger: 'prohibited_practice', level: 'L5' }, rungs: [] });
  });

  it('is nothing when the policy does not name it, and tells L3 when there is no board', () => {
    const quiet = { ...policy, ladders: { ...policy.ladders, board_triggers: [] } };
    expect(triggerBoard('prohibited_practice', {}, at(MONDAY, undefined, { policy: quiet }))).toEqual([]);
    const noBoard = at(MONDAY, undefined, { directory: without('board_risk_committee') });
    const [event, opening] = triggerBoard('prohibited_practice', {}, noBoard);
    expect(event?.body['to']).toEqual([]);
    expect(opening?.body['to']).toEqual(['maya']);
  });
});

/** Minutes after the opening at which `escalate` happens to run. */
const ticks = fc.uniqueArray(fc.integer({ min: 0, max: 20 * 60 }), { minLength: 1, maxLength: 12 }).map((list) => [...list].sort((a, b) => a - b));
/** Roles that nobody holds. */
const vacancies = fc.subarray(['legal_backup', 'legal_head', 'ai_governance_lead', 'general_counsel', 'board_risk_committee']);

function run(minutes: readonly number[], vacant: readonly string[]): Matter {
  const people = without(...vacant);
  const matter = new Matter();
  matter.open({}, at(MONDAY, undefined, { directory: people }));
  for (const minute of minutes) {
    const now = at(later(MONDAY, minute * 60_000), undefined, { directory: people });
    matter.record(fireDue(matter.list, now), now);
  }
  return matter;
}

describe('whenever escalate runs', () => {
  it('no rung fires twice, none that is due is missing, and they fire in their order', () => {
    fc.assert(
      fc.property(ticks, vacancies, (minutes, vacant) => {
        const matter = run(minutes, vacant);
        const ids = fired(matter).map(({ rung }) => rung);
        const all = matter.list[0]!.rungs;
        expect(ids).toEqual(all.slice(0, ids.length).map(({ id }) => id));
        const due = all.filter((rung) => rung.at <= later(MONDAY, minutes.at(-1)! * 60_000));
        expect(ids.length).toBeGreaterThanOrEqual(due.length);
      }),
    );
  });

  it('a rung fires before its time only after one that reached nobody', () => {
    fc.assert(
      fc.property(ticks, vacancies, (minutes, vacant) => {
        const events = run(minutes, vacant).of('rung.fired');
        events.forEach((event, i) => {
          const early = String(event.body['planned_at']) > event.at;
          if (early) expect(events[i - 1]?.body['to']).toEqual([]);
        });
      }),
    );
  });

  it('one commit gives each person at most one message, for the highest rung that reaches them', () => {
    fc.assert(
      fc.property(ticks, (minutes) => {
        const matter = run(minutes, []);
        const keys = matter.messages.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        const rows = matter.of('rung.fired');
        for (const commit of new Set(rows.map((event) => event.at))) {
          const events = rows.filter((event) => event.at === commit);
          const told = events.flatMap(({ body }) => body['tell'] as string[]);
          expect(new Set(told).size).toBe(told.length);
          const reached = new Set(events.flatMap(({ body }) => body['to'] as string[]));
          expect([...told].sort()).toEqual([...reached].sort());
        }
      }),
    );
  });

  it('an outage loses nothing: the same rungs reach the same people as with a clock that never stopped', () => {
    fc.assert(
      fc.property(ticks, vacancies, (minutes, vacant) => {
        const end = 20 * 60;
        const reach = (matter: Matter) => fired(matter).map(({ rung, to }) => [rung, to]);
        const steady = Array.from({ length: end / 10 + 1 }, (_, i) => i * 10);
        expect(reach(run([...minutes, end], vacant))).toEqual(reach(run(steady, vacant)));
      }),
      { numRuns: 30 },
    );
  });
});
