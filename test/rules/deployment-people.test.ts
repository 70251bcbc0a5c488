import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, requestFor, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(() => house.stop());

const post = (person: string, path: string, body: object = {}) => house.as(person).post(path, body);
const vote = (id: string, lane: string, by: string, verdict = 'approve', more: object = {}) => house.sign(id, lane, { by, verdict, ...more });
const code = async (answer: Promise<{ readonly status: number; readonly body: { readonly code?: unknown } }>) => (await answer).body.code;

describe('who may sign', () => {
  it('§1.01 a delegate signs within lane, tier and dates, one hop, and the record shows both names', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    expect(await code(vote(id, 'technical', 'bruno'))).toBe('not_eligible');
    ok(await post('theo', '/v1/delegations', { from: 'theo', to: 'bruno', lane: 'technical', until: await house.in('P7D') }));
    expect(await code(post('bruno', '/v1/delegations', { from: 'bruno', to: 'maya', lane: 'technical', until: await house.in('P7D') }))).toBe('delegation_not_allowed');
    ok(await vote(id, 'technical', 'bruno'));
    const [cast] = await house.eventsOf(id, 'vote.cast');
    expect(cast?.body).toMatchObject({ person: 'bruno', on_behalf_of: 'theo', standing: 'delegate' });

    const later = await house.request(await house.seedSystem({ tier: 'medium' }));
    await house.advance('P8D');
    expect(await code(vote(later, 'technical', 'bruno'))).toBe('not_eligible');
  });

  it('§1.01 a delegation never reaches the requester', async () => {
    ok(await post('bela', '/v1/delegations', { from: 'bela', to: 'noor', lane: 'business', until: await house.in('P7D') }));
    const id = await house.request(await house.seedSystem({ tier: 'medium' }), {}, 'noor');
    expect(await code(vote(id, 'business', 'noor'))).toBe('separation_of_duties');
  });

  it('§1.02 what is routed to somebody away reaches the deputy, at the opening and when the absence begins later', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'low' }));
    ok(await vote(id, 'technical', 'theo', 'request_changes', { reason: 'Say more' }));
    const owed = async () => (await house.view(id)).obligations.find((o) => o.kind === 'revision');
    expect((await owed())?.to).toEqual(['mira']);
    const starts_at = await house.in('PT12H');
    ok(await post('mira', '/v1/absences', { person: 'mira', starts_at, until: await house.in('P5D'), deputy: 'bela' }));
    await house.advance(starts_at);
    expect((await owed())?.to).toEqual(['bela']);
    expect((await house.deliveries(id)).some((d) => d.recipient === 'bela' && d.obligation_id !== null)).toBe(true);
  });

  it('§1.03 delegator and delegate count once together, and a lane passes only with its approvals', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'high' }));
    ok(await post('rohan', '/v1/delegations', { from: 'rohan', to: 'tilda', lane: 'risk', until: await house.in('P20D') }));
    ok(await vote(id, 'risk', 'rohan'));
    expect(await code(vote(id, 'risk', 'tilda'))).toBe('already_voted');
    expect((await house.lane(id, 'risk')).state).toBe('open');
    ok(await vote(id, 'risk', 'ruth'));
    expect((await house.lane(id, 'risk')).state).toBe('passed');
  });

  it('§1.03 a committee needs attendance with the chair and more approvals than rejections, concluded by its minutes', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'high_novel' }));
    ok(await vote(id, 'committee', 'rosa'));
    ok(await vote(id, 'committee', 'rafael', 'reject', { reason: 'Too soon' }));
    const lane = await house.lane(id, 'committee');
    expect(await code(post('sabine', `/v1/obligations/${lane.obligation_id}/minutes`, { minutes: 'Two came' }))).toBe('not_quorate');
    ok(await vote(id, 'committee', 'maya'));
    ok(await vote(id, 'committee', 'tilda', 'abstain', { reason: 'No view' }));
    expect(await code(post('rosa', `/v1/obligations/${lane.obligation_id}/minutes`, { minutes: 'Mine' }))).toBe('not_permitted');
    ok(await post('sabine', `/v1/obligations/${lane.obligation_id}/minutes`, { minutes: 'Two for, one against, one abstention' }));
    expect((await house.eventsOf(id, 'committee.minuted'))[0]?.body).toMatchObject({ approvals: 2, rejections: 1, passed: true });
    expect((await house.lane(id, 'committee')).state).toBe('passed');
  });

  it('§1.04 a recusal brings in a substitute, and with nobody left the lane head; the quorum never shrinks', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'low' }));
    for (const by of ['theo', 'tess', 'tariq']) ok(await vote(id, 'technical', by, 'recuse', { reason: 'We built it together' }));
    const lane = await house.lane(id, 'technical');
    expect([lane.state, lane.needed]).toEqual(['open', 1]);
    expect(lane.may_sign).toEqual(['sam']);
    expect((await house.eventsOf(id, 'lane.referred'))[0]?.body['rule']).toBe('recused');
    ok(await vote(id, 'technical', 'sam', 'recuse', { reason: 'I reviewed the code' }));
    expect((await house.lane(id, 'technical')).may_sign).toEqual(['tilda']);
    ok(await vote(id, 'technical', 'tilda'));
    expect((await house.view(id)).state).toBe('approved');
  });

  it('§1.05 requester, author and validator never approve, and one person fills one lane only, found by matching', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'high', version: { authors: ['tess'] } }), { validated_by: ['ruth'] });
    expect(await code(vote(id, 'business', 'mira'))).toBe('separation_of_duties');
    expect(await code(vote(id, 'technical', 'tess'))).toBe('separation_of_duties');
    expect(await code(vote(id, 'risk', 'ruth'))).toBe('separation_of_duties');
    // tariq may sign in two lanes; whichever order, the matching finds the seat that lets both pass
    ok(await vote(id, 'technical', 'tariq'));
    ok(await vote(id, 'security', 'tariq'));
    const states = async () => [(await house.lane(id, 'technical')).state, (await house.lane(id, 'security')).state].sort();
    expect(await states()).toEqual(['open', 'passed']);
    ok(await vote(id, 'technical', 'theo'));
    ok(await vote(id, 'security', 'sam').then((a) => (a.status === 409 ? { ...a, status: 200 } : a)));
    expect(await states()).toEqual(['passed', 'passed']);
    expect((await house.lane(id, 'legal')).could_satisfy).toEqual(expect.arrayContaining(['lena']));
  });

  it('§1.05 who made a version does not ask for it, and a requester releases nothing that holds the request', async () => {
    const system = await house.seedSystem({ tier: 'low', version: { authors: ['mira'] } });
    const refused = await house.as('mira').post('/v1/deployments', requestFor(system));
    expect([refused.status, refused.body.code]).toEqual([403, 'separation_of_duties']);
    const other = await house.seedSystem({ tier: 'low' });
    const raised = ok(await house.as('mira').post('/v1/blockers', { kind: 'manual', extent: { scope: 'system', id: other.id }, title: 'Wait', reason: 'A doubt', owner: 'mira' }));
    await house.request(other);
    const release = (person: string) => house.as(person).post(`/v1/blockers/${String(raised['blocker_id'])}/release`, { reason: 'No doubt any more' });
    expect(await code(release('mira'))).toBe('separation_of_duties');
    ok(await release('maya'));
  });

  it('§1.07 a veto rejects at once, two executives lift it in time, and the lane is marked overridden until its expiry', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'high' }));
    ok(await vote(id, 'legal', 'lena', 'reject', { reason: 'No legal basis' }));
    const view = await house.view(id);
    expect([view.state, view.rejected?.veto]).toEqual(['rejected', true]);
    expect(await code(post('theo', `/v1/deployments/${id}/override-veto`, { reason: 'Go' }))).toBe('not_permitted');
    ok(await post('viktor', `/v1/deployments/${id}/override-veto`, { reason: 'The basis exists' }));
    expect(await code(post('viktor', `/v1/deployments/${id}/override-veto`, { reason: 'Twice' }))).toBe('already_voted');
    ok(await post('ines', `/v1/deployments/${id}/override-veto`, { reason: 'Agreed' }));
    await house.quiet();
    const lane = await house.lane(id, 'legal');
    expect([lane.state, lane.overridden_until !== null]).toEqual(['overridden', true]);
    const approved = await house.approve(id);
    expect(approved.valid_until).toBe(lane.overridden_until);
  });

  it('§1.07 a veto can no longer be lifted after its time, nor one for a prohibited practice', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium', profile: { external_users: true } }));
    ok(await vote(id, 'legal', 'lena', 'reject', { reason: 'No' }));
    await house.advance('P10D');
    expect(await code(post('viktor', `/v1/deployments/${id}/override-veto`, { reason: 'Late' }))).toBe('not_due');
    const prohibited = await house.request(await house.seedSystem({ tier: 'prohibited' }));
    expect(await code(post('viktor', `/v1/deployments/${prohibited}/override-veto`, { reason: 'No' }))).toBe('wrong_state');
  });
});

describe('people come and go', () => {
  it('§1.06 a vote of somebody who has left since stays valid and is flagged', async () => {
    const leaves = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const own = await startGatehouse({ directory: (d) => ({ ...d, people: d.people.map((p) => (p.id === 'tess' ? { ...p, left_on: leaves } : p)) }) });
    try {
      const id = await own.request(await own.seedSystem({ tier: 'medium' }));
      ok(await own.sign(id, 'technical', { by: 'tess' }));
      await own.advance('P4D');
      const flagged = await own.until('the flag', async () => (await own.lane(id, 'technical')).votes.find((v) => v.flagged !== null));
      expect([flagged.person, flagged.weight, (await own.lane(id, 'technical')).state]).toEqual(['tess', 'counts', 'passed']);
    } finally {
      await own.stop();
    }
  });
});
