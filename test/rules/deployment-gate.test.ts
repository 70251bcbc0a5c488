import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PublicJwks, verifyPermitToken } from '../../api/permit-token.ts';
import { beat } from '../../store/pulse.ts';
import { createToken } from '../../store/tokens.ts';
import { newVersion, ok, startGatehouse, type Gatehouse } from '../support/gatehouse.ts';
import { wayTo } from '../support/way.ts';
import { runHere } from '../unit/cli/bench.ts';

let house: Gatehouse;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-gate-'));
beforeAll(async () => (house = await startGatehouse()), 120_000);
afterAll(async () => {
  await house.stop();
  rmSync(folder, { recursive: true });
});

const post = (person: string, path: string, body: object = {}) => house.as(person).post(path, body);
const code = async (answer: Promise<{ readonly status: number; readonly body: { readonly code?: unknown } }>) => (await answer).body.code;
const stateOf = async (id: string) => (await house.view(id)).state;

/** What CI has: the command line with a machine's token, a way to the gate that may be cut, and the gate's keys in a file. */
async function pipeline() {
  const gate = await wayTo(house.url);
  const made = await createToken(house.store, { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, { machine: 'pipeline', scopes: ['read'] });
  if (made.outcome !== 'made') throw new Error(JSON.stringify(made));
  const cached = join(folder, 'keys.json');
  writeFileSync(cached, JSON.stringify(ok(await house.with(null).get('/.well-known/gatehouse-keys.json'))));
  const tools = { verifyToken: async (token: string, keys: unknown) => verifyPermitToken(token, keys as PublicJwks, await house.now()) };
  const verify = async (token: string, ...more: readonly string[]) => {
    const { code: exit, out, err } = await runHere(['permit', 'verify', token, ...more, '--json'], { GATEHOUSE_API: gate.url, GATEHOUSE_TOKEN: made.token }, tools);
    return { code: exit, out, said: JSON.parse(out === '' ? err : out) as object };
  };
  return { gate, cached, verify };
}

describe('what holds the gate', () => {
  it('§1.T1 an accepted risk holds nothing until its acceptance ends, and then holds again', async () => {
    const system = await house.seedSystem({ tier: 'medium' });
    const risk = ok(await post('bruno', `/v1/systems/${system.id}/risks`, { title: 'Unfair to renters', owner: 'bruno', residual: 'high', option: 'accept' }));
    const until = await house.in('P2D');
    expect(await code(post('bruno', `/v1/risks/${String(risk['risk_id'])}/accept`, { reason: 'I accept my own', until }))).toBe('separation_of_duties');
    ok(await post('viktor', `/v1/risks/${String(risk['risk_id'])}/accept`, { reason: 'Until the retraining', until }));
    const id = await house.request(system);
    expect(await stateOf(id)).toBe('in_review');
    for (const lane of ['technical', 'risk']) ok(await house.sign(id, lane));
    await house.advance(until);
    ok(await house.sign(id, 'business'));
    await house.quiet();
    expect(await stateOf(id)).toBe('blocked');
  });

  it('§1.T2 §1.21 a nonconformity’s blocker cannot be released by hand, holds every request but its own cure, and the cure needs the coordinator’s consent', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const source_case = 'nc_01hzzzzzzzzzzzzzzzzzzzzzzz';
    const raised = ok(await post('noor', '/v1/blockers', { kind: 'nonconformity', extent: { scope: 'system', id: system.id }, title: 'Major nonconformity: no rollback drill', reason: 'Audit finding 7', source_case }));
    expect(await code(post('maya', `/v1/blockers/${String(raised['blocker_id'])}/release`, { reason: 'By hand' }))).toBe('wrong_state');
    const other = await house.request(system);
    expect(await stateOf(other)).toBe('blocked');
    const cure = await house.request(system, { fixes: source_case });
    expect(await stateOf(cure)).toBe('in_review');
    ok(await house.sign(cure, 'technical'));
    expect(await stateOf(cure)).toBe('in_review');
    expect(await code(post('mira', `/v1/deployments/${cure}/consent`, { reason: 'Mine' }))).toBe('not_permitted');
    ok(await post('noor', `/v1/deployments/${cure}/consent`, { reason: 'This is the corrective action' }));
    expect(await stateOf(cure)).toBe('approved');
    expect((await post('mira', '/v1/permits', { deployment_id: cure })).status).toBe(201);
  });

  it('§1.T6 §1.23 the executive lane joins at any tier for special-category data, more than 10,000 people or no human in the loop', async () => {
    for (const profile of [{ special_category_data: true }, { affected_people: 10_001 }, { oversight: 'out_of_the_loop' }]) {
      const view = await house.view(await house.request(await house.seedSystem({ tier: 'low', profile })));
      expect(view.lanes.map((l) => l.lane)).toContain('executive');
      expect(view.tier).toBe('medium');
    }
    const plain = await house.view(await house.request(await house.seedSystem({ tier: 'low', profile: { affected_people: 10_000 } })));
    expect([plain.tier, plain.lanes.map((l) => l.lane)]).toEqual(['low', ['technical']]);
  });

  it('§1.23 the score decides the tier, a first or agentic high request is novel, and a tier raised by hand needs a second person', async () => {
    const tierOf = async (consequence: number, likelihood: number) => (await house.view(await house.request(await house.seedSystem({ tier: 'low', profile: { consequence, likelihood } })))).tier;
    expect([await tierOf(1, 5), await tierOf(2, 3), await tierOf(2, 5), await tierOf(3, 5)]).toEqual(['low', 'medium', 'medium', 'high']);
    const id = await house.request(await house.seedSystem({ tier: 'high_novel' }));
    expect((await house.view(id)).path).toBe('high_novel');

    const medium = await house.request(await house.seedSystem({ tier: 'medium' }));
    ok(await house.sign(medium, 'risk', { by: 'renate' }));
    ok(await post('maya', `/v1/deployments/${medium}/set-tier`, { tier: 'high', reason: 'More reach than stated' }));
    expect(await code(post('maya', `/v1/deployments/${medium}/set-tier`, { tier: 'high', reason: 'Again' }))).toBe('second_person_needed');
    expect((await house.view(medium)).tier).toBe('medium');
    ok(await post('viktor', `/v1/deployments/${medium}/set-tier`, { tier: 'high', reason: 'Agreed' }));
    await house.quiet();
    const raised = await house.view(medium);
    expect([raised.tier, raised.lanes.map((l) => l.lane).sort()]).toEqual(['high', expect.arrayContaining(['legal', 'security', 'privacy'])]);
    expect(raised.lanes.find((l) => l.lane === 'risk')).toMatchObject({ needed: 2, approvals: 1 });
  });

  it('§1.16 a pause order holds permits, not reviews, and names owner and link', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const order = ok(await post('maya', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'unit', id: 'business' }, title: 'Year-end freeze', reason: 'Closing the books' }));
    const id = await house.request(system);
    expect(await stateOf(id)).toBe('in_review');
    await house.approve(id);
    const held = await post('mira', '/v1/permits', { deployment_id: id });
    expect([held.status, held.body.code]).toEqual([409, 'blocked']);
    expect(held.text).toContain('Year-end freeze');
    ok(await post('maya', `/v1/blockers/${String(order['blocker_id'])}/release`, { reason: 'Books are closed' }));
    expect((await post('mira', '/v1/permits', { deployment_id: id })).status).toBe(201);
  });

  it('§1.16 a waiver lets one blocker pass for a time, by somebody above the lane heads, and the blocker returns', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const order = ok(await post('maya', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'system', id: system.id }, title: 'Freeze', reason: 'Incident drill' }));
    const id = await house.request(system);
    await house.approve(id);
    const waiver = { system_id: system.id, reason: 'Security fix', compensating_control: 'Manual review of each decision', until: await house.in('P2D') };
    const path = `/v1/blockers/${String(order['blocker_id'])}/waive`;
    expect(await code(post('tilda', path, waiver))).toBe('not_permitted');
    expect(await code(post('viktor', path, { ...waiver, until: await house.in('P31D') }))).toBe('limit_reached');
    ok(await post('viktor', path, waiver));
    expect((await post('mira', '/v1/permits', { deployment_id: id })).status).toBe(201);
    await house.advance(waiver.until);
    expect(await code(post('mira', '/v1/permits', { deployment_id: id }))).toBe('blocked');
  });

  it('§1.16 the same blocker is waived again once for the same system, and then no more', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const order = ok(await post('maya', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'system', id: system.id }, title: 'Freeze', reason: 'Incident drill' }));
    const waive = async () => post('viktor', `/v1/blockers/${String(order['blocker_id'])}/waive`, { system_id: system.id, reason: 'Security fix', compensating_control: 'Manual review', until: await house.in('P2D') });
    ok(await waive());
    ok(await waive());
    const third = await waive();
    expect([third.body.code, third.text]).toEqual(['limit_reached', expect.stringContaining('the policy allows 1 renewal')]);
  });

  it('§1.17 a gate that cannot be reached denies, whoever asks; a cached permit counts until it ends, what the gate did not sign never, and the outage is recorded', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'low' }));
    await house.approve(id);
    const token = String(ok(await post('mira', '/v1/permits', { deployment_id: id }))['token']);
    const { weights = '' } = (await house.view(id)).manifest.digests;
    const { verify, gate, cached } = await pipeline();
    const seen = ['--digest', `weights=${weights}`];
    expect(await verify(token, ...seen)).toMatchObject({ code: 0, said: { valid: true } });
    const forged = `${token.slice(0, -4)}AAAA`;
    expect(await verify(forged, ...seen)).toMatchObject({ code: 1, said: { code: 'invalid', reason: 'bad_signature' } });

    await beat(house.store);
    await gate.close();
    for (const how of [[], ['--keys', cached]]) expect(await verify(token, ...seen, ...how)).toMatchObject({ code: 3, out: '', said: { code: 'unreachable', detail: expect.stringContaining(`nothing answers at ${gate.url}`) } });
    const offline = ['--keys', cached, '--offline', ...seen];
    expect(await verify(token, ...offline)).toMatchObject({ code: 0, said: { valid: true, permit_id: expect.any(String) } });
    expect(await verify(forged, ...offline)).toMatchObject({ code: 1, out: '', said: { code: 'refused' } });
    await house.advance('PT24H');
    expect(await verify(token, ...offline)).toMatchObject({ code: 1, out: '', said: { code: 'refused', detail: expect.stringContaining('expired') } });
    await gate.open();
    const since = await beat(house.store);
    const [outage] = (await house.eventsOf('house', 'gate.outage_ended')).slice(-1);
    expect(outage?.body).toEqual({ from_at: since, to_at: outage?.at });
    expect(Date.parse(String(outage?.at)) - Date.parse(String(since))).toBeGreaterThanOrEqual(86_400_000);
    expect(await verify(token, ...seen)).toMatchObject({ code: 1, said: { code: 'permit_expired' } });
    await gate.close();
  });

  it('§1.22 verifying changes nothing, using consumes once, both fail when something was raised meanwhile, and a drift is a blocker', async () => {
    const system = await house.seedSystem({ tier: 'low' });
    const id = await house.request(system);
    await house.approve(id);
    const issued = ok(await post('mira', '/v1/permits', { deployment_id: id }));
    const permit = String(issued['permit_id']);
    const recorded = async () => (await house.eventTypes(id)).filter((type) => !type.startsWith('delivery.'));
    const before = await recorded();
    for (let i = 0; i < 3; i += 1) await post('mira', '/v1/permits/verify', { token: issued['token'] });
    expect(await recorded()).toEqual(before);
    const order = ok(await post('maya', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'All stop', reason: 'Outage' }));
    expect((await post('mira', '/v1/permits/verify', { token: issued['token'] })).text).toContain('All stop');
    const refused = await post('mira', `/v1/permits/${permit}/use`);
    expect([refused.status, refused.body.code]).toEqual([409, 'blocked']);
    ok(await post('maya', `/v1/blockers/${String(order['blocker_id'])}/release`, { reason: 'Over' }));
    const uses = await Promise.all([post('mira', `/v1/permits/${permit}/use`), post('mira', `/v1/permits/${permit}/use`)]);
    expect(uses.map((u) => u.status).sort()).toEqual([200, 409]);
    const digests = (await house.view(id)).manifest.digests;
    ok(await post('mira', `/v1/deployments/${id}/confirm-live`, { digests }));

    ok(await post('mira', `/v1/systems/${system.id}/observed-digests`, { environment: 'production', digests: { ...digests, weights: `sha256:${'1'.repeat(64)}` } }));
    await house.quiet();
    expect(JSON.stringify(ok(await house.as('maya').get(`/v1/systems/${system.id}/blockers`)))).toContain('digest_drift');
    const told = (await house.deliveries(system.id)).filter((d) => d.kind === 'drift').map((d) => d.recipient).sort();
    expect(told).toEqual(['bruno', 'maya']);
    const made = ok(await post('bruno', `/v1/systems/${system.id}/versions`, newVersion(system.key)));
    expect(await stateOf(await house.request(system, { version_id: String(made['version_id']) }))).toBe('blocked');
  });
});
