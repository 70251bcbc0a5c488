import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from '../../../store/execute.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { CAST, ok, requestFor, seedSystem } from '../../support/seed.ts';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));
afterAll(() => api.stop());

const SCRIPT = `<script>"&'</script>`;

async function inReview(overrides: object = {}): Promise<string> {
  const id = String(ok(await api.as(CAST.requester).post('/v1/deployments', requestFor(await seedSystem(api, {}), overrides)))['id']);
  const meta = { command_id: `checks/${id}`, actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' } as const;
  await execute(api.store, { kind: 'deployment', id }, { name: 'record-checks', body: { revision: 1, results: [] } }, meta);
  return id;
}

/** A case of tier low with script text in every field that people type, rejected. */
async function decided(): Promise<string> {
  const id = await inReview({ title: SCRIPT, rationale: SCRIPT, options: [SCRIPT] });
  const { lanes, package_digest } = ok(await api.as('maya').get(`/v1/deployments/${id}`));
  const [lane] = lanes!;
  const by = CAST.signers[String(lane!['lane'])]![0]!;
  ok(await api.as(by).post(`/v1/obligations/${lane!['obligation_id']}/votes`, { verdict: 'approve', package_digest, reason: SCRIPT }));
  return id;
}

const get = (id: string, query = '', headers: Readonly<Record<string, string>> = {}, by = 'yann') => api.as(by).send('GET', `/v1/deployments/${id}/record${query}`, { headers });

describe('R-09 the decision record of a case', () => {
  it('is JSON for anybody who works here, with what was decided, on what, by whom and why', async () => {
    const id = await decided();
    const { status, body, headers } = await get(id);
    expect([status, headers.get('content-type'), headers.get('vary')]).toEqual([200, expect.stringMatching(/^application\/json/), expect.stringContaining('Accept')]);
    expect(body).toMatchObject({ case_id: id, title: SCRIPT, rationale: SCRIPT, options: [SCRIPT], decision: { what: 'approved' }, ended: null, evidence: { revision: 1 } });
    expect(body['lanes']![0]!['signatures']![0]).toMatchObject({ verdict: 'approve', reason: SCRIPT });
  });

  it.each([
    ['?format=text', {}, 'text/plain; charset=utf-8'],
    ['', { Accept: 'text/plain' }, 'text/plain; charset=utf-8'],
    ['?format=html', {}, 'text/html; charset=utf-8'],
    ['', { Accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' }, 'text/html; charset=utf-8'],
    ['?format=json', { Accept: 'text/html' }, 'application/json; charset=utf-8'],
    ['', { Accept: 'image/png' }, 'application/json; charset=utf-8'],
  ])('comes in the form that is asked for: %s %j', async (query, headers, type) => {
    const found = await get(await decided(), query, headers);
    expect([found.status, found.headers.get('content-type')]).toEqual([200, type]);
  });

  it('is one page that runs nothing that somebody typed', async () => {
    const id = await decided();
    const { text } = await get(id, '?format=html');
    expect(text).toContain(`<title>Decision ${id}</title>`);
    expect(text).not.toMatch(/<script|"&'/);
    expect(text.split('&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;').length - 1).toBe(4);
    expect((await get(id, '?format=text')).text.trimEnd().split('\n').length).toBeLessThanOrEqual(66);
  });

  it('says also how a request ended without an approval, and why', async () => {
    const id = await inReview();
    ok(await api.as(CAST.requester).post(`/v1/deployments/${id}/withdraw`, { reason: 'The vendor is gone' }));
    expect((await get(id)).body['decision']).toMatchObject({ what: 'withdrawn', by: CAST.requester, reason: 'The vendor is gone' });
    expect((await get(id, '?format=text')).text).toMatch(/^Decided +Withdrawn by .* “The vendor is gone”$/m);
  });

  it('is that of an instant when one is named', async () => {
    const id = await decided();
    const before = String(ok(await api.as('maya').get(`/v1/deployments/${id}`))['decided_at']);
    ok(await api.as('maya').post(`/v1/deployments/${id}/revoke`, { reason: 'Complaints' }));
    expect((await get(id)).body).toMatchObject({ state: 'revoked', decision: { what: 'approved' }, ended: { what: 'revoked', person: 'maya', reason: 'Complaints' } });
    expect((await get(id, `?as_of=${before}`)).body).toMatchObject({ state: 'approved', ended: null });
    expect((await get(id, '?as_of=2099-01-01T00:00:00Z')).status).toBe(422);
  });

  it.each([
    ['of a case in which nothing is decided', () => inReview(), 404, 'unknown_case', /nothing is decided, it is in_review$/],
    ['of no case', async () => 'dep_01m81yd09xeg5a09w2y2m4jg9e', 404, 'unknown_case', /^there is no deployment case/],
    ['in a form that there is not', decided, 422, 'invalid', /format/],
  ])('is refused %s', async (what, find, status, code, detail) => {
    const answer = await get(await find(), what.startsWith('in a form') ? '?format=pdf' : '');
    expect([answer.status, answer.body['code'], answer.body['detail']]).toEqual([status, code, expect.stringMatching(detail)]);
  });

  it('is for nobody who is not signed in', async () => {
    expect((await api.with(null).get(`/v1/deployments/${await decided()}/record`)).status).toBe(401);
  });
});
