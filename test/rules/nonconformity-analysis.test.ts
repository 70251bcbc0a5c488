import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Closure } from '../support/closure.ts';
import { NonconformityApi } from '../support/nonconformity-over-http.ts';
import { CAST, ok, randomDigest, requestFor, seedSystem } from '../support/seed.ts';

const house = new NonconformityApi();
let nc: Closure;
beforeAll(async () => {
  await house.start();
  nc = new Closure({ as: (person) => house.api.as(person), now: async () => house.now });
  await nc.start();
});
afterAll(() => house.api.stop());

const pointers = async (by: string, id: string, command: string, body: object) => (await nc.give(by, id, command, body)).body['errors']!.map((each) => each['pointer']);

describe('reaction, before any analysis', () => {
  it('§3.16 §3.02 what is wrong is put right at once, with its consequences, and no cause is analysed before', async () => {
    const id = await nc.to('classified', 'major');
    expect((await nc.refused('mira', id, 'root-cause', nc.cause()))[2]).toContain('the correction first, by mira');
    await nc.correct(id);
    expect((await nc.view(id)).correction).toMatchObject({ person: 'mira', correction: 'Rolled back', consequences: 'Two decisions were corrected', evidence: [nc.proof] });
    expect((await nc.refused('mira', id, 'correct', { correction: 'Again', consequences: 'None' })).slice(0, 2)).toEqual([409, 'already_decided']);
    // of an observation none is asked, and one may be recorded all the same
    const light = await nc.to('classified', 'observation');
    await nc.correct(light);
    expect((await nc.view(light)).correction?.person).toBe('mira');
  });

  it('§3.02 where the like is found elsewhere, that system joins the extent, and a major one holds it too', async () => {
    const [here, there] = [await seedSystem(house.api, {}), await seedSystem(house.api, {})];
    const id = await nc.to('contained', 'major', { raise: { system_id: here.id } });
    await nc.does('mira', id, 'root-cause', nc.cause({ extent: { looked_at: 'All pipelines', found_in: [there.id] } }));
    const view = await nc.view(id);
    expect([view.systems, view.blockers.map(({ extent }) => 'id' in extent && extent.id)]).toEqual([[here.id, there.id], [here.id, there.id]]);
  });
});

describe('the structure of a root cause', () => {
  it.each([
    // what it lacks, where it must be mended, and which classes ask for it
    ['a chain of whys', { whys: [] }, '/whys', ['major', 'minor']],
    ['a fishbone with a root', { fishbone: [{ branch: 'people', cause: 'Nobody was trained', weight: 'contributing' }] }, '/fishbone', ['major']],
    ['why it was not caught', { escape: undefined }, '/escape', ['major']],
    ['a cause beyond a person', { root: { cause: 'She forgot', in: 'person', confidence: 'high' } }, '/root/in', ['major', 'minor']],
    ['a class of causes that the policy has', { cause_class: 'bad_luck' }, '/cause_class', ['major', 'minor']],
  ] as const)('§3.04 without %s it is refused where the class asks for it', async (_what, change, pointer, asking) => {
    for (const cls of ['major', 'minor'] as const) {
      const id = await nc.to('contained', cls);
      const answer = await nc.give('mira', id, 'root-cause', nc.cause(change));
      const asks = asking.some((one) => one === cls);
      expect([cls, answer.status]).toEqual([cls, asks ? 422 : 200]);
      if (asks) expect(answer.body['errors']!.map((each) => each['pointer'])).toContain(pointer);
    }
  });

  it('§3.04 each why has stored evidence or is marked an assumption, and the problem says where it is not', async () => {
    const id = await nc.to('contained', 'minor');
    const whys = [{ because: 'A' }, { because: 'B', assumption: true }, { because: 'C', assumption: true }];
    expect(await pointers('mira', id, 'root-cause', nc.cause({ whys }))).toEqual(['/whys/0/evidence']);
    const of = (digest: string) => nc.cause({ whys: [{ because: 'A', evidence: [digest] }, ...whys.slice(1)] });
    expect((await nc.refused('mira', id, 'root-cause', of(randomDigest()))).slice(0, 2)).toEqual([422, 'evidence_missing']);
    expect(await pointers('mira', id, 'root-cause', nc.cause({ problem: { what: 'x', where: 'x', when: 'x', extent: 'x' } }))).toEqual(['/problem/not_where']);
    await nc.does('mira', id, 'root-cause', of(nc.proof));
    expect((await nc.view(id)).root_causes.at(-1)).toMatchObject({ cause_class: 'missing_control', whys: [{ evidence: [nc.proof], assumption: false }, { assumption: true }, { assumption: true }] });
  });
});

describe('actions', () => {
  it('§3.05 each has a type, an owner, an accountable manager, a due date, the evidence it needs and a verifier who is not its owner', async () => {
    const id = await nc.to('rca');
    const wrong = await nc.plan({ verifier: 'dana', due_at: await nc.inDays(-1), type: 'corrective' });
    const answer = await nc.give('mira', id, 'plan', wrong);
    expect(answer.body['errors']!.map((each) => each['pointer'])).toEqual(['/actions/0/verifier', '/actions/0/due_at']);
    for (const missing of ['type', 'owner', 'due_at', 'evidence_spec', 'verifier']) expect(await pointers('mira', id, 'plan', await nc.plan({ [missing]: undefined }))).toEqual([`/actions/0/${missing}`]);
    await nc.does('mira', id, 'plan', await nc.plan());
    expect(await nc.action(id)).toMatchObject({ type: 'corrective', owner: 'dana', accountable: 'bruno', verifier: 'bela', state: 'waiting' });
  });

  it('§3.05 one that depends on another opens when that one is verified; until then nobody owes it', async () => {
    const id = await nc.to('rca');
    const due_at = await nc.inDays(40);
    const after = { key: 'watch', type: 'preventive', title: 'Watch it', owner: 'yann', verifier: 'bela', due_at, evidence_spec: 'A report', depends_on: ['gate'] };
    const { actions: [first] } = (await nc.plan()) as { actions: object[] };
    await nc.does('mira', id, 'plan', await nc.plan({}, { actions: [first, after] }));
    await nc.approve(id);
    expect([(await nc.action(id)).state, (await nc.action(id, 'watch')).state]).toEqual(['open', 'waiting']);
    await nc.handIn(id);
    // the owner's word meets nothing
    expect([(await nc.action(id)).state, await nc.owes(id)]).toEqual(['handed_in', ['evidence_verification']]);
    await nc.verify(id, false);
    expect((await nc.action(id)).state).toBe('open');
    await nc.handIn(id);
    await nc.verify(id);
    expect([(await nc.action(id)).state, (await nc.action(id, 'watch')).state]).toEqual(['verified', 'open']);
  });

  it('§3.05 a change of the model names the deployment that carries it out; nothing else does', async () => {
    const id = await nc.to('rca');
    const system = await seedSystem(house.api, { tier: 'medium' });
    const deployment = String(ok(await house.api.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']);
    expect(await pointers('mira', id, 'plan', await nc.plan({ deployment }))).toEqual(['/actions/0/deployment']);
    const nothing = await nc.give('mira', id, 'plan', await nc.plan({ type: 'model_change', deployment: 'dep_00000000000000000000000001' }));
    expect(nothing.body['errors']).toMatchObject([{ pointer: '/actions/0/deployment', detail: expect.stringContaining('there is no deployment dep_00000000000000000000000001') }]);
    await nc.does('mira', id, 'plan', await nc.plan({ type: 'model_change', deployment }));
    expect((await nc.action(id)).deployment).toBe(deployment);
  });

  it('§3.05 neither its owner nor whoever handed the evidence in verifies it', async () => {
    const id = await nc.to('verify_evidence');
    const { action_id } = await nc.action(id);
    const [status, code, why] = await nc.refused('dana', id, 'verify', { action_id, accepted: true, comment: 'Mine' });
    expect([status, code, why]).toEqual([403, 'separation_of_duties', expect.stringContaining('bela')]);
  });
});

describe('what nobody does for a person', () => {
  it('§3.05 a machine hands in no evidence, verifies nothing and closes nothing, whoever it acts for', async () => {
    const id = await nc.to('implementing');
    const made = ok(await house.api.as('ada').post('/v1/tokens', { machine: 'tickets', scopes: ['nonconformities:write'], on_behalf_of: 'dana' }));
    const machine = house.api.with(String(made['token']));
    const { obligation_id, action_id } = await nc.action(id);
    const complete = await machine.post(`/v1/obligations/${String(obligation_id)}/complete`, { evidence: [nc.proof], comment: 'The ticket is closed' });
    const verify = await machine.post(`/v1/nonconformities/${id}/verify`, { action_id, accepted: true, comment: 'Closed' });
    expect([complete, verify].map(({ status, body }) => [status, body['code']])).toEqual([[403, 'machine_cannot_sign'], [403, 'machine_cannot_sign']]);
    expect((await nc.action(id)).state).toBe('open');
  });
});

describe('effectiveness', () => {
  it('§3.06 measure, target, method and checker are fixed with the plan, and the checker is neither owner nor verifier', async () => {
    const id = await nc.to('rca');
    expect(await pointers('mira', id, 'plan', await nc.plan({}, { effectiveness: undefined }))).toEqual(['/effectiveness']);
    const by = (checker: string, more = {}) => nc.plan({}, { effectiveness: { measure: 'm', target: 't', method: 'retest', checker, ...more } });
    for (const checker of ['dana', 'bela']) expect(await pointers('mira', id, 'plan', await by(checker))).toEqual(['/effectiveness/checker']);
    expect(await pointers('mira', id, 'plan', await by('rohan', { method: 'sample' }))).toEqual(['/effectiveness/sample_size']);
    await nc.does('mira', id, 'plan', await by('rohan', { method: 'sample', sample_size: 30 }));
    expect((await nc.view(id)).plans[0]?.effectiveness).toEqual({ measure: 'm', target: 't', method: 'sample', sample_size: 30, checker: 'rohan' });
  });

  it('§3.06 nobody checks before the wait is over', async () => {
    const id = await nc.to('effectiveness_wait');
    expect((await nc.refused('rohan', id, 'check-effect', { verdict: 'effective', measured: 'x', comment: 'x', evidence: [nc.proof] })).slice(0, 2)).toEqual([409, 'not_due']);
  });
});

describe('one’s own process', () => {
  it('§3.09 a plan is approved by a role of the class, on the digest that was seen, and never by whose plan it is', async () => {
    const id = await nc.to('plan_review', 'major', { action: { owner: 'noor' } });
    const { plan_digest } = (await nc.view(id)).plans[0]!;
    expect((await nc.refused('noor', id, 'approve-plan', { plan_digest })).slice(0, 2)).toEqual([403, 'separation_of_duties']);
    expect((await nc.refused('bruno', id, 'approve-plan', { plan_digest }))[1]).toBe('not_permitted');
    expect((await nc.refused('maya', id, 'approve-plan', { plan_digest: randomDigest() })).slice(0, 2)).toEqual([409, 'stale_package']);
    expect((await nc.view(id)).may_approve_plan).toEqual(['maya']);
    await nc.approve(id);
  });

  it('§3.09 the coordinator who owns the case neither merges, rejects nor accepts the risk of it', async () => {
    const id = await nc.to('classified', 'minor', { classify: { owner: 'noor' } });
    for (const [command, body] of [['reject', { reason: 'x' }], ['cancel', { reason: 'x' }], ['merge', { into: await nc.raised(), reason: 'x' }]] as const) {
      expect([command, (await nc.refused('noor', id, command, body))[1]]).toEqual([command, 'separation_of_duties']);
    }
  });

  it('§3.09 a returned plan is owed again, with the reason', async () => {
    const id = await nc.to('plan_review');
    await nc.does('maya', id, 'return-plan', { reason: 'Nothing removes the cause' });
    const view = await nc.view(id);
    expect([view.state, await nc.owes(id), view.plans[0]?.returned_reason]).toEqual(['rca', ['action_plan'], 'Nothing removes the cause']);
    expect(ok(await house.api.as('mira').get('/v1/obligations?person=mira&kind=action_plan'))['items']!.map((each) => String(each['case_id']))).toContain(id);
  });
});
