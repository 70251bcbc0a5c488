import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newVersion, ok, randomDigest, startGatehouse, type Gatehouse, type Seeded } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(() => house.stop());

const post = (person: string, path: string, body: object = {}) => house.as(person).post(path, body);
/** A version that differs from the first in the components named only. */
async function versionWith(system: Seeded, id: string, digests: Record<string, string>): Promise<string> {
  const before = (await house.view(id)).manifest.digests;
  return String(ok(await post('bruno', `/v1/systems/${system.id}/versions`, newVersion(system.key, { digests: { ...before, ...digests } })))['version_id']);
}
const standing = async (id: string) => Object.fromEntries((await house.view(id)).lanes.map((l) => [l.lane, l.votes.some((v) => v.weight === 'counts')]));

describe('what was approved', () => {
  it('§1.08 a condition is met only when the lane that set it accepts the evidence, and holds the permit until then', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'low' }));
    ok(await house.sign(id, 'technical', { verdict: 'approve_with_conditions', conditions: [{ type: 'before_deploy', title: 'Load test', owner: 'devon', criteria: 'The report' }] }));
    const condition = (await house.view(id)).conditions[0];
    expect((await post('mira', '/v1/permits', { deployment_id: id })).body.code).toBe('blocked');
    const owed = `/v1/obligations/${condition?.obligation_id}`;
    expect((await post('devon', `${owed}/complete`, { comment: 'Done, trust me' })).status).toBe(422);
    const report = ok(await house.as('devon').upload('/v1/evidence?name=load.txt', '1,000 requests a second\n'));
    ok(await post('devon', `${owed}/complete`, { comment: 'Report attached', evidence: [String(report['sha256'])] }));
    expect((await post('mira', '/v1/permits', { deployment_id: id })).body.code).toBe('blocked');
    expect((await post('devon', `${owed}/accept`)).status).toBe(403);
    ok(await post('tess', `${owed}/accept`, { comment: 'Good' }));
    expect((await house.view(id)).conditions[0]?.state).toBe('met');
    expect((await post('mira', '/v1/permits', { deployment_id: id })).status).toBe(201);
  });

  it('§1.08 a condition missed after deployment blocks the system, and at the executive rung revokes the approval', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    ok(await house.sign(id, 'technical', { verdict: 'approve_with_conditions', conditions: [{ type: 'within', within: 'P10D', title: 'Bias audit', owner: 'devon', criteria: 'The audit' }] }));
    const permit = ok(await post('mira', '/v1/permits', { deployment_id: id }));
    ok(await post('mira', `/v1/permits/${String(permit['permit_id'])}/use`));
    ok(await post('mira', `/v1/deployments/${id}/confirm-live`, { digests: (await house.view(id)).manifest.digests }));
    const owed = (await house.view(id)).obligations.find((o) => o.kind === 'condition');
    await house.advance(String(owed?.due_at));
    expect(JSON.stringify(ok(await house.as('maya').get(`/v1/systems/${system.id}/blockers`)))).toContain('overdue_condition');
    await house.advance(owed?.rungs.find((r) => r.level === 'L4')?.at ?? '');
    expect((await house.view(id)).state).toBe('revoked');
    expect((await house.eventsOf(id, 'approval.revoked')).map((e) => e.body['rule'])).toEqual(['condition_missed']);
  });

  it('§1.09 changed code voids the votes of technical and risk and carries the others, with old and new digest and the rule', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    for (const lane of ['technical', 'risk']) ok(await house.sign(id, lane));
    ok(await house.sign(id, 'business', { verdict: 'abstain' }));
    const old = (await house.view(id)).package_digest;
    ok(await post('mira', `/v1/deployments/${id}/revise`, { version_id: await versionWith(system, id, { code: `git:${'b'.repeat(40)}` }), reason: 'A fix' }));
    await house.quiet();
    expect(await standing(id)).toEqual({ technical: false, risk: false, business: true });
    expect((await house.eventsOf(id, 'vote.carried')).map((e) => e.body)).toEqual([
      expect.objectContaining({ lane: 'business', old_digest: old, new_digest: (await house.view(id)).package_digest, rule: 'materiality_some' }),
    ]);
  });

  it.each([['weights'], ['dataset'], ['prompt_config'], ['tokenizer']])('§1.09 a changed %s voids every vote and the permit, whatever the requester says', async (component) => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    await house.approve(id);
    const permit = ok(await post('mira', '/v1/permits', { deployment_id: id }));
    ok(await post('mira', `/v1/deployments/${id}/revise`, { version_id: await versionWith(system, id, { [component]: randomDigest() }), reason: 'Only a comment, really' }));
    await house.quiet();
    expect(await standing(id)).toEqual({ technical: false, risk: false, business: false });
    expect((await post('mira', `/v1/permits/${String(permit['permit_id'])}/use`)).body.code).toBe('permit_void');
  });

  it('§1.10 a vote on an older package is refused with the difference and a link', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    const seen = (await house.view(id)).package_digest;
    ok(await post('mira', `/v1/deployments/${id}/revise`, { version_id: await versionWith(system, id, { weights: randomDigest() }), reason: 'Retrained' }));
    await house.quiet();
    const answer = await house.sign(id, 'risk', { package_digest: seen });
    expect([answer.status, answer.body.code]).toEqual([409, 'stale_package']);
    expect(answer.text).toContain('weights');
    expect(answer.text).toContain(`/v1/deployments/${id}`);
  });

  it('§1.11 a resubmission links to the old and carries young approvals of unchanged evidence only', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    ok(await house.sign(id, 'technical'));
    ok(await post('mira', `/v1/deployments/${id}/withdraw`, { reason: 'Not yet' }));
    await house.advance('P10D');
    ok(await post('mira', `/v1/deployments/${id}/resubmit`, { reason: 'Now' }));
    await house.quiet();
    expect(await standing(id)).toEqual({ technical: true, risk: false, business: false });
    ok(await post('mira', `/v1/deployments/${id}/withdraw`, { reason: 'Not yet' }));
    await house.advance('P25D');
    ok(await post('mira', `/v1/deployments/${id}/resubmit`, { reason: 'Again' }));
    await house.quiet();
    expect(await standing(id)).toEqual({ technical: false, risk: false, business: false });
    expect((await house.eventsOf(id, 'vote.voided')).at(-1)?.body['rule']).toBe('too_old');
  });

  it('§1.15 an unpinned third-party model makes a condition by itself', async () => {
    const system = await house.seedSystem({ tier: 'low', entry: { dependencies: [{ name: 'foundation-model', kind: 'model', pinned: false, vendor: 'examplecorp' }] } });
    const id = await house.request(system);
    const view = await house.approve(id);
    expect([view.state, view.conditions[0]?.type, view.conditions[0]?.title.includes('foundation-model')]).toEqual(['conditionally_approved', 'before_deploy', true]);
    expect((await post('mira', '/v1/permits', { deployment_id: id })).body.code).toBe('blocked');
  });

  it('§1.24 an unused permit that ends returns the case to approved, and another can be issued', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'low' }));
    await house.approve(id);
    const permit = ok(await post('mira', '/v1/permits', { deployment_id: id }));
    await house.advance('PT24H');
    expect((await house.view(id)).state).toBe('approved');
    expect((await post('mira', `/v1/permits/${String(permit['permit_id'])}/use`)).body.code).toBe('permit_expired');
    expect((await post('mira', '/v1/permits', { deployment_id: id })).status).toBe(201);
  });
});
