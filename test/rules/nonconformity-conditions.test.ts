import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { Policy } from '../../contracts/policy.ts';
import { Closure } from '../support/closure.ts';
import { ok, startGatehouse, type Gatehouse, type Seeded } from '../support/gatehouse.ts';

/** The shipped policy, where the effect of a minor one is waited for no longer than ten days. */
function shorter(policy: Policy): Policy {
  const { nonconformities } = policy;
  if (nonconformities === undefined) throw new Error('the shipped policy has no nonconformities.yaml');
  const { classes } = nonconformities;
  return { ...policy, nonconformities: { ...nonconformities, classes: { ...classes, minor: { ...classes.minor, effectiveness_wait: 'P10D' } } } };
}

let house: Gatehouse;
let nc: Closure;
let system: Seeded;
let minor: string, major: string;
let first: string;

beforeAll(async () => {
  house = await startGatehouse({ policy: shorter });
  nc = new Closure({ as: (person) => house.as(person), now: () => house.now() });
  await nc.start();
  system = await house.seedSystem({ tier: 'low' });
}, 120_000);
afterAll(() => house.stop());

/** Of another class of causes each, so that none is like another. */
const on = (cause_class: string, at = system) => ({ raise: { system_id: at.id }, cause: { cause_class } });
const depends = ({ state, conditions }: DeploymentView) => [state, ...conditions.map(({ nonconformity, state: standing }) => [nonconformity, standing])];
const approved = async (change: object = {}, at = system) => house.approve(await house.request(at, change));

describe('what an open nonconformity is to the approvals of its systems', () => {
  it('§1.21 §3.03 a minor one is a condition of the approval, which its own ladder watches; an observation is none', async () => {
    minor = await nc.to('classified', 'minor', on('data_quality'));
    await nc.to('classified', 'observation', on('competence'));
    const view = await approved();
    first = view.id;
    expect(depends(view)).toEqual(['conditionally_approved', [minor, 'open']]);
    expect(view.conditions[0]).toMatchObject({ owner: 'mira', title: `Open minor nonconformity: ${(await nc.view(minor)).title}`, obligation_id: null, lane: null });
    expect([view.blockers, view.obligations.filter(({ kind, state }) => kind === 'condition' && state === 'open')]).toEqual([[], []]);
    const other = await house.seedSystem({ tier: 'low' });
    expect(depends(await approved({}, other))).toEqual(['approved']);
  });

  it('§1.21 §1.T2 a major one is a condition from when its evidence is verified; what is approved already does not hear of it', async () => {
    major = await nc.to('verify_evidence', 'major', on('missing_control'));
    const request = await house.request(system);
    expect((await house.view(request)).state).toBe('blocked');
    await nc.verify(major);
    await house.quiet();
    const view = await house.approve(request);
    expect(depends(view)).toEqual(['conditionally_approved', [minor, 'open'], [major, 'open']]);
    expect(depends(await house.view(first))).toEqual(['conditionally_approved', [minor, 'open']]);
  });

  it('§1.21 it is no condition of the deployment that fixes it', async () => {
    const cure = await house.request(system, { fixes: major });
    ok(await house.as('noor').post(`/v1/deployments/${cure}/consent`, { reason: 'It replaces what failed' }));
    expect(depends(await house.approve(cure))).toEqual(['conditionally_approved', [minor, 'open']]);
  });

  it('§1.21 it holds nothing, is on no list of blockers, and there is nothing to waive or release', async () => {
    ok(await house.as('mira').post('/v1/permits', { deployment_id: first }));
    const listed = ok(await house.as('mira').get(`/v1/systems/${system.id}/blockers`))['items'];
    expect(listed).toEqual([]);
    const id = encodeURIComponent(`${minor}/system/${system.id}`);
    const waiver = { reason: 'x', compensating_control: 'x', until: await house.in('P5D') };
    for (const [command, body] of [['release', { reason: 'By hand' }], ['waive', waiver], ['cure', { reason: 'By hand' }]] as const) {
      const answer = await house.as('viktor').post(`/v1/blockers/${id}/${command}`, body);
      expect([command, answer.status, answer.body['code'], answer.body['detail']]).toEqual([command, 404, 'unknown_blocker', expect.any(String)]);
    }
  });
});

describe('what becomes of the condition', () => {
  it('§1.21 §3.S closed it is met by rule, without anybody acting on the deployment, when the nonconformity is closed', async () => {
    const home = await house.seedSystem({ tier: 'low' });
    const small = await nc.to('effectiveness_wait', 'minor', on('supplier', home));
    const [one, two] = [await approved({}, home), await approved({}, home)];
    expect([one, two].map(depends)).toEqual([['conditionally_approved', [small, 'open']], ['conditionally_approved', [small, 'open']]]);
    await house.advance((await nc.view(small)).wait_until ?? '');
    await nc.check(small, 'effective');
    await house.quiet();
    expect(await nc.state(small)).toBe('closed');
    for (const { id } of [one, two]) {
      expect(depends(await house.view(id))).toEqual(['approved', [small, 'met']]);
      const [met] = await house.eventsOf(id, 'condition.met');
      expect([met?.actor.kind, met?.body]).toEqual(['workflow', { condition_id: expect.any(String), person: null, comment: null, rule: 'nonconformity_over' }]);
    }
  });

  it('§1.21 an ineffective verdict halts its system again and leaves the condition as it is', async () => {
    await house.advance((await nc.view(major)).wait_until ?? '');
    await nc.check(major, 'ineffective');
    await house.quiet();
    // its unused permit ended meanwhile
    const view = await house.view(first);
    expect([view.state, view.blockers.map(({ link }) => link), view.conditions.map(({ state }) => state)]).toEqual(['conditionally_approved', [`/v1/nonconformities/${major}`], ['open']]);
  });
});
