import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { developmentSignIn } from '../../../api/auth/development-tokens.ts';
import type { Scope } from '../../../contracts/scopes.ts';
import { createToken } from '../../../store/tokens.ts';
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

async function machine(scopes: readonly Scope[], subject: { readonly on_behalf_of?: string | null; readonly any_person?: boolean } = {}, expires_at: string | null = null) {
  const { token } = await createToken(api.store, { subject: { kind: 'machine', id: 'ci', ...subject }, scopes, created_by: 'devon', expires_at });
  return api.with(token);
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
    const answer = await strategy({ headers: { authorization: `Bearer ${tokens['maya']!}`, host: 'localhost:3000' } } as never);
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
  });

  it('expire', async () => {
    expect((await (await machine(['read'], {}, '2020-01-01T00:00:00.000Z')).get('/v1/me')).status).toBe(401);
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
