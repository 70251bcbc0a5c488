import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config.ts';
import { LEVELS } from '../../../contracts/primitives.ts';
import { wouldBeRequest } from '../../../contracts/would-be-request.ts';
import { planRungs } from '../../../domain/ladder/plan.ts';
import { diffPolicies } from '../../../domain/policy/diff.ts';
import { explain } from '../../../domain/policy/explain.ts';
import { rehearse } from '../../../domain/policy/rehearse.ts';
import type { Rehearsal } from '../../../domain/policy/rehearse.ts';
import { timeline } from '../../../domain/policy/rehearsal-lines.ts';
import type { TimelineLine } from '../../../domain/policy/rehearsal-lines.ts';
import { parseYaml } from '../../../store/yaml-file.ts';
import { editedPolicy, exampleDirectory, NOW, request, shippedPolicy } from './sample.ts';

const policy = shippedPolicy();
const directory = exampleDirectory();
const HIGH = { consequence: 5, likelihood: 4 };

describe('policy explain', () => {
  const ask = (...args: Parameters<typeof request>) => explain(request(...args), policy, directory, [], NOW);

  it('says who must sign, by when, with what, and how sure one must be of them', () => {
    const answer = ask();
    expect(answer).toMatchObject({ tier: 'medium', path: 'medium', score: 8, assurance: 'chat', valid_for: 'P9M', signature: false, sla: { business_days: 3 }, blockers: [], vacancies: [] });
    expect(answer.lanes.map(({ lane, needed, due_at }) => [lane, needed, due_at])).toEqual([
      ['technical', 1, '2026-11-26T09:00:00.000Z'],
      ['risk', 1, '2026-11-26T09:00:00.000Z'],
      ['business', 1, '2026-11-26T09:00:00.000Z'],
    ]);
    expect(answer.lanes[1]?.may_sign.map(({ id, standing }) => `${id} ${standing}`)).toEqual(['ruth member', 'rohan member', 'renate member', 'noor delegate']);
    expect(answer.lanes[1]?.in_reserve).toEqual([{ id: 'rafael', name: 'Rafael Costa' }]);
    expect(answer.documents).toContain('impact_assessment');
  });

  it('counts each lane on its own calendar and names the last due instant', () => {
    const answer = ask(HIGH);
    expect(answer.lanes.find(({ lane }) => lane === 'security')?.due_at).toBe('2026-11-30T22:00:00.000Z');
    expect(answer.due_at).toBe('2026-11-30T22:00:00.000Z');
  });

  it('leaves out requester and author, and marks the absent', () => {
    const lane = (name: string, answer: ReturnType<typeof ask>) => answer.lanes.find((each) => each.lane === name)?.may_sign ?? [];
    expect(lane('technical', ask({}, { requester: 'theo', authors: ['tess'] })).map(({ id }) => id)).toEqual(['tariq']);
    expect(lane('legal', ask({ personal_data: true })).map(({ id, absent }) => [id, absent])).toEqual([['lena', false], ['leon', true], ['priya', false]]);
  });

  it('names who only hears', () => {
    expect(ask({ consequence: 1, likelihood: 1 }).notices).toEqual([{ lane: 'business', people: [{ id: 'bela', name: 'Béla Kovács' }, { id: 'mira', name: 'Mira Jansen' }, { id: 'yann', name: 'Yann Le Goff' }] }]);
  });

  it('says what blocks: blockers and vacancies, an owner who left among them', () => {
    const blocker = { id: 'blk_1', kind: 'pause_order', extent: { scope: 'organisation' }, holds: ['permit'], owner: 'maya', title: 'Freeze', link: '/', raised_at: NOW, source_case: null, ends_by: 'release', dormant_until: null } as const;
    const asked = request();
    const answer = explain({ ...asked, system: { ...asked.system, owner: 'walt' } }, policy, { ...directory, people: directory.people.filter(({ id }) => !['ruth', 'rohan', 'renate', 'noor', 'rafael'].includes(id)) }, [blocker], NOW);
    expect(answer.blockers).toEqual([blocker]);
    expect(answer.vacancies).toEqual(['lane risk: too few people who may sign', 'role system_owner: nobody holds it', 'role risk_member: nobody holds it']);
  });

  it('answers the request of the examples', () => {
    const text = readFileSync(join(packageRoot(), 'examples', 'requests', 'would-be-request.yaml'), 'utf8');
    const { value, problems } = parseYaml('would-be-request.yaml', text, wouldBeRequest);
    expect(problems).toEqual([]);
    expect(explain(value!, policy, directory, [], NOW)).toMatchObject({ tier: 'medium', vacancies: [], lanes: [{ lane: 'technical' }, { lane: 'risk' }, { lane: 'business' }, { lane: 'legal' }] });
  });

  it('says of a prohibited practice only who is told', () => {
    const answer = ask({ prohibited_practices: ['social_scoring'] });
    expect(answer).toMatchObject({ tier: 'prohibited', path: null, lanes: [], documents: [], due_at: null });
    expect(answer.told.map(({ id }) => id)).toEqual(['lena', 'leon', 'priya', 'maya', 'beatrix', 'olu']);
  });
});

describe('policy rehearse', () => {
  const play = (asked: ReturnType<typeof request>, by = policy): Rehearsal => {
    const found = rehearse(asked, NOW, by, directory);
    if ('refused' in found) throw new Error(found.detail);
    return found;
  };
  const lines = (lane: string, of: Rehearsal): TimelineLine[] => timeline(of, directory).filter((line) => line.lane === lane);

  it('tells for each lane who hears at every level, at the instants of the plan', () => {
    const technical = lines('technical', play(request()));
    const plan = planRungs(policy, 'sign_off', NOW, { business_days: 3 }, policy.calendars['berlin']!);
    expect(technical.map(({ at, level }) => [at, level])).toEqual([[NOW, null], ...plan.rungs.map(({ at, level }) => [at, level])]);
    expect(technical.map(({ to }) => to.map(({ id }) => id).join())).toEqual(['theo,tess,tariq', 'theo,tess,tariq', 'theo,tess,tariq', 'sam', 'tilda', 'maya', 'ines', 'beatrix,olu']);
    expect(technical[0]?.to[0]).toEqual({ id: 'theo', name: 'Theo Papadakis', channel: 'chat' });
  });

  it('ends with the lapse, of which requester, owner and governance lead hear', () => {
    const rehearsal = play(request());
    expect([rehearsal.ends_as, rehearsal.ends_at]).toEqual(['lapsed', '2026-12-17T09:00:00.000Z']);
    expect(timeline(rehearsal, directory).at(-1)?.to.map(({ id }) => id)).toEqual(['devon', 'mira', 'maya']);
  });

  it('ends with the board when the policy never lapses', () => {
    const patient = editedPolicy('ladders.yaml', 'lapse: { percent: 600, after_board: { business_days: 5 } }', 'lapse: never');
    const rehearsal = play(request(), patient);
    expect([rehearsal.ends_as, rehearsal.ends_at]).toEqual(['in_review', '2026-12-09T09:00:00.000Z']);
  });

  it('reaches every level in every lane of a high request', () => {
    const rehearsal = play(request(HIGH));
    for (const { lane } of explain(request(HIGH), policy, directory, [], NOW).lanes) {
      expect([lane, new Set(lines(lane, rehearsal).flatMap(({ level }) => level ?? []))]).toEqual([lane, new Set(LEVELS)]);
    }
  });

  it('shows where nobody is there to tell and that the next rung follows at once', () => {
    const gone = { ...directory, people: directory.people.map((p) => ({ ...p, roles: p.roles.filter((role) => role !== 'technical_backup') })) };
    const rehearsal = rehearse(request(), NOW, policy, gone);
    if ('refused' in rehearsal) throw new Error(rehearsal.detail);
    const [breach, head] = timeline(rehearsal, gone).filter(({ lane, level }) => lane === 'technical' && (level === 'L1' || level === 'L2'));
    expect(breach).toMatchObject({ to: [], what: 'rung breach (L1): nobody to tell, so the next rung is due at once' });
    expect([head?.at, head?.to.map(({ id }) => id)]).toEqual([breach?.at, ['tilda']]);
  });

  it('tells board, legal and governance lead of a prohibited practice at once', () => {
    const rehearsal = play(request({ prohibited_practices: ['social_scoring'] }));
    const told = new Set(timeline(rehearsal, directory).flatMap(({ to }) => to.map(({ id }) => id)));
    expect([rehearsal.ends_as, rehearsal.ends_at]).toEqual(['rejected', NOW]);
    expect([...told]).toEqual(expect.arrayContaining(['beatrix', 'olu', 'maya', 'lena', 'priya']));
  });

  it('refuses what the request itself would be refused for', () => {
    expect(rehearse(request({}, { requester: 'nobody' }), NOW, policy, directory)).toMatchObject({ refused: 'not_permitted' });
  });
});

describe('policy diff', () => {
  it('finds nothing between equal policies', () => {
    expect(diffPolicies(policy, shippedPolicy())).toEqual([]);
  });

  it('names file, place, before and after', () => {
    expect(diffPolicies(policy, editedPolicy('tiers.yaml', 'quorum: { risk: 2 }', 'quorum: { risk: 3, legal: 2 }'))).toEqual([
      { file: 'tiers.yaml', key: 'paths.high.quorum.risk', before: 2, after: 3 },
      { file: 'tiers.yaml', key: 'paths.high.quorum.legal', before: undefined, after: 2 },
    ]);
    expect(diffPolicies(policy, editedPolicy('raci.yaml', 'accountable: nc_coordinator', 'accountable: cro'))).toEqual([
      { file: 'raci.yaml', key: 'raci.correct.accountable', before: 'nc_coordinator', after: 'cro' },
    ]);
  });

  it('compares lists as wholes', () => {
    const [change] = diffPolicies(policy, editedPolicy('thresholds.yaml', '[P60D, P30D, P14D, P7D]', '[P30D]'));
    expect(change).toEqual({ file: 'thresholds.yaml', key: 'expiry_notices', before: ['P60D', 'P30D', 'P14D', 'P7D'], after: ['P30D'] });
  });
});
