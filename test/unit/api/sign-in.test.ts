import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { developmentSignIn } from '../../../api/auth/development-tokens.ts';
import type { Scope } from '../../../contracts/scopes.ts';
import { OPERATION_IDS, operationOf } from '../../../contracts/routes.ts';
import { execute } from '../../../store/execute.ts';
import { readEvents } from '../../../store/ledger.ts';
import { createToken } from '../../../store/tokens.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { ok, requestFor, seedSystem } from '../../support/seed.ts';

let api: TestApi;
let tokens: Record<string, string>;
beforeAll(async () => {
  api = await startTestApi({ directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'devon' ? { ...person, roles: ['admin'] } : person)) }) });
  tokens = JSON.parse(readFileSync(join(api.home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
});
afterAll(() => api.stop());

/** `fetch` does not let a test lie about its Host. */
function withHeaders(headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}/v1/me`, { headers: { Authorization: `Bearer ${tokens['maya']!}`, ...headers } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject).end();
  });
}

async function machine(scopes: readonly Scope[], subject: { readonly on_behalf_of?: string | null; readonly any_person?: boolean } = {}) {
  const { on_behalf_of = null, any_person = false } = subject;
  const made = await createToken(api.store, { kind: 'person', id: 'devon' }, { machine: 'ci', scopes, any_person, ...(on_behalf_of === null ? {} : { on_behalf_of }) });
  if (made.outcome !== 'made') throw new Error(JSON.stringify(made));
  return { ...api.with(made.token), token_id: made.info.id };
}

describe('development tokens', () => {
  it('lie in a file that only its owner reads, one for each person', async () => {
    expect(statSync(join(api.home, 'dev-tokens.json')).mode & 0o777).toBe(0o600);
    expect(Object.keys(tokens)).toContain('maya');
    expect(ok(await api.as('maya').get('/v1/me'))).toMatchObject({ kind: 'person', id: 'maya', assurance: 'development' });
  });

  it.each([
    ['another Host', { Host: 'gatehouse.example.com' }, 'it was sent to'],
    ['a Host that only begins like this machine', { Host: 'localhost.example.com' }, 'it was sent to'],
    ['X-Forwarded-For', { 'X-Forwarded-For': '127.0.0.1' }, 'forwarded'],
    ['X-Forwarded-Host', { 'X-Forwarded-Host': 'localhost' }, 'forwarded'],
    ['Forwarded', { Forwarded: 'for=127.0.0.1' }, 'forwarded'],
  ])('count for nothing with %s: a tunnel arrives from loopback too', async (_what, headers, why) => {
    const { status, body } = await withHeaders(headers);
    expect([status, body]).toEqual([401, expect.stringContaining(why)]);
  });

  it('count for nothing when the public address is elsewhere', async () => {
    const strategy = developmentSignIn(tokens, 'https://gatehouse.example.com');
    const answer = await strategy({ headers: { authorization: `Bearer ${tokens['maya']!}`, host: 'localhost:3000' }, socket: { remoteAddress: '127.0.0.1' } } as never);
    expect(answer).toMatchObject({ refused: 'not_authenticated', detail: expect.stringContaining('GATEHOUSE_URL is https://gatehouse.example.com') });
  });

  it('are refused when they are not the one that was made', async () => {
    const answer = await api.with(`${tokens['maya']!.slice(0, -1)}!`).get('/v1/me');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe("machines' tokens", () => {
  it('are made by an administrator, shown once, and end when revoked', async () => {
    expect((await api.as('maya').post('/v1/tokens', { machine: 'ci', scopes: ['read'] })).status).toBe(403);
    const made = ok(await api.as('devon').post('/v1/tokens', { machine: 'ci', scopes: ['read'], on_behalf_of: 'mira' }));
    const ci = api.with(made['token']!);
    expect(ok(await ci.get('/v1/me'))).toMatchObject({ kind: 'machine', id: 'ci', on_behalf_of: 'mira' });
    const { text } = await api.as('devon').get('/v1/tokens');
    expect(text).toContain(made['id']);
    expect(text).not.toContain(made['token']);
    ok(await api.as('devon').post(`/v1/tokens/${made['id']}/revoke`));
    expect((await ci.get('/v1/me')).status).toBe(401);
    const facts = (await readEvents(api.store, 'house')).filter(({ body }) => body['token_id'] === made['id']);
    expect(facts).toMatchObject([
      { type: 'token.created', actor: { kind: 'person', id: 'devon' }, body: { machine: 'ci', scopes: ['read'], on_behalf_of: 'mira', person: 'devon' } },
      { type: 'token.revoked', actor: { kind: 'person', id: 'devon' }, body: { machine: 'ci', person: 'devon' } },
    ]);
    expect(JSON.stringify(facts)).not.toContain(made['token']);
  });

  it('are made once for one Idempotency-Key: the repeat names the token and shows no secret', async () => {
    const body = { machine: 'nightly', scopes: ['read'] };
    const [first, again] = [await api.as('devon').post('/v1/tokens', body, { 'Idempotency-Key': 'token-1' }), await api.as('devon').post('/v1/tokens', body, { 'Idempotency-Key': 'token-1' })];
    expect([first.status, again.status, again.body['code'], again.body['id']]).toEqual([201, 409, 'already_exists', first.body['id']]);
    expect(again.text).not.toContain('ghs_');
    const { items } = ok(await api.as('devon').get('/v1/tokens'));
    expect(items!.filter(({ subject }) => subject!['id'] === 'nightly')).toHaveLength(1);
    const { id } = first.body;
    const ends = [1, 2].map(() => api.as('devon').post(`/v1/tokens/${id}/revoke`, {}, { 'Idempotency-Key': 'revoke-1' }));
    expect((await Promise.all(ends)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('expire', async () => {
    const ci = await machine(['read']);
    expect((await ci.get('/v1/me')).status).toBe(200);
    await api.store.pool.query('UPDATE tokens SET expires_at = $2 WHERE id = $1', [ci.token_id, '2020-01-01T00:00:00.000Z']);
    expect((await ci.get('/v1/me')).status).toBe(401);
  });

  it('do what their scopes say and nothing else', async () => {
    const reader = await machine(['read'], { on_behalf_of: 'mira' });
    expect((await reader.get('/v1/cases')).status).toBe(200);
    const refused = await reader.upload('/v1/evidence', 'x');
    expect([refused.status, refused.body['code'], refused.body['detail']]).toEqual([403, 'not_permitted', expect.stringContaining('"evidence:write"')]);
  });

  it('never sign', async () => {
    const all = await machine(['read', 'deployments:write', 'permits:issue', 'permits:use'], { on_behalf_of: 'theo' });
    const refused = await all.post('/v1/obligations/obl_0/votes', {});
    expect([refused.status, refused.body['code']]).toEqual([403, 'machine_cannot_sign']);
  });

  it('leave their refusals in the ledger, on the record that was meant, else on the house', async () => {
    const system = await seedSystem(api, {});
    const ci = await machine(['read', 'deployments:write'], { on_behalf_of: 'mira' });
    const id = String(ok(await ci.post('/v1/deployments', requestFor(system)))['id']);
    await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body: { revision: 1, results: [] } }, { command_id: `checked/${id}`, actor: { kind: 'workflow', id }, door: 'workflow', assurance: 'session' });
    const { obligations } = ok(await ci.get(`/v1/deployments/${id}`));
    const lane = obligations!.find(({ kind }) => kind === 'sign_off')!.id;
    expect((await ci.post(`/v1/obligations/${lane}/votes`, { verdict: 'approve' })).status).toBe(403);
    expect((await readEvents(api.store, id)).at(-1)).toMatchObject({
      type: 'command.refused',
      actor: { kind: 'machine', id: 'ci', on_behalf_of: 'mira' },
      body: { command: 'castVote', code: 'machine_cannot_sign', target: lane },
    });
    expect((await api.as('maya').post('/v1/tokens', { machine: 'mine', scopes: ['read'] })).status).toBe(403);
    const other = await ci.post('/v1/systems', {}, { 'Gatehouse-On-Behalf-Of': 'yann' });
    expect(other.status).toBe(403);
    const house = (await readEvents(api.store, 'house')).filter(({ type }) => type === 'command.refused');
    expect(house).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ actor: { kind: 'person', id: 'maya' }, body: expect.objectContaining({ command: 'createToken', code: 'not_permitted' }) }),
        expect.objectContaining({ actor: expect.objectContaining({ kind: 'machine', id: 'ci' }), body: expect.objectContaining({ command: 'addSystem', code: 'not_permitted' }) }),
      ]),
    );
    expect((await verifyLedger(api.store.pool)).bad).toBeNull();
  });

  it('write no ledger full of refusals: one row for the same in ten minutes, 30 for a caller, none for what is unknown', async () => {
    const refused = async () => (await api.store.pool.query("SELECT 1 FROM ledger WHERE type = 'command.refused' AND actor LIKE '%flood%'")).rowCount;
    const made = await createToken(api.store, { kind: 'person', id: 'devon' }, { machine: 'flood', scopes: ['read'], on_behalf_of: 'mira' });
    const flood = api.with(made.outcome === 'made' ? made.token : '');
    const systems = await Promise.all(Array.from({ length: 10 }, () => seedSystem(api, {})));
    await Promise.all(Array.from({ length: 20 }, () => flood.patch(`/v1/systems/${systems[0]!.id}`, {})));
    expect(await refused()).toBe(1);
    await flood.post('/v1/obligations/obl_0/votes', {});
    await flood.get('/v1/tokens');
    await api.with('ghs_unknown_token').post('/v1/tokens', {});
    expect(await refused()).toBe(1);
    const tries = systems.flatMap(({ id }) => ['versions', 'risks', 'blockers'].map((part) => `/v1/systems/${id}/${part}`));
    const more = OPERATION_IDS.map(operationOf).filter(({ method, path }) => method === 'post' && !path.includes('{'));
    for (const path of [...tries, ...more.map(({ path }) => path)]) await flood.post(path, {});
    expect(await refused()).toBe(30);
  });

  it('make requests on behalf of the person that the token names, who is the requester', async () => {
    const system = await seedSystem(api, {});
    const ci = await machine(['read', 'deployments:write'], { on_behalf_of: 'mira' });
    const { id } = ok(await ci.post('/v1/deployments', requestFor(system)));
    expect(ok(await ci.get(`/v1/deployments/${id}`))['requester']).toBe('mira');
    const other = await ci.post('/v1/deployments', requestFor(system), { 'Gatehouse-On-Behalf-Of': 'yann' });
    expect([other.status, other.body['detail']]).toEqual([403, expect.stringContaining('speaks for mira only')]);
  });

  it('name the person per request when they may', async () => {
    const system = await seedSystem(api, {});
    const ci = await machine(['read', 'deployments:write'], { any_person: true });
    const { id } = ok(await ci.post('/v1/deployments', requestFor(system), { 'Gatehouse-On-Behalf-Of': 'yann' }));
    expect(ok(await ci.get(`/v1/deployments/${id}`))['requester']).toBe('yann');
    const nobody = await ci.post('/v1/deployments', requestFor(system));
    expect([nobody.status, nobody.body['code']]).toEqual([403, 'not_permitted']);
  });
});
