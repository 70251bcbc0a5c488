import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from '../../../store/execute.ts';
import { startTestApi, type Answer, type TestApi } from '../../support/api.ts';
import { CAST, digestOf, newVersion, ok, randomDigest, requestFor, type Seeded, seedSystem } from '../../support/seed.ts';

let api: TestApi;
let system: Seeded;
let deployment: string;
let technical: { obligation_id: string; package_digest: string };
const rows = async () => (await api.store.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM cases WHERE kind <> 'evidence'")).rows[0]!.n;

/** What the case's workflow does after checking the package: all is well. */
async function checked(id: string): Promise<void> {
  const meta = { command_id: `checks/${id}`, actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' } as const;
  const outcome = await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body: { revision: 1, results: [] } }, meta);
  expect(outcome.ok).toBe(true);
}

beforeAll(async () => {
  api = await startTestApi();
  system = await seedSystem(api, {});
  deployment = String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']);
  await checked(deployment);
  const view = ok(await api.as('maya').get(`/v1/deployments/${deployment}`));
  technical = { obligation_id: String(view['lanes']!.find((lane) => lane['lane'] === 'technical')!['obligation_id']), package_digest: view['package_digest']! };
});
afterAll(() => api.stop());

const vote = (by: string, members: object = {}) => api.as(by).post(`/v1/obligations/${technical.obligation_id}/votes`, { verdict: 'approve', package_digest: technical.package_digest, reason: 'Fine', ...members });
const shown = ({ status, body }: Answer) => [status, body['code'], body['detail']];

describe('what is not there', () => {
  it.each([
    ['an unknown system', 'get', '/v1/systems/sys_0', 'unknown_system'],
    ['versions of an unknown system', 'get', '/v1/systems/sys_0/versions', 'unknown_system'],
    ['blockers of an unknown system', 'get', '/v1/systems/sys_0/blockers', 'unknown_system'],
    ['an unknown case', 'get', '/v1/cases/dep_0', 'unknown_case'],
    ['an unknown deployment', 'get', '/v1/deployments/dep_0', 'unknown_case'],
    ['a deployment that is a system', 'get', '/v1/deployments/house', 'unknown_case'],
    ['an unknown obligation', 'get', '/v1/obligations/obl_0', 'unknown_obligation'],
    ['an unknown policy', 'get', `/v1/policies/${randomDigest()}`, 'unknown_policy'],
    ['evidence that nobody stored', 'get', `/v1/evidence/${randomDigest()}`, 'unknown_evidence'],
    ['evidence under what is no digest', 'get', '/v1/evidence/..%2F..%2Fkeys', 'unknown_evidence'],
    ['a command on an unknown obligation', 'post', '/v1/obligations/obl_0/acknowledge', 'unknown_obligation'],
    ['an unknown permit', 'post', '/v1/permits/prm_0/use', 'unknown_permit'],
    ['an unknown blocker', 'post', '/v1/blockers/blk_0/release', 'invalid'],
    ['a path that leads nowhere', 'get', '/v1/nothing', 'not_found'],
  ])('%s', async (_what, method, path, code) => {
    const { status, body } = await api.as('maya').send(method.toUpperCase(), path, method === 'post' ? { body: '{}', headers: { 'Content-Type': 'application/json' } } : {});
    expect([status, body['code']]).toEqual([code === 'invalid' ? 422 : 404, code]);
  });

  it('names the command that was meant', async () => {
    const answer = await api.as('maya').post(`/v1/deployments/${deployment}/withdrow`, { reason: 'x' });
    expect(shown(answer)).toEqual([404, 'not_found', expect.stringContaining('did you mean "withdraw"?')]);
  });
});

describe('how a request is sent', () => {
  it('refuses another method and says which are allowed', async () => {
    const { status, headers, body } = await api.as('maya').send('DELETE', '/v1/systems');
    expect([status, headers.get('allow'), body['code']]).toEqual([405, 'GET, POST, HEAD, OPTIONS', 'method_not_allowed']);
  });

  it('refuses another content type', async () => {
    const answer = await api.as('maya').send('POST', '/v1/systems', { body: 'name: x', headers: { 'Content-Type': 'application/yaml' } });
    expect(shown(answer)).toEqual([415, 'unsupported_media_type', expect.stringContaining('application/yaml')]);
  });

  it('refuses a body that is no JSON', async () => {
    const answer = await api.as('maya').send('POST', '/v1/systems', { body: '{"name":', headers: { 'Content-Type': 'application/json' } });
    expect(shown(answer)).toEqual([400, 'malformed', expect.any(String)]);
  });

  it.each([['a list', '[]'], ['a text', '"x"'], ['null', 'null'], ['a number', '7']])('refuses a body that is %s', async (_what, body) => {
    const answer = await api.as('maya').send('POST', '/v1/systems', { body, headers: { 'Content-Type': 'application/json' } });
    expect([answer.status, answer.body['code']]).toEqual([422, 'invalid']);
  });

  it('refuses a body of more than 256 kB', async () => {
    const answer = await api.as('maya').post('/v1/systems', { name: 'x'.repeat(300_000) });
    expect([answer.status, answer.body['code']]).toEqual([413, 'too_large']);
  });

  it('refuses a file larger than the policy allows, and keeps nothing of it', async () => {
    const small = await startTestApi({ policy: (policy) => ({ ...policy, thresholds: { ...policy.thresholds, evidence_max_bytes: 1_000 } }) });
    try {
      const answer = await small.as('maya').upload('/v1/evidence', 'x'.repeat(1_001));
      expect(shown(answer)).toEqual([413, 'too_large', expect.stringContaining('1000 bytes')]);
      const streamed = await small.as('maya').send('POST', '/v1/evidence', { body: new Blob(['y'.repeat(2_000)]).stream(), duplex: 'half' });
      expect(streamed.status).toBe(413);
      expect((await small.as('maya').get(`/v1/evidence/${digestOf('x'.repeat(1_001))}`)).status).toBe(404);
    } finally {
      await small.stop();
    }
  });

  it('refuses too many requests, and says how long to wait', async () => {
    const strict = await startTestApi({ requestsPerMinute: 2 });
    try {
      const me = strict.as('maya');
      await Promise.all([me.get('/v1/me'), me.get('/v1/me')]);
      const third = await me.get('/v1/me');
      expect([third.status, third.body['code'], Number(third.headers.get('retry-after'))]).toEqual([429, 'too_many_requests', expect.any(Number)]);
      expect((await strict.as('theo').get('/v1/me')).status).toBe(200);
    } finally {
      await strict.stop();
    }
  });

  it('refuses an Idempotency-Key that is none', async () => {
    const answer = await api.as('maya').post('/v1/blockers', { kind: 'manual', extent: { scope: 'organisation' }, title: 't', reason: 'r' }, { 'Idempotency-Key': 'a b' });
    expect([answer.status, answer.body['code']]).toEqual([422, 'invalid']);
  });
});

describe('what a request says', () => {
  it.each([
    ['a misspelt key', { titel: 'x' }, '/titel', 'did you mean "title"?'],
    ['an environment that is no name', { environment: 'Prod uction' }, '/environment', 'lower-case'],
    ['a change type that there is not', { change_type: 'newer' }, '/change_type', 'did you mean "new"?'],
    ['a document that is no digest', { documents: { model_card: 'abc' } }, '/documents/model_card', 'sha256'],
    ['a window without an end', { window: { from: '2026-12-01T00:00:00Z' } }, '/window/until', 'missing'],
    ['a window that ends before it begins', { window: { from: '2026-12-02T00:00:00Z', until: '2026-12-01T00:00:00Z' } }, '/window/until', 'ends after it begins'],
    ['an instant that is none', { window: { from: 'tomorrow', until: '2026-12-02T00:00:00Z' } }, '/window/from', 'RFC 3339'],
    ['a title of nothing but blanks', { title: '   ' }, '/title', 'not allowed'],
  ])('points at %s', async (_what, members, pointer, says) => {
    const before = await rows();
    const { status, body } = await api.as(CAST.requester).post('/v1/deployments', requestFor(system, members));
    expect([status, body['code']]).toEqual([422, 'invalid']);
    expect(body['errors']!.find((error) => error['pointer'] === pointer)?.['detail']).toContain(says);
    expect(await rows()).toBe(before);
  });

  it('refuses a query that there is not', async () => {
    const answer = await api.as('maya').get('/v1/cases?sistem=x');
    expect(shown(answer)).toEqual([422, 'invalid', expect.stringContaining('did you mean "system"?')]);
  });

  it('refuses a cursor that no list gave out', async () => {
    for (const list of ['/v1/cases', '/v1/obligations', '/v1/people', `/v1/cases/${deployment}/events`]) {
      const answer = await api.as('maya').get(`${list}?cursor=abc`);
      expect([list, ...shown(answer)]).toEqual([list, 422, 'invalid', expect.stringContaining('cursor')]);
    }
  });

  it('refuses an unknown system, and opens nothing', async () => {
    const before = await rows();
    const answer = await api.as(CAST.requester).post('/v1/deployments', requestFor({ ...system, id: 'sys_0' }));
    expect(shown(answer)).toEqual([404, 'unknown_system', expect.stringContaining('sys_0')]);
    expect(await rows()).toBe(before);
  });

  it('refuses a version that the system has not', async () => {
    const answer = await api.as(CAST.requester).post('/v1/deployments', requestFor({ ...system, version_id: 'ver_0' }));
    expect(shown(answer)).toEqual([404, 'unknown_version', expect.stringContaining(system.version_id)]);
  });

  it('names everything that an incomplete package lacks', async () => {
    const { model_card: _, rollback_plan: __, ...documents } = system.documents;
    const { status, body } = await api.as(CAST.requester).post('/v1/deployments', requestFor(system, { documents }));
    expect([status, body['code']]).toEqual([422, 'package_incomplete']);
    expect(body['errors']!.map((error) => error['pointer']).sort()).toEqual(['/documents/model_card', '/documents/rollback_plan']);
  });

  it('refuses a document that nobody uploaded', async () => {
    const { status, body } = await api.as(CAST.requester).post('/v1/deployments', requestFor(system, { documents: { ...system.documents, model_card: randomDigest() } }));
    expect([status, body['code'], body['errors']![0]!['pointer']]).toEqual([422, 'evidence_missing', '/documents/model_card']);
  });

  it('refuses a high-tier version whose weights nobody signed', async () => {
    const high = await seedSystem(api, { tier: 'high_novel' });
    const { weights_signature: _, ...unsigned } = newVersion(high.key);
    const { version_id } = ok(await api.as(CAST.owner).post(`/v1/systems/${high.id}/versions`, unsigned));
    const answer = await api.as(CAST.requester).post('/v1/deployments', requestFor({ ...high, version_id: String(version_id) }));
    expect([answer.status, answer.body['code'], answer.body['errors']![0]!['pointer']]).toEqual([422, 'package_incomplete', '/version_id']);
  });
});

describe('a vote', () => {
  it('is refused to the requester', async () => {
    expect(shown(await vote(CAST.requester)).slice(0, 2)).toEqual([403, 'separation_of_duties']);
  });
  it('is refused to the author of the version', async () => {
    expect((await vote(CAST.author)).status).toBe(403);
  });
  it('is refused to an outsider of the lane, who hears who may', async () => {
    expect(shown(await vote('lena'))).toEqual([403, 'not_eligible', expect.stringContaining('theo')]);
  });
  it('is refused on an old digest, with the digest that is current', async () => {
    const answer = await vote('theo', { package_digest: randomDigest() });
    expect(shown(answer).slice(0, 2)).toEqual([409, 'stale_package']);
    expect(JSON.stringify(answer.body)).toContain(technical.package_digest);
  });
  it('is refused a second time, and after the decision, and by whoever comes too late', async () => {
    expect((await vote('theo')).status).toBe(200);
    expect([(await vote('theo')).status, (await vote('tess')).status]).toEqual([409, 409]);
    expect((await vote('tess')).body['code']).toBe('already_decided');
  });
});

describe('a delegation', () => {
  const until = '2029-01-01T00:00:00Z';
  it('is refused in a circle', async () => {
    ok(await api.as('theo').post('/v1/delegations', { from: 'theo', to: 'tess', lane: 'technical', until }));
    const answer = await api.as('tess').post('/v1/delegations', { from: 'tess', to: 'theo', lane: 'technical', until });
    expect(shown(answer)).toEqual([422, 'delegation_circle', expect.stringContaining('theo')]);
  });
  it('is refused to oneself', async () => {
    expect((await api.as('lena').post('/v1/delegations', { from: 'lena', to: 'lena', lane: 'legal', until })).body['code']).toBe('delegation_circle');
  });
  it('is refused for a lane that there is not', async () => {
    const answer = await api.as('lena').post('/v1/delegations', { from: 'lena', to: 'priya', lane: 'legl', until });
    expect([answer.status, answer.body['errors']![0]!['pointer']]).toEqual([422, '/lane']);
  });
});

describe('a permit token', () => {
  it.each([
    ['is none', 'abc'],
    ['is of another house', 'eyJhbGciOiJFZERTQSIsInR5cCI6ImdhdGVob3VzZS1wZXJtaXQrand0Iiwia2lkIjoieCJ9.e30.AA'],
  ])('that %s is refused', async (_what, token) => {
    const answer = await api.as('maya').post('/v1/permits/verify', { token });
    expect([answer.status, answer.body['code'], answer.body['errors']![0]!['pointer']]).toEqual([422, 'invalid', '/token']);
  });
});
