import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(() => house.stop());

const codeOf = (answer: { readonly status: number; readonly body: { readonly code?: unknown } }) => [answer.status, answer.body.code];

describe('who counts as a person', () => {
  it('§0.01 a machine never signs, whatever its scopes, and its requests belong to the person it acts for', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const made = ok(await house.as('ada').post('/v1/tokens', { machine: 'pipeline', scopes: ['read', 'deployments:write', 'permits:issue', 'permits:use'], on_behalf_of: 'mira' }));
    const machine = house.with(String(made['token']));
    const opened = ok(await machine.post('/v1/deployments', { system_id: system.id, version_id: system.version_id, environment: 'production', title: 'By the pipeline', change_type: 'retrain', rationale: 'Nightly', documents: system.documents }));
    const id = String(opened['id']);
    await house.quiet();
    const view = await house.view(id);
    expect(view.requester).toBe('mira');
    const lane = await house.lane(id, 'risk');
    const answer = await machine.post(`/v1/obligations/${lane.obligation_id}/votes`, { verdict: 'approve', package_digest: view.package_digest });
    expect(answer.status).toBe(403);
    expect((await house.view(id)).lanes.flatMap((l) => l.votes)).toEqual([]);
    expect(await house.eventsOf(id, 'command.refused')).toMatchObject([
      { actor: { kind: 'machine', id: 'pipeline', on_behalf_of: 'mira' }, body: { command: 'castVote', code: 'machine_cannot_sign', target: lane.obligation_id } },
    ]);
  });

  it('§0.05 a vote carries policy, package and component digests, door, assurance and comment, and can be withdrawn until the permit is issued', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    ok(await house.sign(id, 'technical', { by: 'theo', reason: 'Looks sound' }));
    await house.quiet();
    const [cast] = await house.eventsOf(id, 'vote.cast');
    const view = await house.view(id);
    expect(cast?.body).toMatchObject({ person: 'theo', verdict: 'approve', reason: 'Looks sound', policy_digest: view.policy_digest, package_digest: view.package_digest, digests: view.manifest.digests, door: 'api', assurance: 'development' });
    expect(view.state).toBe('approved');

    const { obligation_id } = await house.lane(id, 'technical');
    ok(await house.as('theo').post(`/v1/obligations/${obligation_id}/votes`, { verdict: 'withdraw', package_digest: view.package_digest, reason: 'I overlooked something' }));
    await house.quiet();
    const reopened = await house.view(id);
    expect([reopened.state, (await house.lane(id, 'technical')).state]).toEqual(['in_review', 'open']);

    ok(await house.sign(id, 'technical', { by: 'tess' }));
    ok(await house.as('mira').post('/v1/permits', { deployment_id: id }));
    const late = await house.as('tess').post(`/v1/obligations/${(await house.lane(id, 'technical')).obligation_id}/votes`, { verdict: 'withdraw', package_digest: view.package_digest, reason: 'Too late' });
    expect(codeOf(late)).toEqual([409, 'wrong_state']);
  });

  it('§0.05 each verdict is recorded for what it is', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    ok(await house.sign(id, 'risk', { by: 'ruth', verdict: 'abstain', reason: 'No opinion' }));
    ok(await house.sign(id, 'risk', { by: 'renate', verdict: 'recuse', reason: 'My sister wrote it' }));
    ok(await house.sign(id, 'business', { by: 'bela', verdict: 'reject', reason: 'No benefit' }));
    ok(await house.sign(id, 'technical', { by: 'theo', verdict: 'request_changes', reason: 'Name the owner of the rollback' }));
    const cast = (await house.eventsOf(id, 'vote.cast')).map((e) => [e.body['person'], e.body['verdict']]);
    expect(cast).toEqual([['ruth', 'abstain'], ['renate', 'recuse'], ['bela', 'reject'], ['theo', 'request_changes']]);
    expect((await house.view(id)).state).toBe('changes_requested');
  });
});
