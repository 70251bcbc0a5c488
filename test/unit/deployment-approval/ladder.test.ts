import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Policy } from '../../../contracts/policy.ts';
import type { Duration, Instant } from '../../../contracts/primitives.ts';
import { wordsBeside } from '../../../domain/deployment-approval/message-words.ts';
import { laneCalendar } from '../../../domain/directory.ts';
import { addDuration, percentOf } from '../../../domain/time/calendar.ts';
import { addMs } from '../../../domain/time/instant.ts';
import { World } from '../../support/world.ts';

const bare = (tier: 'low' | 'medium' | 'high' = 'medium'): World => new World(tier).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const fresh = (tier: 'low' | 'medium' | 'high' = 'medium'): World => bare(tier).reviewed();
const rungsOf = (world: World, id: string) => world.events.filter((e) => e.type === 'rung.fired' && e.body['obligation_id'] === id);
const escalationsOf = (world: World, id: string) => world.state.obligations.filter((o) => o.kind === 'escalation' && o.subject['source'] === id);
const calendar = (world: World, lane = 'risk') => laneCalendar(world.facts.policy, lane);
const at = (world: World, percent: number, lane = 'risk') => percentOf(world.signOff(lane).opened_at, world.signOff(lane).sla ?? '', percent, calendar(world, lane));
/** The case's own policy with another ladder above sign-offs. */
function ladder(world: World, change: Partial<Policy['ladders']['ladders'][string]>): World {
  const { ladders } = world.facts.policy;
  world.facts = { ...world.facts, policy: { ...world.facts.policy, ladders: { ...ladders, ladders: { ...ladders.ladders, sign_off: { ...ladders.ladders['sign_off']!, ...change } } } } };
  return world;
}
function sla(world: World, medium: Duration): World {
  const { tiers } = world.facts.policy;
  world.facts = { ...world.facts, policy: { ...world.facts.policy, tiers: { ...tiers, paths: { ...tiers.paths, medium: { ...tiers.paths.medium, sla: medium } } } } };
  return world;
}

describe('§0.02 §0.03 the ladder above a silent lane', () => {
  it('reminds at 50 and 80 %, breaches at 100, and climbs at 150, 200, 300 and 400 % to the board', () => {
    const world = fresh();
    const { id } = world.signOff('risk');
    world.runTo(at(world, 400));
    expect(rungsOf(world, id).map(({ body, at: fired }) => [body['level'], body['to'], fired])).toEqual([
      ['L0', ['ruth', 'rohan', 'renate'], at(world, 50)],
      ['L0', ['ruth', 'rohan', 'renate'], at(world, 80)],
      ['L1', ['noor'], at(world, 100)],
      ['L2', ['rafael'], at(world, 150)],
      ['L3', ['maya'], at(world, 200)],
      ['L4', ['viktor'], at(world, 300)],
      ['L5', ['beatrix', 'olu'], at(world, 400)],
    ]);
    expect(rungsOf(world, id).map(({ body }) => body['rule'])).toEqual(['reminder_50', 'reminder_80', 'breach', 'head', 'governance', 'executive', 'board'].map((rung) => `ladders.sign_off.${rung}`));
  });

  it('takes no duty away on the way up, and no rung passes a lane: the members may sign to the end', () => {
    const world = fresh();
    world.runTo(at(world, 400));
    expect(world.state.lanes.map((l) => l.state)).toEqual(['open', 'open', 'open']);
    expect(world.state.votes).toEqual([]);
    world.approveAll();
    expect(world.state.status).toBe('approved');
  });

  it('names the executive of the topic', () => {
    const world = fresh('high');
    world.runTo(at(world, 300, 'legal'));
    const heard = (lane: string) => rungsOf(world, world.signOff(lane).id).find(({ body }) => body['level'] === 'L4')?.body['to'];
    expect(['legal', 'risk', 'technical', 'business'].map(heard)).toEqual([['gregor'], ['viktor'], ['ines'], ['yuki']]);
  });

  it('stops when the lane passes, and when the case is decided elsewhere', () => {
    const world = fresh('high');
    world.vote('theo', 'technical', 'approve', { reason: 'r' });
    const done = world.signOff('technical').id;
    world.vote('lena', 'legal', 'reject');
    world.runTo('2026-05-01T00:00:00.000Z');
    expect(world.types()).not.toContain('rung.fired');
    expect(world.state.obligations.find((o) => o.id === done)?.state).toBe('met');
  });

  it('of an extension is a new one, and the old rungs and escalations are gone', () => {
    const world = fresh();
    const { id } = world.signOff('risk');
    world.runTo(at(world, 150));
    const until = addMs(world.now, 20 * 86_400_000);
    expect(world.refusal(world.as('ruth', 'extend', { obligation_id: id, until, reason: 'r' }))).toBe('separation_of_duties');
    expect(world.refusal(world.as('noor', 'extend', { obligation_id: id, until, reason: 'r' }))).toBe('not_permitted');
    world.does('rafael', 'extend', { obligation_id: id, until, reason: 'r' });
    expect(escalationsOf(world, id).map((o) => o.state)).toEqual(['withdrawn', 'withdrawn']);
    expect([world.signOff('risk').due_at, world.signOff('risk').fired, world.signOff('risk').version]).toEqual([until, [], 2]);
    const before = rungsOf(world, id).length;
    world.runTo(addMs(world.now, 9 * 86_400_000));
    expect(rungsOf(world, id)).toHaveLength(before);
    world.runTo(addMs(world.now, 86_400_000));
    expect(rungsOf(world, id).at(-1)?.body).toMatchObject({ rung: 'reminder_50', version: 2 });
  });

  it('of an extension while the clock is paused stays paused', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    world.does('maya', 'extend', { obligation_id: world.signOff('risk').id, until: addMs(world.now, 20 * 86_400_000), reason: 'r' });
    expect(world.signOff('risk').state).toBe('paused');
    world.vote('theo', 'technical', 'withdraw');
    expect(world.signOff('risk').state).toBe('open');
  });

  it('is kept by a reassignment: due instant, level and rungs stay, and the new assignee is told', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    const owed = world.owed('revision');
    world.runTo(addDuration(owed.opened_at, { business_hours: 20 }, calendar(world)));
    const before = world.owed('revision');
    expect(before.fired.map((r) => r.level)).toEqual(['L0', 'L0']);
    world.does('bruno', 'reassign', { obligation_id: owed.id, to: 'bela', reason: 'r' });
    const now = world.owed('revision');
    expect([now.owed_by, now.due_at, now.rungs, now.fired]).toEqual([{ person: 'bela' }, before.due_at, before.rungs, before.fired]);
    expect(world.messages.at(-1)).toMatchObject({ recipient: 'bela', kind: 'task' });
    // who was given the duty can meet it
    expect(world.refusal(world.as('bela', 'revise', { version_id: 'ver_2', reason: 'r' }))).toBe('accepted');
  });

  it('after an outage records every missed rung with planned and actual instant, and tells each person once, of the highest', () => {
    const world = fresh();
    const { id } = world.signOff('risk');
    world.holds('rafael', ['risk_head', 'ai_governance_lead']);
    const before = world.messages.length;
    world.now = at(world, 350);
    world.workflow('escalate', { woke_for: at(world, 50) });
    expect(rungsOf(world, id).map(({ at: fired, body }) => [body['planned_at'], fired, body['late']])).toEqual([50, 80, 100, 150, 200, 300].map((percent) => [at(world, percent), world.now, true]));
    const told = world.messages.slice(before).filter((m) => m.obligation_id === id);
    expect(told.map((m) => [m.recipient, m.about['rung'], m.late]).sort()).toEqual(
      [['maya', 'governance', true], ['noor', 'breach', true], ['rafael', 'governance', true], ['renate', 'reminder_80', true], ['rohan', 'reminder_80', true], ['ruth', 'reminder_80', true], ['viktor', 'executive', true]].sort(),
    );
    expect(new Set(world.messages.map((m) => m.key)).size).toBe(world.messages.length);
  });

  it('goes on at once where nobody is there to tell, and says so', () => {
    const world = bare().holds('noor', []).holds('rafael', []).reviewed();
    world.runTo(at(world, 100));
    expect(rungsOf(world, world.signOff('risk').id).slice(2).map(({ body, at: fired }) => [body['level'], body['to'], body['planned_at'], fired])).toEqual([
      ['L1', [], at(world, 100), at(world, 100)],
      ['L2', [], at(world, 150), at(world, 100)],
      ['L3', ['maya'], at(world, 200), at(world, 100)],
    ]);
  });

  it('that ends with nobody told is stuck, once, and waits for ever', () => {
    const world = bare().holds('beatrix', []).holds('olu', []).reviewed();
    world.runTo('2028-01-01T00:00:00.000Z');
    const stuck = world.events.filter((e) => e.type === 'ladder.stuck');
    expect(stuck.map((e) => e.body['tell'])).toEqual([['maya'], ['maya'], ['maya']]);
    expect(world.state.status).toBe('in_review');
  });
});

describe('§0.07 an escalation', () => {
  it('is an obligation of those told, without clock and ladder, and closes with its source', () => {
    const world = fresh();
    const { id } = world.signOff('risk');
    world.runTo(at(world, 400));
    expect(escalationsOf(world, id).map((o) => [o.subject['level'], o.to, o.owed_by, o.due_at, o.rungs.length])).toEqual([
      ['L1', ['noor'], { person: 'noor' }, null, 0],
      ['L2', ['rafael'], { person: 'rafael' }, null, 0],
      ['L3', ['maya'], { person: 'maya' }, null, 0],
      ['L4', ['viktor'], { person: 'viktor' }, null, 0],
      ['L5', ['beatrix', 'olu'], { role: 'board_risk_committee' }, null, 0],
    ]);
    world.vote('ruth', 'risk');
    expect(escalationsOf(world, id).every((o) => o.state === 'met')).toBe(true);
  });

  it('gives no right to sign', () => {
    const world = fresh();
    world.runTo(at(world, 400));
    for (const person of ['noor', 'rafael', 'maya', 'viktor', 'beatrix']) expect([person, world.refusal(world.vote(person, 'risk'))]).toEqual([person, 'not_eligible']);
  });

  it('acknowledged silences repeats to that person and stops no rung', () => {
    const world = fresh();
    const { id } = world.signOff('risk');
    world.runTo(at(world, 100));
    world.does('noor', 'acknowledge', { obligation_id: escalationsOf(world, id)[0]?.id });
    world.does('ruth', 'acknowledge', { obligation_id: id });
    world.holds('noor', ['risk_head']);
    world.runTo(at(world, 150));
    expect(rungsOf(world, id).at(-1)?.body).toMatchObject({ level: 'L2', to: ['noor', 'rafael'], tell: ['rafael'] });
  });

  it('to the board is met by the answer that its secretary enters, and not its source', () => {
    const world = fresh();
    const { id } = world.signOff('risk');
    world.runTo(at(world, 400));
    const board = escalationsOf(world, id).find((o) => o.subject['level'] === 'L5')?.id;
    expect(['beatrix', 'maya', 'viktor', 'mira'].map((p) => world.refusal(world.as(p, 'complete', { obligation_id: board, evidence: [], comment: 'Go on' })))).toEqual(['not_permitted', 'not_permitted', 'not_permitted', 'not_permitted']);
    world.does('sabine', 'complete', { obligation_id: board, evidence: [], comment: 'Go on' });
    expect([world.state.obligations.find((o) => o.id === board)?.state, world.signOff('risk').state]).toEqual(['met', 'open']);
  });

  it('lets those who were told nudge, and nobody else', () => {
    const world = fresh();
    world.runTo(at(world, 100));
    const nudge = (by: string) => world.refusal(world.as(by, 'nudge', { obligation_id: world.signOff('risk').id }));
    expect([nudge('noor'), nudge('maya'), nudge('dana'), nudge('rafael'), nudge('mira')]).toEqual(['accepted', 'limit_reached', 'limit_reached', 'not_permitted', 'not_permitted']);
    world.now = new Date(Date.parse(world.now) + 86_400_000).toISOString();
    expect(nudge('maya')).toBe('accepted');
  });

  it('lets them instruct: the words reach those who owe it, and no rung moves', () => {
    const world = fresh();
    world.runTo(at(world, 200));
    const before = world.signOff('risk').rungs;
    const escalation = world.state.obligations.find((o) => o.kind === 'escalation' && o.to.includes('maya') && o.subject['lane'] === 'risk');
    world.does('maya', 'nudge', { obligation_id: escalation?.id, instruction: 'Decide by noon, or say what is missing.' });
    const told = world.messages.slice(-3);
    expect(told.map((m) => [m.recipient, m.kind, wordsBeside(m, world.state)])).toEqual(['ruth', 'rohan', 'renate'].map((p) => [p, 'reminder', 'Decide by noon, or say what is missing.']));
    expect(world.signOff('risk').rungs).toEqual(before);
  });
});

describe('§0.08 business time', () => {
  it('runs on the lane’s calendar for a lane, on the person’s for a person', () => {
    const world = new World('high').leaves('walt');
    world.request({}, 'yann');
    world.check();
    expect([world.signOff('security').calendar, world.signOff('legal').calendar]).toEqual(['new_york', 'berlin']);
    expect(world.signOff('security').due_at).toBe(addDuration(world.now, { business_days: 5 }, calendar(world, 'security')));
    world.vote('theo', 'technical', 'request_changes');
    expect(world.owed('revision').calendar).toBe('singapore');
  });

  it('stands still at night and over the weekend, and an ISO duration does not', () => {
    const business = sla(bare(), { business_hours: 8 });
    const wall = sla(bare(), 'PT8H');
    for (const world of [business, wall]) {
      world.now = '2026-03-06T14:00:00.000Z'; // Friday, 15:00 in Berlin
      world.reviewed();
    }
    expect([business.signOff('risk').due_at, wall.signOff('risk').due_at]).toEqual(['2026-03-09T14:00:00.000Z', '2026-03-06T22:00:00.000Z']);
  });
});

describe('§0.09 waiting', () => {
  it('has no limit but the policy’s: a lapse of never waits for years, and the case still takes votes', () => {
    const world = ladder(bare(), { lapse: 'never' }).reviewed();
    world.runTo('2030-01-01T00:00:00.000Z');
    expect([world.state.status, world.types().includes('deployment.lapsed')]).toEqual(['in_review', false]);
    world.approveAll();
    expect(world.state.status).toBe('approved');
  });

  it.each([
    ['600 % of the lane’s time, when that is later', { percent: 600, after_board: { business_days: 5 } }, (world: World) => at(world, 600)],
    ['five business days after the board was told, when that is later', { percent: 401, after_board: { business_days: 5 } }, (world: World) => addDuration(at(world, 400), { business_days: 5 }, calendar(world))],
  ] as const)('ends at %s', (_when, lapse, expected) => {
    const world = ladder(bare(), { lapse }).reviewed();
    const end: Instant = expected(world);
    world.runTo(addMs(end, -1));
    expect(world.state.status).toBe('in_review');
    world.runTo(end);
    expect([world.state.status, world.last('deployment.lapsed').at]).toEqual(['lapsed', end]);
    expect(world.messages.filter((m) => m.about['event'] === 'deployment.lapsed').map((m) => m.recipient).sort()).toEqual(['dana', 'maya', 'mira']);
  });

  it('does not end before the board was told, even when the rest of its time is long over', () => {
    const world = fresh();
    world.now = at(world, 900);
    world.workflow('escalate');
    expect(world.state.status).toBe('in_review');
    const end = addDuration(world.now, { business_days: 5 }, calendar(world));
    world.runTo(end);
    expect(world.last('deployment.lapsed').at).toBe(end);
  });

  it('is longer by what the clock stood still', () => {
    const world = fresh();
    const end = at(world, 600);
    world.now = addDuration(world.now, { business_hours: 2 }, calendar(world));
    for (const [person, lane] of [['theo', 'technical'], ['bela', 'business']] as const) world.vote(person, lane);
    world.as('ruth', 'ask', { obligation_id: world.signOff('risk').id, question: 'Why?' });
    world.now = addDuration(world.now, { business_hours: 6 }, calendar(world));
    world.as('mira', 'answer', { obligation_id: world.owed('answer').id, answer: 'So.' });
    world.runTo('2026-12-01T00:00:00.000Z');
    expect(world.last('deployment.lapsed').at).toBe(addDuration(end, { business_hours: 6 }, calendar(world)));
  });
});

describe('§0.03 any ladder of any length', () => {
  it('fires each rung once, in time, at or after its instant, whatever the time given and however late the looks', () => {
    fc.assert(
      fc.property(fc.constantFrom<Duration>('PT1S', 'PT4H', 'P2D', { business_hours: 3 }, { business_days: 2 }), fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }), (given, looks) => {
        const world = sla(bare(), given).reviewed();
        const { id, rungs } = world.signOff('risk');
        for (const hours of looks) {
          world.now = addMs(world.now, hours * 3_600_000);
          world.workflow('escalate');
          if (world.state.outcome !== null) return;
          const due = rungs.filter((rung) => rung.at <= world.now).map((rung) => rung.id);
          expect(rungsOf(world, id).map(({ body }) => body['rung'])).toEqual(due);
          for (const { at: fired, body } of rungsOf(world, id)) expect(fired >= String(body['planned_at'])).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
