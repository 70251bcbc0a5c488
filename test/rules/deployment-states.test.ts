import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goLive, newVersion, ok, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';

let house: Gatehouse;
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(() => house.stop());

const post = (person: string, path: string, body: object = {}) => house.as(person).post(path, body);
const stateOf = async (id: string) => (await house.view(id)).state;

describe('the states of a deployment case', () => {
  it('§1.S submitted §1.S checking §1.S in_review a request is frozen, checked and put to its lanes', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    await house.stopWorkers();
    const made = ok(await post('mira', '/v1/deployments', { system_id: system.id, version_id: system.version_id, environment: 'production', title: 'Deploy', change_type: 'new', rationale: 'Needed', documents: system.documents }));
    const id = String(made['id']);
    expect(await stateOf(id)).toBe('checking');
    expect(await house.eventTypes(id)).toEqual(['deployment.submitted']);
    await house.startWorkers();
    await house.quiet();
    expect(await stateOf(id)).toBe('in_review');
    const [checks] = await house.eventsOf(id, 'checks.completed');
    expect((checks?.body['results'] as { outcome: string }[]).every((r) => r.outcome === 'pass')).toBe(true);
    const first = (await house.deliveries(id)).filter((d) => d.kind === 'sign_off' && d.state === 'sent').map((d) => d.recipient);
    for (const person of ['theo', 'ruth', 'bela']) expect(first).toContain(person);
  });

  it('§1.S blocked a risk item above the threshold holds the gate with owner and link, and its treatment opens it', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const risk = ok(await post('bruno', `/v1/systems/${system.id}/risks`, { title: 'Leaks claims data', owner: 'bruno', residual: 'high', option: 'mitigate' }));
    const id = await house.request(system);
    const view = await house.view(id);
    expect(view.state).toBe('blocked');
    expect(view.blockers).toEqual([expect.objectContaining({ kind: 'risk', owner: 'bruno', link: expect.stringContaining(system.id) })]);
    ok(await post('bruno', `/v1/risks/${String(risk['risk_id'])}/treat`, { residual: 'low', reason: 'Field-level encryption' }));
    await house.quiet();
    expect(await stateOf(id)).toBe('in_review');
    expect(await house.eventTypes(id)).toEqual(expect.arrayContaining(['gate.blocked', 'gate.unblocked', 'review.opened']));
  });

  it('§1.S changes_requested §1.24 one vote asks for changes, the requester owes a revision, and revising goes on', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const id = await house.request(system);
    ok(await house.sign(id, 'risk', { verdict: 'request_changes', reason: 'Say who can stop it' }));
    const view = await house.view(id);
    expect(view.state).toBe('changes_requested');
    expect(view.obligations.filter((o) => o.kind === 'sign_off').map((o) => o.state)).toEqual(['paused', 'paused', 'paused']);
    expect(view.obligations.find((o) => o.kind === 'revision')).toMatchObject({ state: 'open', owed_by: { person: 'mira' } });
    const document = ok(await house.as('mira').upload('/v1/evidence?name=oversight_plan.md', '# Oversight\n\nThe desk lead stops it.\n'));
    ok(await post('mira', `/v1/deployments/${id}/revise`, { documents: { oversight_plan: String(document['sha256']) }, reason: 'Named the desk lead' }));
    await house.quiet();
    const revised = await house.view(id);
    expect([revised.state, revised.revision]).toEqual(['in_review', 2]);
    expect((await house.approve(id)).state).toBe('approved');
  });

  it('§1.S conditionally_approved §1.S approved conditions make the approval conditional', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const plain = await house.request(system);
    expect((await house.approve(plain)).state).toBe('approved');
    const id = await house.request(system);
    ok(await house.sign(id, 'technical', { verdict: 'approve_with_conditions', conditions: [{ type: 'before_deploy', title: 'Load test', owner: 'devon', criteria: 'Report of the load test' }] }));
    const view = await house.view(id);
    expect([view.state, view.conditions[0]?.state]).toEqual(['conditionally_approved', 'open']);
  });

  it('§1.S rejected a lane that can no longer reach its approvals rejects the case', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    for (const by of ['theo', 'tess']) ok(await house.sign(id, 'technical', { by, verdict: 'reject', reason: 'Not ready' }));
    expect(await stateOf(id)).toBe('in_review');
    ok(await house.sign(id, 'technical', { by: 'tariq', verdict: 'reject', reason: 'Not ready' }));
    const view = await house.view(id);
    expect([view.state, view.rejected?.rule, view.rejected?.veto]).toEqual(['rejected', 'lane_failed', false]);
  });

  it('§1.S permit_issued §1.S live a permit is issued, used and the case is live only once what was observed is what was approved', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    await house.approve(id);
    const permit = ok(await post('mira', '/v1/permits', { deployment_id: id }));
    expect(await stateOf(id)).toBe('permit_issued');
    const digests = (await house.view(id)).manifest.digests;
    expect((await post('mira', `/v1/deployments/${id}/confirm-live`, { digests })).status).toBe(409);
    ok(await post('mira', `/v1/permits/${String(permit['permit_id'])}/use`));
    expect((await post('mira', `/v1/deployments/${id}/confirm-live`, { digests: { ...digests, weights: `sha256:${'0'.repeat(64)}` } })).body.code).toBe('digest_mismatch');
    expect(await stateOf(id)).toBe('permit_issued');
    ok(await post('mira', `/v1/deployments/${id}/confirm-live`, { digests }));
    expect(await stateOf(id)).toBe('live');
  });

  it('§1.S revoked an approval can be taken back at any time, and the permit with it', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    await house.approve(id);
    const permit = ok(await post('mira', '/v1/permits', { deployment_id: id }));
    expect((await post('mira', `/v1/deployments/${id}/revoke`, { reason: 'Mine' })).status).toBe(403);
    ok(await post('maya', `/v1/deployments/${id}/revoke`, { reason: 'The vendor withdrew its assurance' }));
    expect(await stateOf(id)).toBe('revoked');
    expect((await post('mira', `/v1/permits/${String(permit['permit_id'])}/use`)).status).toBe(409);
  });

  it('§1.S superseded §1.18 a later version confirmed live in the same environment supersedes, and one rollout runs at a time', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const first = await goLive(house, system);
    const made = ok(await post('bruno', `/v1/systems/${system.id}/versions`, newVersion(system.key)));
    const second = await house.request(system, { version_id: String(made['version_id']) });
    const third = await house.request(system, { version_id: String(made['version_id']) });
    await house.approve(second);
    await house.approve(third);
    const permit = ok(await post('mira', '/v1/permits', { deployment_id: second }));
    ok(await post('mira', `/v1/permits/${String(permit['permit_id'])}/use`));
    expect((await post('mira', '/v1/permits', { deployment_id: third })).body.code).toBe('rollout_in_progress');
    ok(await post('mira', `/v1/deployments/${second}/confirm-live`, { digests: (await house.view(second)).manifest.digests }));
    await house.quiet();
    expect([await stateOf(first), await stateOf(second)]).toEqual(['superseded', 'live']);
  });

  it('§1.S withdrawn §1.12 the requester withdraws with a reason, everything owed ends, its copies show it, and it counts in the metrics', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const withdrawn = async () => {
      const { text } = await house.with(null).get('/metrics');
      return Number(/^gatehouse_cases\{kind="deployment",state="withdrawn"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    const before = await withdrawn();
    const id = await house.request(system);
    expect((await post('theo', `/v1/deployments/${id}/withdraw`, { reason: 'Not mine' })).status).toBe(403);
    ok(await post('mira', `/v1/deployments/${id}/withdraw`, { reason: 'Superseded by another idea' }));
    await house.quiet();
    const view = await house.view(id);
    expect([view.state, view.obligations.filter((o) => o.state === 'open')]).toEqual(['withdrawn', []]);
    expect(await withdrawn()).toBe(before + 1);
    const cards = (await house.deliveries(id)).filter((d) => d.kind === 'sign_off' && d.channel === 'chat');
    expect(cards.length).toBeGreaterThan(0);
    for (const message of house.slack.messages({ containing: id })) expect(JSON.stringify(message)).not.toContain('gatehouse:approve');
  });
});
